"""Facts are kept byte for byte, once; some of them change what the desk sees."""

import json
from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import func, select

from app.audit import signing
from app.audit.models import AuditLeaf
from app.core.encoding import from_base64url
from app.core.ids import uuid7
from app.evidence import queries as photos
from app.evidence.rules import PhotoState
from app.extensions import db
from app.facts.models import Fact
from tests.phone import Phone, Sealed, sha256
from tests.sync.photo import PHOTO, photo_id


def lost_photo(officer: Phone, sealed: Sealed, **changes: object) -> Sealed:
    """The officer declares that the record's photo will not come."""
    named = {"inspection_id": sealed["id"], "photo_id": photo_id(sealed), "reason": "card broke"}
    return officer.fact("photo_unavailable", **{**named, **changes})


def state_of(sealed: Sealed) -> PhotoState:
    """How much of the only photo the server holds."""
    db.session.expire_all()
    photo = photos.photo(photo_id(sealed))
    assert photo is not None
    return photo.state


def test_a_fact_is_kept_with_a_receipt_that_echoes_its_hash(officer: Phone) -> None:
    sealed = officer.fact("suggestion", text="larger buttons")

    answer = officer.put_fact(sealed)

    assert answer.status_code == 201
    receipt = answer.get_json()["receipt"]
    raw = rfc8785.dumps(sealed)
    assert receipt["sha256"] == sha256(raw)
    assert (receipt["kind"], receipt["key"]) == ("fact", f"facts/{sealed['id']}")
    assert receipt["status"] == "accepted"
    signing.verify_receipt(receipt, from_base64url(signing.public_key()))
    assert db.session.scalars(select(Fact)).one().sealed_bytes == raw
    leaf = db.session.get(AuditLeaf, receipt["log_index"])
    assert leaf is not None
    assert json.loads(leaf.leaf)["type"] == "fact.received"


def test_a_repeated_fact_gets_the_same_receipt(officer: Phone) -> None:
    sealed = officer.fact("suggestion", text="larger buttons")
    first = officer.put_fact(sealed).get_json()

    answer = officer.put_fact(sealed)

    assert answer.status_code == 200
    assert answer.get_json() == {**first, "replayed": True}
    assert db.session.scalar(select(func.count()).select_from(Fact)) == 1


def test_other_bytes_under_the_same_id_are_stored_as_a_conflict(
    officer: Phone, sealed: Sealed
) -> None:
    first = officer.fact("suggestion", text="larger buttons")
    officer.put_fact(first)

    answer = officer.put_fact(lost_photo(officer, sealed, id=first["id"]))

    assert answer.status_code == 202
    assert answer.get_json()["receipt"]["status"] == "conflict_stored"
    assert db.session.scalar(select(func.count()).select_from(Fact)) == 2
    assert state_of(sealed) is PhotoState.EXPECTED


@pytest.mark.parametrize(
    "members", [{}, {"inspection_id": 7}, {"inspection_id": uuid7(), "degrees": 31}]
)
def test_an_unknown_kind_is_kept_and_flagged(officer: Phone, members: dict[str, object]) -> None:
    answer = officer.put_fact(officer.fact("weather", **members))

    assert (answer.status_code, answer.get_json()["flags"]) == (201, ["kind_unknown"])


def test_a_kerb_walk_and_an_acknowledgement_are_kept(officer: Phone, sealed: Sealed) -> None:
    walk = officer.fact("kerb_walk", zone="N08", points=[{"lat_e7": 1, "lon_e7": 2}])
    read = officer.fact(
        "acknowledgement", inspection_id=sealed["id"], rev=1, decision_sha256="0" * 64
    )

    for fact in (walk, read):
        answer = officer.put_fact(fact)
        assert (answer.status_code, answer.get_json()["flags"]) == (201, [])


def test_a_declared_hole_changes_the_photo_until_it_comes_after_all(
    officer: Phone, sealed: Sealed
) -> None:
    assert officer.put_fact(lost_photo(officer, sealed)).get_json()["flags"] == []
    assert state_of(sealed) is PhotoState.UNAVAILABLE
    assert officer.head(photo_id(sealed)).status_code == 404
    assert officer.patch(photo_id(sealed), 0, PHOTO).status_code == 404

    assert "X-WZ-Receipt" in officer.create(sealed, 0, PHOTO).headers
    assert state_of(sealed) is PhotoState.STORED


