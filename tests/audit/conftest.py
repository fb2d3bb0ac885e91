"""An installation in which one of everything happened, to be tampered with."""

from collections.abc import Callable

import pytest

from tests.audit.growing import sign
from tests.conftest import SignedIn
from tests.phone import Phone, Sealed
from tests.review.steps import approve, record_of, send_back
from tests.sync.photo import PHOTO


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings in English."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def worked(phone: Callable[..., Phone], sign_in: Callable[..., SignedIn]) -> Sealed:
    """An installation in which one of everything happened; the record has a photo."""
    officer, leader = phone(), sign_in("leader")
    sealed = officer.deliver(PHOTO)
    send_back(leader, record_of(sealed), "photo_unclear")
    corrected = officer.correct(sealed, PHOTO + b"2")
    assert officer.put(corrected).status_code == 201
    assert officer.create(corrected, 1, PHOTO + b"2").status_code == 201
    assert officer.put({**sealed, "note": "another version"}).status_code == 202
    approve(leader, record_of(sealed))
    hole = officer.record(PHOTO + b"3")
    assert officer.put(hole).status_code == 201
    missing = {"inspection_id": hole["id"], "photo_id": hole["photos"][0]["id"]}
    gone = officer.fact("photo_unavailable", reason="Lost", **missing)
    assert officer.put_fact(gone).status_code == 201
    assert officer.put_fact(officer.fact("suggestion", text="More light")).status_code == 201
    sign()
    return sealed
