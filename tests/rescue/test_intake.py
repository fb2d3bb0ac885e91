"""A rescue file brings in what its phone could not send: each item for its owner, once."""

from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import select

from app.accounts import queries
from app.accounts.rules import DeviceState
from app.audit import signing
from app.core.encoding import from_base64url
from app.core.ids import uuid7
from app.evidence import actions as evidence
from app.extensions import db
from app.facts.models import Fact
from app.inspections.models import Revision
from tests.accounts.people import disable
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn
from tests.devices.test_states import put_into
from tests.factories import person as make_person
from tests.phone import Phone, sha256
from tests.rescue.files import RescueFile
from tests.review.steps import page_of, record_of, send_back
from tests.signing import Signer
from tests.sync.photo import HALF, PHOTO, kept_bytes

NewPhone = Callable[..., Phone]
SignIn = Callable[..., SignedIn]
OTHER = PHOTO[::-1]


@pytest.fixture
def officer(phone: NewPhone) -> Phone:
    """Whose phone sends nothing any more."""
    return phone()


def fates(phone: Phone, file: bytes) -> list[tuple[str, str]]:
    """What became of each item, and why it was refused."""
    answer = phone.rescue(file)
    assert answer.status_code == 200, answer.text
    return [(item["state"], item.get("code", "")) for item in answer.get_json()["items"]]


def test_everything_comes_in_for_its_owner_with_receipts(officer: Phone, phone: NewPhone) -> None:
    record = officer.record(PHOTO, OTHER)
    fact = officer.fact("suggestion", text="x")
    file = RescueFile(officer).photos(record, PHOTO, OTHER).sealed(fact, record).packed()

    items = phone().rescue(file).get_json()["items"]

    assert [item["state"] for item in items] == ["stored"] * 4
    assert [item["key"].split("/")[0] for item in items] == [
        "photos",
        "photos",
        "facts",
        "inspections",
    ]
    for item in items:
        assert item["receipt"]["key"] == item["key"]
        signing.verify_receipt(item["receipt"], from_base64url(signing.public_key()))
    assert record_of(record).person_id == officer.person_id
    assert db.session.scalars(select(Fact)).one().person_id == officer.person_id
    revision = db.session.scalars(select(Revision)).one()
    assert (revision.sealed_bytes, revision.flags) == (rfc8785.dumps(record), "rescued")


def test_the_same_file_again_changes_nothing(officer: Phone) -> None:
    record = officer.record(PHOTO)
    file = RescueFile(officer).sealed(record).photos(record, PHOTO).packed()
    first = officer.rescue(file).get_json()["items"]

    again = officer.rescue(file).get_json()["items"]

    assert [item["state"] for item in again] == ["replayed"] * 2
    assert [item["receipt"] for item in again] == [item["receipt"] for item in first]
    assert len(leaves_of("revision.received")) == len(leaves_of("photo.stored")) == 1


def test_the_phone_may_send_afterwards_what_the_file_brought(officer: Phone) -> None:
    record = officer.record(PHOTO)
    officer.rescue(RescueFile(officer).sealed(record).photos(record, PHOTO).packed())

    assert officer.put(record).status_code == 200
    assert "X-WZ-Receipt" in officer.head(record["photos"][0]["id"]).headers


