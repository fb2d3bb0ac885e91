"""What is odd about a record is flagged; the record is accepted."""

import json
from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import select

from app.extensions import db
from app.inspections.models import Inspection, Revision
from app.review.queries import dossier
from tests.phone import Phone

PHOTO = b"\xff\xd8 not much of a picture"


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"type": "unheard_of"}, "type_unknown"),
        ({"outcome": "unheard_of"}, "outcome_unknown"),
        ({"officers": None}, "partner_unknown"),
        ({"photos": []}, "no_photos"),
        ({"outcome": "ordered"}, "officers_insufficient"),
        ({"clock": {"wall_ms": 1, "mono_ms": 1, "boot_id": "b"}}, "clock_unchecked"),
        (
            {"clock": {"wall_ms": 1, "mono_ms": 1, "boot_id": "b", "srv_offset_ms": -120_001}},
            "clock_skew",
        ),
        ({"fix": None}, "position_missing"),
    ],
)
def test_what_is_odd_is_flagged_and_accepted(
    phone: Callable[..., Phone], changes: dict[str, object], flag: str
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)
    if changes == {"officers": None}:
        changes = {"officers": [str(officer.person_id), "999999"]}
    sealed.update(changes)
    if sealed["fix"] is None:
        del sealed["fix"]

    answer = officer.put(sealed)

    assert answer.status_code == 201
    assert answer.get_json()["flags"] == [flag]


def test_bytes_that_are_not_canonical_are_kept_and_flagged(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    answer = officer.put_bytes(json.dumps(sealed).encode(), sealed["id"], 1)

    assert answer.status_code == 201
    assert answer.get_json()["flags"] == ["not_canonical"]


def test_a_float_where_an_integer_belongs_is_refused(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    answer = officer.put({**sealed, "captured_ms": 1.5})

    assert answer.get_json()["code"] == "manifest_invalid"


def test_an_officer_is_not_their_own_partner(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO, officers=[str(officer.person_id), f"0{officer.person_id}"])

    assert officer.put(sealed).get_json()["flags"] == ["partner_unknown"]


def test_a_photo_id_that_belongs_to_other_bytes_is_flagged_and_counts_as_missing(
    phone: Callable[..., Phone],
) -> None:
    officer = phone()
    first = officer.deliver(PHOTO)
    second = officer.record(PHOTO, b"other")
    second["photos"][1]["id"] = first["photos"][0]["id"]

    answer = officer.put(second)

    assert answer.get_json()["flags"] == ["photo_clash"]
    item = dossier(second["id"]).item
    assert (item.count, item.stored, item.missing) == (2, 0, 2)


def test_a_lone_surrogate_in_an_unknown_member_is_kept_and_flagged(
    phone: Callable[..., Phone],
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)
    raw = rfc8785.dumps(sealed)[:-1] + b',"\\ud800":1}'

    answer = officer.put_bytes(raw, sealed["id"], 1)

    assert (answer.status_code, answer.get_json()["flags"]) == (201, ["not_canonical"])


def test_a_nul_stays_in_the_sealed_bytes_and_out_of_the_columns(
    phone: Callable[..., Phone],
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO, note="before\0after")

    assert officer.put(sealed).status_code == 201

    record = db.session.get(Inspection, sealed["id"])
    assert record is not None
    assert record.note == "beforeafter"
    revision = db.session.scalars(select(Revision)).one()
    assert revision.sealed_bytes == rfc8785.dumps(sealed)