def test_a_photo_that_is_here_is_not_declared_away(officer: Phone) -> None:
    sealed = officer.deliver(PHOTO)

    answer = officer.put_fact(lost_photo(officer, sealed))

    assert (answer.status_code, answer.get_json()["flags"]) == (201, ["photo_stored"])
    assert state_of(sealed) is PhotoState.STORED


@pytest.mark.parametrize("changes", [{"photo_id": uuid7()}, {"inspection_id": uuid7()}])
def test_a_hole_in_nothing_we_know_is_kept_and_flagged(
    officer: Phone, sealed: Sealed, changes: dict[str, object]
) -> None:
    answer = officer.put_fact(lost_photo(officer, sealed, **changes))

    flag = "photo_unknown" if "photo_id" in changes else "record_unknown"
    assert (answer.status_code, answer.get_json()["flags"]) == (201, [flag])
    assert state_of(sealed) is PhotoState.EXPECTED


def test_nobody_withdraws_or_empties_the_record_of_another(
    officer: Phone, sealed: Sealed, phone: Callable[..., Phone]
) -> None:
    other = phone()

    hole = other.put_fact(lost_photo(other, sealed))
    withdrawal = other.fact("withdrawal", inspection_id=sealed["id"], reason="not mine")

    assert hole.get_json()["flags"] == ["not_own_record"]
    assert other.put_fact(withdrawal).get_json()["flags"] == ["not_own_record"]
    assert state_of(sealed) is PhotoState.EXPECTED
    assert not any(fact.effective for fact in db.session.scalars(select(Fact)))


def test_nobody_seals_a_fact_in_the_name_of_another(
    officer: Phone, phone: Callable[..., Phone]
) -> None:
    other, mine = phone(), officer.fact("suggestion", text="mine")
    officer.put_fact(mine)
    changes = ({"person": str(other.person_id)}, {"device": other.device_id})
    foreign = [officer.fact("suggestion", text="x", **change) for change in changes]

    answers = [officer.put_fact(fact) for fact in foreign]
    answers.append(other.put_fact(other.fact("suggestion", text="x", id=mine["id"])))

    assert [answer.get_json()["code"] for answer in answers] == ["not_owner"] * 3


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("withdrawal", {}),
        ("withdrawal", {"inspection_id": uuid7(), "reason": ""}),
        ("photo_unavailable", {"inspection_id": uuid7(), "reason": "gone"}),
        ("suggestion", {"text": 7}),
        ("acknowledgement", {"inspection_id": uuid7(), "rev": 0}),
        ("suggestion", {"text": "x", "fmt": 2}),
    ],
)
def test_a_known_kind_of_another_form_is_refused(
    officer: Phone, kind: str, members: dict[str, object]
) -> None:
    answer = officer.put_fact(officer.fact(kind, **members))

    assert (answer.status_code, answer.get_json()["code"]) == (422, "manifest_invalid")


def test_the_address_and_the_bytes_must_name_the_same_fact(officer: Phone) -> None:
    raw = rfc8785.dumps(officer.fact("suggestion", text="x"))
    headers = {**officer.authorization, "Content-SHA256": sha256(raw)}

    answer = officer.client.put(f"/api/v1/facts/{uuid7()}", data=raw, headers=headers)

    assert answer.get_json()["code"] == "manifest_invalid"


def test_a_damaged_or_too_large_fact_is_not_taken(officer: Phone) -> None:
    sealed = officer.fact("suggestion", text="x")

    damaged = officer.put_fact(sealed, **{"Content-SHA256": sha256(b"other")})
    large = officer.put_fact(officer.fact("weather", cloud="x" * 65_536))

    assert damaged.get_json()["code"] == "body_hash_mismatch"
    assert large.get_json()["code"] == "body_too_large"
    assert db.session.scalars(select(Fact)).all() == []
