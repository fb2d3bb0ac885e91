"""A sealed record is kept byte for byte, once, with one receipt."""

import json
from collections.abc import Callable

import pytest
import rfc8785
from sqlalchemy import func, select

from app.audit import signing
from app.audit.models import AuditLeaf
from app.core.encoding import from_base64url
from app.core.ids import uuid7
from app.extensions import db
from app.inspections.models import Inspection, Revision
from tests.phone import Phone, sha256

PHOTO = b"\xff\xd8 not much of a picture"


def test_a_record_is_accepted_with_a_receipt_that_echoes_its_hash(
    phone: Callable[..., Phone],
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    answer = officer.put(sealed)

    assert answer.status_code == 201
    receipt = answer.get_json()["receipt"]
    assert receipt["sha256"] == sha256(rfc8785.dumps(sealed))
    assert receipt["key"] == f"inspections/{sealed['id']}/revs/1"
    assert receipt["status"] == "accepted"
    signing.verify_receipt(receipt, from_base64url(signing.public_key()))


def test_the_exact_bytes_are_kept(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO, note="越线约 1 米\n已退回")

    officer.put(sealed)

    revision = db.session.scalars(select(Revision)).one()
    assert revision.sealed_bytes == rfc8785.dumps(sealed)
    assert db.session.scalars(select(Inspection)).one().note == "越线约 1 米\n已退回"


def test_the_audit_leaf_commits_with_the_record(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    log_index = officer.put(sealed).get_json()["receipt"]["log_index"]

    leaf = db.session.get(AuditLeaf, log_index)
    assert leaf is not None
    content = json.loads(leaf.leaf)
    assert (content["type"], content["sha256"]) == (
        "revision.received",
        sha256(rfc8785.dumps(sealed)),
    )


def test_a_repeated_record_gets_the_same_receipt(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)
    first = officer.put(sealed).get_json()

    answer = officer.put(sealed)

    assert answer.status_code == 200
    second = answer.get_json()
    assert (second["receipt"], second["replayed"]) == (first["receipt"], True)
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 1


def test_other_bytes_under_the_same_number_are_stored_as_a_conflict(
    phone: Callable[..., Phone],
) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)
    officer.put(sealed)

    answer = officer.put({**sealed, "note": "another story"})

    assert answer.status_code == 202
    assert answer.get_json()["receipt"]["status"] == "conflict_stored"
    kept = {row.sealed_bytes for row in db.session.scalars(select(Revision))}
    assert len(kept) == 2
    assert db.session.scalars(select(Inspection)).one().note == ""


def test_records_are_numbered_without_gaps(phone: Callable[..., Phone]) -> None:
    officer = phone()

    numbers = [officer.put(officer.record(PHOTO)).get_json()["number"] for _ in range(3)]

    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]


def test_a_damaged_record_is_sent_again(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    answer = officer.put_bytes(
        rfc8785.dumps(sealed), sealed["id"], 1, **{"Content-SHA256": sha256(b"other")}
    )

    assert (answer.status_code, answer.get_json()["code"]) == (422, "body_hash_mismatch")
    assert db.session.scalars(select(Revision)).all() == []


@pytest.mark.parametrize(
    "raw",
    [b" ", b"not json", b"[]", b"{}", b"\xff\xfe", b'{"fmt":1}', b"[" * 30_000],
    ids=["blank", "no json", "list", "empty object", "no utf-8", "one field", "deep"],
)
def test_bytes_that_are_no_revision_are_refused(phone: Callable[..., Phone], raw: bytes) -> None:
    answer = phone().put_bytes(raw, uuid7(), 1)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "manifest_invalid")


def test_a_record_above_64_kib_is_refused(phone: Callable[..., Phone]) -> None:
    answer = phone().put_bytes(b" " * (64 * 1024 + 1), uuid7(), 1)

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_the_address_and_the_bytes_must_name_the_same_record(phone: Callable[..., Phone]) -> None:
    officer = phone()
    sealed = officer.record(PHOTO)

    answer = officer.put_bytes(rfc8785.dumps(sealed), uuid7(), 1)

    assert answer.get_json()["code"] == "manifest_invalid"


def test_nobody_seals_in_the_name_of_another(phone: Callable[..., Phone]) -> None:
    officer, other = phone(), phone()

    in_anothers_name = officer.put(officer.record(PHOTO, officers=[str(other.person_id)]))
    from_anothers_phone = officer.put(officer.record(PHOTO, device=other.device_id))

    assert in_anothers_name.get_json()["code"] == "not_owner"
    assert from_anothers_phone.get_json()["code"] == "not_owner"


def test_nobody_adds_to_the_record_of_another(phone: Callable[..., Phone]) -> None:
    officer, other = phone(), phone()
    sealed = officer.record(PHOTO)
    officer.put(sealed)

    answer = other.put(other.record(PHOTO, id=sealed["id"]))

    assert answer.get_json()["code"] == "not_owner"


def test_without_a_ticket_nothing_is_taken(phone: Callable[..., Phone]) -> None:
    officer = phone()
    officer.ticket = "made up"

    answer = officer.put(officer.record(PHOTO))

    assert (answer.status_code, answer.get_json()["code"]) == (401, "not_signed_in")
