"""What is refused of a photo, with which code, and that it is asked for again."""

import json
from collections.abc import Callable

import pytest

from app.core.ids import uuid7
from tests.phone import Phone, Sealed, checksum, sha256
from tests.sync.photo import HALF, PHOTO, kept_bytes, photo_id


def test_a_photo_before_its_record_waits(officer: Phone) -> None:
    unsent = officer.record(PHOTO)

    answer = officer.create(unsent, body=PHOTO)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "record_unknown")


@pytest.mark.parametrize("wrong", ["sha256", "size", "id"])
def test_a_photo_that_differs_from_its_record_is_refused(
    officer: Phone, sealed: Sealed, wrong: str
) -> None:
    changed = json.loads(json.dumps(sealed))
    if wrong == "id":
        changed["id"] = uuid7()
    else:
        changed["photos"][0][wrong] = {"sha256": sha256(b"other"), "size": 7}[wrong]

    answer = officer.create(changed)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "manifest_mismatch")


def test_a_damaged_chunk_is_sent_again(officer: Phone, sealed: Sealed) -> None:
    officer.create(sealed)

    answer = officer.patch(photo_id(sealed), 0, PHOTO, Upload_Checksum=checksum(b"other"))

    assert (answer.status_code, answer.get_json()["code"]) == (460, "checksum_mismatch")
    assert officer.head(photo_id(sealed)).headers["Upload-Offset"] == "0"


def test_a_chunk_at_another_offset_is_refused_with_the_right_one(
    officer: Phone, sealed: Sealed
) -> None:
    officer.create(sealed, body=PHOTO[:HALF])

    answer = officer.patch(photo_id(sealed), HALF - 1, PHOTO[HALF:])

    assert (answer.status_code, answer.get_json()["code"]) == (409, "offset_mismatch")
    assert answer.headers["Upload-Offset"] == str(HALF)


def test_bytes_beyond_the_declared_size_are_refused(officer: Phone, sealed: Sealed) -> None:
    officer.create(sealed)

    answer = officer.patch(photo_id(sealed), 0, PHOTO + b"more")

    assert answer.get_json()["code"] == "offset_mismatch"


def test_a_photo_that_hashes_wrong_starts_over_and_then_arrives(
    officer: Phone, sealed: Sealed
) -> None:
    officer.create(sealed)

    wrong = officer.patch(photo_id(sealed), 0, PHOTO[::-1])
    offset_after = officer.head(photo_id(sealed)).headers["Upload-Offset"]
    right = officer.patch(photo_id(sealed), 0, PHOTO)

    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "content_hash_mismatch")
    assert offset_after == "0"
    assert right.status_code == 204
    assert kept_bytes(sealed) == PHOTO


def test_nobody_touches_the_upload_of_another(
    phone: Callable[..., Phone], officer: Phone, sealed: Sealed
) -> None:
    stranger = phone()

    answers = [
        stranger.create(sealed, body=PHOTO),
        stranger.patch(photo_id(sealed), 0, PHOTO),
        stranger.head(photo_id(sealed)),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_another_version_of_tus_is_refused(officer: Phone, sealed: Sealed) -> None:
    answer = officer.tus("HEAD", f"/uploads/{photo_id(sealed)}", Tus_Resumable="0.2.2")

    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload_Length": "many"},
        {"Upload_Length": "-1"},
        {"Upload_Metadata": "photo_id !!!"},
        {"Upload_Metadata": "photo_id"},
        {"Upload_Checksum": "md5 AAAA"},
        {"Upload_Checksum": "sha256 ***"},
    ],
)
def test_malformed_headers_are_refused_with_a_code(officer: Phone, headers: dict[str, str]) -> None:
    answer = officer.tus("POST", "/uploads", b"x", **headers)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "upload_malformed")


def test_a_chunk_above_one_mebibyte_is_refused(officer: Phone, sealed: Sealed) -> None:
    answer = officer.patch(photo_id(sealed), 0, b"x" * ((1 << 20) + 1))

    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")
