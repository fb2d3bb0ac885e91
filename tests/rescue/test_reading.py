"""Rescue files are opened with suspicion: whatever they are, the answer is one of ours."""

import io
import json
import random
import zipfile
from collections.abc import Callable

import pytest

from app.rescue import incoming, reading
from tests.phone import Phone
from tests.rescue.files import RescueFile

PHOTO = b"\xff\xd8 a picture" * 40


def refused(phone: Phone, file: bytes) -> bool:
    """Whether the whole file is refused as none."""
    answer = phone.rescue(file)
    return (answer.status_code, answer.get_json()["code"]) == (422, "rescue_malformed")


def zipped(**parts: str | bytes) -> bytes:
    """A ZIP with these files; `_` stands for a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.fixture
def officer(phone: Callable[..., Phone]) -> Phone:
    return phone()


@pytest.mark.parametrize(
    "file",
    [
        b"PK",
        b"PK\x05\x06",
        b"PK\x05\x06" + bytes(18),
        b"\xff\xd8 a picture",
        zipped(),
        zipped(other_json="{}"),
        zipped(rescue_json=""),
        zipped(rescue_json="{}"),
        zipped(rescue_json="[" * 100_000),
        zipped(rescue_json=b"\xff"),
        zipped(rescue_json='{"fmt": 2, "device": "x", "items": []}'),
    ],
    ids=range(11),
)
def test_what_is_no_rescue_file_is_refused(officer: Phone, file: bytes) -> None:
    assert refused(officer, file)


@pytest.mark.parametrize(
    "index",
    [{"fmt": 2}, {"device": "x"}, {"items": {}}, {"items": [7] * (reading.MAX_ITEMS + 1)}],
    ids=["fmt", "device", "items", "many"],
)
def test_an_index_of_another_shape_is_refused(officer: Phone, index: dict[str, object]) -> None:
    assert refused(officer, RescueFile(officer).packed(**index))


def test_a_folder_too_large_to_read_is_refused_before_it_is_read(
    officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RescueFile(officer).sealed(officer.record()).packed()
    monkeypatch.setattr(reading, "MAX_FOLDER_BYTES", 100)

    assert refused(officer, file)


def test_a_file_of_the_64_bit_form_is_refused(officer: Phone) -> None:
    file = RescueFile(officer).packed()
    at = file.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)

    assert refused(officer, file[:at] + locator + file[at:])


def test_an_index_too_large_to_read_is_refused(
    officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RescueFile(officer).sealed(officer.record()).packed()
    monkeypatch.setattr(reading, "MAX_INDEX_BYTES", 100)

    assert refused(officer, file)


def test_what_unpacks_to_more_than_a_record_is_not_unpacked(officer: Phone) -> None:
    sealed = officer.record(PHOTO)
    file = RescueFile(officer).sealed(sealed).photos(sealed, PHOTO)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in file.parts:
            archive.writestr(path, bytes(50 << 20))
        told = {"fmt": 1, "device": officer.device_id, "items": file.entries}
        archive.writestr("rescue.json", json.dumps(told))

    items = officer.rescue(bomb.getvalue()).get_json()["items"]

    assert [item["code"] for item in items] == ["body_too_large", "record_unknown"]


def test_whatever_byte_is_damaged_the_answer_is_one_of_ours(officer: Phone) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    for _ in range(60):
        sealed = officer.record(PHOTO)
        whole = bytearray(RescueFile(officer).sealed(sealed).photos(sealed, PHOTO).packed())
        for _ in range(chance.randint(1, 4)):
            whole[chance.randrange(len(whole))] = chance.randrange(256)
        file = bytes(whole[: chance.randint(1, len(whole))] if chance.random() < 0.3 else whole)

        answer = officer.rescue(file)

        assert answer.status_code in (200, 422), f"seed {seed}: {answer.text}"


def test_a_body_without_length_or_too_long_or_torn_is_refused(
    officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RescueFile(officer).packed()
    unsized = officer.client.post(
        "/api/v1/rescue",
        data=file,
        headers=officer.authorization,
        environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked"},
    )
    torn = officer.client.post(
        "/api/v1/rescue",
        data=file,
        headers=officer.authorization,
        environ_overrides={"CONTENT_LENGTH": str(len(file) + 1)},
    )
    monkeypatch.setattr(incoming, "MAX_RESCUE_BYTES", len(file) - 1)
    long = officer.rescue(file)

    assert [answer.get_json()["code"] for answer in (unsized, torn, long)] == [
        "length_required",
        "body_incomplete",
        "body_too_large",
    ]


def test_a_file_larger_than_other_bodies_may_be_is_taken(officer: Phone) -> None:
    packed = RescueFile(officer)
    packed.parts["ballast"] = random.Random(1).randbytes(5 << 20)

    assert officer.rescue(packed.packed()).status_code == 200


def test_nothing_stays_behind_in_the_data_folder(officer: Phone) -> None:
    folder = officer.client.application.config["DATA_DIR"] / "incoming"

    officer.rescue(RescueFile(officer).sealed(officer.record()).packed())
    officer.rescue(b"no file")

    assert list(folder.iterdir()) == []
