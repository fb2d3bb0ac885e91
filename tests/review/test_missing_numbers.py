"""The board tells what never came from what a phone still holds, and from what came since."""

import re
from collections.abc import Callable

import pytest

from app.accounts.rules import DeviceState
from app.core import clock
from tests.conftest import SignedIn
from tests.devices.test_states import put_into
from tests.phone import Phone
from tests.rescue.files import RescueFile
from tests.review.board import holds, text_of
from tests.sync.photo import PHOTO

NewPhone = Callable[..., Phone]


def test_numbers_that_never_came_are_missing(leader: SignedIn, phone: NewPhone) -> None:
    officer = phone(name="Zhao")
    sealed = [officer.record() for _ in range(9)]
    for position in (0, 1, 4, 6):
        assert officer.put(sealed[position]).status_code == 201
    officer.heartbeat(max_seq=9)

    page = text_of(leader)

    assert re.search(r"\|No\. 3–4, known since [^|]+\|No\. 6, known since [^|]+\|", page)
    assert re.search(r"\|No\. 8–9, known since [^|]+\|", page)
    assert "|5 are not on the phone either|" in page
    assert "|Zhao|" in page


def test_numbers_that_the_phone_still_holds_are_not_lost(leader: SignedIn, phone: NewPhone) -> None:
    officer = phone()
    first, second = officer.record(), officer.record()
    officer.put(second)
    holds(officer, revs=1)
    assert first["seq"] == 1

    page = text_of(leader)

    assert "|No. 1, known since" in page
    assert "The phone says that it holds them." in page
    assert "not on the phone either" not in page


def test_what_a_rescue_file_brought_is_no_longer_on_the_board(
    leader: SignedIn, phone: NewPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, other = phone(), phone()
    record, fact = officer.record(PHOTO), officer.fact("suggestion", text="x")
    holds(officer, revs=1, facts=1, photos=1)
    put_into(officer, DeviceState.REVOKED)
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now + 1_000)
    sealed, photos = RescueFile(officer).sealed(record, fact), RescueFile(officer)

    assert "|1 record, 1 photo, 1 statement|" in text_of(leader)
    assert other.rescue(sealed.packed()).status_code == 200
    assert "|1 photo|" in text_of(leader)
    assert other.rescue(photos.photos(record, PHOTO).packed()).status_code == 200
    assert 'data-testid="unsent-empty"' in leader.get("/r/unsent").text


def test_a_phone_is_believed_that_says_it_holds_what_the_server_has(
    leader: SignedIn, phone: NewPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = phone()
    officer.deliver(PHOTO)
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now + 1_000)

    holds(officer, revs=1, photos=1)

    assert "|1 record, 1 photo|" in text_of(leader)


def test_records_and_facts_fill_the_chain_together(leader: SignedIn, phone: NewPhone) -> None:
    officer = phone()
    officer.put(officer.record())
    officer.put_fact(officer.fact("suggestion", text="x"))
    officer.put(officer.record())
    officer.heartbeat()

    assert 'data-testid="unsent-empty"' in leader.get("/r/unsent").text


def test_a_phone_that_never_spoke_of_itself_is_shown_for_its_gaps(
    leader: SignedIn, phone: NewPhone
) -> None:
    officer = phone(name="Zhao")
    officer.record()
    officer.put(officer.record())

    page = text_of(leader)

    assert "|Zhao|nothing|" in page
    assert "|never" in page
    assert "|1 is not on the phone either|" in page
