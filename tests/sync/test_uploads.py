"""Photos arrive by tus, whole and unaltered, and crashes heal."""

import json

import pytest
from sqlalchemy import select

from app.audit import signing
from app.audit.models import AuditLeaf
from app.core.encoding import from_base64url
from app.evidence import actions
from app.extensions import db
from tests.phone import Phone, Sealed, sha256
from tests.sync.photo import HALF, PHOTO, kept_bytes, photo_id


def test_a_small_photo_arrives_in_one_request(officer: Phone, sealed: Sealed) -> None:
    answer = officer.create(sealed, body=PHOTO)

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/uploads/{photo_id(sealed)}"
    assert answer.headers["Upload-Offset"] == str(len(PHOTO))
    assert kept_bytes(sealed) == PHOTO


def test_the_receipt_echoes_the_hash_and_verifies(officer: Phone, sealed: Sealed) -> None:
    answer = officer.create(sealed, body=PHOTO)

    receipt = json.loads(from_base64url(answer.headers["X-WZ-Receipt"]))
    assert (receipt["sha256"], receipt["size"]) == (sha256(PHOTO), len(PHOTO))
    assert (receipt["key"], receipt["status"]) == (f"photos/{photo_id(sealed)}", "stored")
    signing.verify_receipt(receipt, from_base64url(signing.public_key()))


def test_a_photo_arrives_in_chunks(officer: Phone, sealed: Sealed) -> None:
    officer.create(sealed)
    first = officer.patch(photo_id(sealed), 0, PHOTO[:HALF])

    last = officer.patch(photo_id(sealed), HALF, PHOTO[HALF:])

    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert "X-WZ-Receipt" not in first.headers
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    assert kept_bytes(sealed) == PHOTO
    assert "X-WZ-Receipt" in last.headers


def test_head_says_where_to_go_on(officer: Phone, sealed: Sealed) -> None:
    assert officer.head(photo_id(sealed)).status_code == 404
    officer.create(sealed, body=PHOTO[:HALF])

    answer = officer.head(photo_id(sealed))

    assert answer.status_code == 200
    assert answer.headers["Upload-Offset"] == str(HALF)
    assert answer.headers["Upload-Length"] == str(len(PHOTO))


def test_head_on_a_stored_photo_repeats_its_receipt(officer: Phone, sealed: Sealed) -> None:
    receipt = officer.create(sealed, body=PHOTO).headers["X-WZ-Receipt"]

    answer = officer.head(photo_id(sealed))

    assert answer.headers["X-WZ-Receipt"] == receipt


def test_a_lost_answer_to_creation_does_no_harm(officer: Phone, sealed: Sealed) -> None:
    officer.create(sealed, body=PHOTO[:HALF])

    again = officer.create(sealed, body=PHOTO[:HALF])

    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(HALF))


def test_one_leaf_tells_of_the_photo_however_often_it_is_asked_for(
    officer: Phone, sealed: Sealed
) -> None:
    officer.create(sealed, body=PHOTO)
    officer.create(sealed, body=PHOTO)
    officer.head(photo_id(sealed))

    leaves = [json.loads(leaf.leaf) for leaf in db.session.scalars(select(AuditLeaf))]
    assert [leaf["type"] for leaf in leaves].count("photo.stored") == 1


@pytest.mark.parametrize(
    "content", [b"<svg onload=alert(1)>", b"\x00" * 100, b"%PDF-1.7", b"GIF89a"]
)
def test_bytes_that_match_are_kept_whatever_they_show(officer: Phone, content: bytes) -> None:
    sealed = officer.deliver(content)

    assert kept_bytes(sealed) == content


def test_options_tells_what_the_server_speaks(officer: Phone) -> None:
    answer = officer.client.options("/api/v1/uploads")

    assert answer.status_code == 204
    assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,checksum"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert answer.headers["Tus-Max-Size"] == str(32 * 1024 * 1024)


def power_cut(*_anything: object) -> bytes:
    raise SystemExit


# What the server still has to do when the last byte is on the disk.
CRASHES = pytest.mark.parametrize(
    ("owner", "step"), [(actions, "finish"), (signing, "sign_receipt")], ids=["before", "renamed"]
)


@CRASHES
def test_a_crash_while_the_last_chunk_is_finished_is_healed_by_head(
    officer: Phone, sealed: Sealed, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    officer.create(sealed, body=PHOTO[:HALF])
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, power_cut)
        with pytest.raises(SystemExit):
            officer.patch(photo_id(sealed), HALF, PHOTO[HALF:])
        db.session.rollback()

    assert "X-WZ-Receipt" in officer.head(photo_id(sealed)).headers
    assert kept_bytes(sealed) == PHOTO


@pytest.mark.parametrize(
    ("owner", "step"),
    [(actions, "keep_whole"), (actions, "enter"), (signing, "sign_receipt")],
    ids=["before", "in its place", "logged"],
)
def test_a_crash_while_a_photo_arrives_whole_is_healed_by_sending_it_again(
    officer: Phone, sealed: Sealed, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, power_cut)
        with pytest.raises(SystemExit):
            officer.create(sealed, body=PHOTO)
        db.session.rollback()

    assert officer.head(photo_id(sealed)).status_code == 404
    assert "X-WZ-Receipt" in officer.create(sealed, body=PHOTO).headers
    assert kept_bytes(sealed) == PHOTO


def test_a_photo_that_another_request_began_is_not_taken_whole(
    officer: Phone, sealed: Sealed
) -> None:
    officer.create(sealed, body=PHOTO[:HALF])

    again = officer.create(sealed, body=PHOTO)

    assert again.headers["Upload-Offset"] == str(HALF)
    assert "X-WZ-Receipt" not in again.headers


def test_a_part_that_the_disk_lost_is_asked_for_again(officer: Phone, sealed: Sealed) -> None:
    officer.create(sealed, body=PHOTO[:HALF])
    actions.store().part_path(photo_id(sealed)).unlink()

    lost = officer.patch(photo_id(sealed), HALF, PHOTO[HALF:])
    whole = officer.patch(photo_id(sealed), 0, PHOTO)

    assert lost.headers["Upload-Offset"] == "0"
    assert "X-WZ-Receipt" in whole.headers
    assert kept_bytes(sealed) == PHOTO


def test_a_record_is_taken_whose_photos_are_partly_here_already(officer: Phone) -> None:
    """As after a restore: the database is older than the files."""
    sealed = officer.record(PHOTO, b"another photo")
    first, second = sealed["photos"]
    actions.store().keep_whole(first["id"], first["sha256"], PHOTO)

    answer = officer.put(sealed)

    assert answer.status_code == 201
    assert "X-WZ-Receipt" in officer.head(first["id"]).headers
    assert officer.head(second["id"]).status_code == 404
    assert "X-WZ-Receipt" in officer.create(sealed, 1, b"another photo").headers
