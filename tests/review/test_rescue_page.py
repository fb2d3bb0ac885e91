"""A rescue file at the desk: uploaded by a supervisor, answered item by item."""

import io
from collections.abc import Callable

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.rescue import incoming
from tests.admin.pages import cells
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.rescue.files import RescueFile
from tests.review.steps import record_of
from tests.sync.photo import PHOTO


@pytest.fixture
def officer(phone: Callable[..., Phone]) -> Phone:
    return phone()


@pytest.fixture
def record(officer: Phone) -> Sealed:
    """A record that is still on the phone."""
    return officer.record(PHOTO)


def upload(leader: SignedIn, file: bytes) -> TestResponse:
    """Choose the file and press the button."""
    chosen = FileStorage(io.BytesIO(file), "rescue.zip")
    boundary, body = encode_multipart({"file": chosen})
    form = f"multipart/form-data; boundary={boundary}"
    return leader.post("/r/rescue", data=body, content_type=form)


def test_the_page_tells_what_became_of_each_item(
    leader: SignedIn, officer: Phone, record: Sealed
) -> None:
    file = RescueFile(officer).sealed(record, officer.fact("suggestion", text="x"))
    file.photos(record, PHOTO)
    file.parts[file.entries[2]["path"]] = b"spoiled"

    answer = upload(leader, file.packed())

    page = cells(answer.text)
    number = record_of(record).number
    assert answer.status_code == 200
    assert "|2 taken in, 0 were here already, 1 not taken in.|" in page
    assert f"|Record {number}, revision 1|inspections/{record['id']}/revs/1|taken in|" in page
    assert "|Statement|" in page
    assert "|not taken in|This item is missing in the file or damaged in it." in page
    assert record_of(record).person_id == officer.person_id
    assert leaves_of("rescue.taken_in")[0]["actor"] == leader.person.actor


def test_uploading_it_again_brings_nothing_twice(
    leader: SignedIn, officer: Phone, record: Sealed
) -> None:
    file = RescueFile(officer).sealed(record).photos(record, PHOTO).packed()
    upload(leader, file)

    page = cells(upload(leader, file).text)

    assert "|0 taken in, 2 were here already, 0 not taken in.|" in page
    assert "|was here already|" in page


@pytest.mark.parametrize(
    ("file", "said"),
    [(b"no zip", "This is not a rescue file"), (b"", "This is not a rescue file")],
)
def test_what_is_no_rescue_file_is_explained_at_the_field(
    leader: SignedIn, file: bytes, said: str
) -> None:
    answer = upload(leader, file)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Error:" in answer.text
    assert 'id="file-error"' in answer.text


def test_without_a_file_the_page_asks_for_one(leader: SignedIn) -> None:
    for data in ({}, {"file": (io.BytesIO(b""), "")}, {"other": "x"}):
        answer = leader.post("/r/rescue", data=data, content_type="multipart/form-data")
        assert (answer.status_code, "Choose a file." in answer.text) == (422, True)


def test_a_torn_or_too_large_upload_is_refused(
    leader: SignedIn, officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = RescueFile(officer).packed()
    torn = leader.post(
        "/r/rescue",
        data={"file": (io.BytesIO(file), "rescue.zip")},
        environ_overrides={"CONTENT_LENGTH": "100000"},
    )
    monkeypatch.setattr(incoming, "MAX_RESCUE_BYTES", 10)
    monkeypatch.setattr(incoming, "FORM_BYTES", 10)
    large = upload(leader, file)

    assert (torn.status_code, large.status_code) == (400, 413)
    assert "The connection broke" in torn.text
    assert leaves_of("rescue.taken_in") == []


def test_a_large_file_goes_to_the_data_folder_and_away_again(
    leader: SignedIn, officer: Phone, record: Sealed
) -> None:
    file = RescueFile(officer).sealed(record)
    file.parts["ballast"] = bytes(5 << 20)

    assert upload(leader, file.packed()).status_code == 200
    folder = leader.application.config["DATA_DIR"] / "incoming"
    assert list(folder.iterdir()) == []


def test_only_the_desk_has_the_page(sign_in: Callable[..., SignedIn], leader: SignedIn) -> None:
    assert sign_in("officer").get("/r/rescue").status_code == 403
    assert sign_in("admin").post("/r/rescue").status_code == 403
    assert leader.get("/r/rescue").status_code == 200