def test_the_log_names_who_brought_the_file_and_the_owners(officer: Phone, sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer")
    file = RescueFile(officer).sealed(officer.record()).packed()

    answer = reviewer.post("/api/v1/rescue", data=file)

    assert answer.status_code == 200
    (leaf,) = leaves_of("rescue.taken_in")
    assert (leaf["actor"], leaf["entity"]) == (
        reviewer.person.actor,
        f"device/{officer.device_id}",
    )
    assert leaf["sha256"] == sha256(file)
    assert leaf["detail"] == {"stored": 1, "replayed": 0, "refused": 0}
    (received,) = leaves_of("revision.received")
    assert received["actor"] == f"person/{officer.person_id}"


def test_a_bad_item_stops_no_other(officer: Phone) -> None:
    good, bad, worse = (officer.record(PHOTO) for _ in range(3))
    file = RescueFile(officer).sealed(bad, worse, good)
    file.parts[file.entries[0]["path"]] += b" "
    del file.parts[file.entries[1]["path"]]
    unknown = {**file.entries[2], "key": "videos/1"}
    entries = [*file.entries, 7, {"key": "videos/1"}, unknown]

    assert fates(officer, file.packed(items=entries)) == [
        ("refused", "rescue_item_unreadable"),
        ("refused", "rescue_item_unreadable"),
        ("stored", ""),
        ("refused", "rescue_item_unreadable"),
        ("refused", "rescue_item_unreadable"),
        ("refused", "rescue_item_unreadable"),
    ]
    assert len(db.session.scalars(select(Revision)).all()) == 1


def test_photos_must_be_those_that_their_record_names(officer: Phone) -> None:
    record = officer.record(PHOTO, OTHER, b"third")
    file = RescueFile(officer).sealed(record).photos(record, PHOTO, OTHER, b"third")
    spoiled, other, _good = file.entries[1:]
    file.parts[spoiled["path"]] = OTHER
    other["sha256"] = sha256(b"something else")
    file.entries.append({**other, "key": f"photos/{uuid7()}"})

    assert fates(officer, file.packed()) == [
        ("stored", ""),
        ("refused", "rescue_item_unreadable"),
        ("refused", "manifest_mismatch"),
        ("stored", ""),
        ("refused", "record_unknown"),
    ]


def test_a_photo_that_had_begun_to_arrive_is_replaced_whole(officer: Phone) -> None:
    record = officer.record(PHOTO)
    officer.put(record)
    officer.create(record, 0, PHOTO[:HALF])

    assert fates(officer, RescueFile(officer).photos(record, PHOTO).packed()) == [("stored", "")]

    assert kept_bytes(record) == PHOTO
    assert not evidence.store().part_path(record["photos"][0]["id"]).exists()
    assert officer.head(record["photos"][0]["id"]).headers["Upload-Offset"] == str(len(PHOTO))


def test_a_correction_comes_in_after_the_record_it_corrects(
    officer: Phone, sign_in: SignIn
) -> None:
    record = officer.deliver(PHOTO)
    send_back(sign_in("leader"), record_of(record), "photo_unclear")
    correction = officer.correct(record, OTHER)

    assert fates(officer, RescueFile(officer).sealed(correction).packed()) == [("stored", "")]
    assert record_of(record).head_rev == 2


def test_revisions_come_in_by_their_number_whatever_their_order(officer: Phone) -> None:
    first = officer.record(PHOTO)
    second = officer.correct(first, OTHER)

    assert fates(officer, RescueFile(officer).sealed(second, first).packed()) == [
        ("stored", ""),
        ("stored", ""),
    ]
    assert record_of(first).head_rev == 1


def test_what_somebody_sealed_who_has_left_comes_in(officer: Phone, phone: NewPhone) -> None:
    record = officer.record()
    somebody = queries.person(officer.person_id)
    assert somebody is not None
    disable(somebody)

    assert fates(phone(), RescueFile(officer).sealed(record).packed()) == [("stored", "")]


def test_nothing_comes_in_for_who_never_signed_in_on_that_phone(
    officer: Phone, phone: NewPhone
) -> None:
    other, stranger = phone(), make_person()
    forged = [
        officer.record(officers=[str(stranger.id)]),
        officer.record(officers=["999999999999999999"]),
        officer.record(device=uuid7()),
        officer.record(device=other.device_id),
        officer.fact("suggestion", text="x", person=str(other.person_id)),
    ]

    found = fates(officer, RescueFile(officer).sealed(*forged).packed())

    assert found == [("refused", "not_owner")] * 5
    assert db.session.scalars(select(Revision)).all() == []


def test_the_address_and_the_bytes_must_agree(officer: Phone) -> None:
    file = RescueFile(officer).sealed(officer.record(), officer.fact("suggestion", text="x"))
    for entry in file.entries:
        entry["key"] = entry["key"].replace(entry["key"].split("/")[1], uuid7())

    assert fates(officer, file.packed()) == [("refused", "manifest_invalid")] * 2


def test_a_signature_travels_with_its_item(officer: Phone) -> None:
    signer = Signer()
    body = {"device_id": officer.device_id, "label": "test", "public_key": signer.jwk}
    officer.client.post("/api/v1/devices", json=body)
    record = officer.record()
    file = RescueFile(officer).sealed(record)
    file.entries[0]["sig"] = signer.header(rfc8785.dumps(record))["X-Sig"].split()[1]

    officer.rescue(file.packed())

    assert db.session.scalars(select(Revision)).one().signature_grade == "valid"


def test_what_a_phone_held_that_was_shut_out_comes_in_by_another(
    officer: Phone, phone: NewPhone, sign_in: SignIn
) -> None:
    record = officer.record()
    put_into(officer, DeviceState.REVOKED)
    file = RescueFile(officer).sealed(record).packed()

    assert officer.rescue(file).get_json()["code"] == "device_revoked"
    assert fates(phone(), file) == [("stored", "")]

    page = page_of(sign_in("leader"), record)
    assert "It came from a phone that was shut out." in page
    assert "It came in a rescue file, not from the phone itself." in page


def test_an_empty_file_is_a_rescue_file(officer: Phone) -> None:
    assert fates(officer, RescueFile(officer).packed()) == []


def test_who_neither_patrols_nor_reviews_brings_nothing(sign_in: SignIn, officer: Phone) -> None:
    answer = sign_in("admin").post("/api/v1/rescue", data=RescueFile(officer).packed())

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")
