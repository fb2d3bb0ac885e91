"""The board of unsent evidence: what phones hold, since when, and what endangers it."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from app.accounts.rules import DeviceState
from app.core import clock
from app.extensions import db
from app.review import unsent
from tests.conftest import SignedIn
from tests.devices.test_states import put_into
from tests.phone import Phone
from tests.review.board import HOUR_MS, age, holds, text_of

NewPhone = Callable[..., Phone]
SignIn = Callable[..., SignedIn]


def test_a_phone_is_shown_with_what_it_holds_and_whom_to_call(
    leader: SignedIn, phone: NewPhone
) -> None:
    officer = phone(name="Zhao <b>", squadron="Third")
    age(officer, 100)
    holds(officer, 3.5, revs=2, photos=5, facts=1, quarantined=1, damaged=1, max_seq=0)

    page = text_of(leader)

    assert "|Third|" in page
    assert "|Zhao &lt;b&gt;|" in page
    assert (
        "|2 records, 5 photos, 1 statement, 1 refused by the server, 1 damaged on the phone|"
        in page
    )
    assert "|3 h 30 min|" in page
    assert "more than a day" not in page


def test_the_longest_waiting_comes_first_and_a_day_is_too_long(
    leader: SignedIn, phone: NewPhone
) -> None:
    names = ("Young", "Old", "Middle")
    for name, hours in zip(names, (1, 30, 23), strict=True):
        officer = phone(name=name)
        age(officer, 100)
        holds(officer, hours, revs=1, max_seq=0)

    page = text_of(leader)

    assert page.index("|Old|") < page.index("|Middle|") < page.index("|Young|")
    assert page.count("more than a day") == 1
    assert "|1 d 6 h|" in page


def test_who_holds_nothing_is_not_named(leader: SignedIn, phone: NewPhone) -> None:
    holder, other = phone(name="Holder"), phone(name="Somebody else")
    body = {"device_id": holder.device_id, "label": "shared"}
    other.ticket = other.client.post("/api/v1/devices", json=body).get_json()["ticket"]
    holds(holder, revs=1, max_seq=0)
    other.heartbeat(max_seq=0)
    phone(name="Silent")

    page = text_of(leader)

    assert "|Holder|" in page
    assert "Somebody else" not in page
    assert "Silent" not in page


def test_what_endangers_a_phones_evidence_is_said_in_words(
    leader: SignedIn, phone: NewPhone
) -> None:
    officer = phone()
    holds(officer, revs=1, persisted=False, free_bytes=400 << 20, max_seq=0)
    put_into(officer, DeviceState.FROZEN)
    roomy = phone()
    holds(roomy, revs=1, persisted=True, free_bytes=int(2.5 * (1 << 30)), max_seq=0)

    page = text_of(leader)

    assert page.count("The system may clear it") == 1
    assert "|400 MB free|" in page
    assert "|2.5 GB free|" in page
    assert "|frozen|" in page
    assert leader.get("/r/unsent").text.count("tone-warn") == 3


def test_a_phone_that_disputes_the_log_is_shown_though_it_holds_nothing(
    leader: SignedIn, phone: NewPhone
) -> None:
    phone().heartbeat(alarm={"kept": "one", "offered": "another"})

    assert "Says that the log was changed" in text_of(leader)


def test_phones_that_have_sent_everything_are_listed_by_their_silence(
    leader: SignedIn, phone: NewPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now_ms()
    monkeypatch.setattr(clock, "now_ms", lambda: now)
    phone(squadron="Long silent").heartbeat()
    monkeypatch.setattr(clock, "now_ms", lambda: now + 6 * HOUR_MS)
    phone(squadron="Just heard").heartbeat()

    monkeypatch.setattr(clock, "now_ms", lambda: now + 10 * HOUR_MS)
    page = text_of(leader)

    assert page.index("|Long silent|") < page.index("|Just heard|")
    assert "|10 h 0 min ago|" in page


def test_without_any_phone_the_page_says_so(leader: SignedIn) -> None:
    page = leader.get("/r/unsent").text

    assert 'data-testid="unsent-empty"' in page
    assert "Everything sent" not in page


def test_the_board_is_in_the_desks_navigation(leader: SignedIn, sign_in: SignIn) -> None:
    assert 'href="/r/unsent"' in leader.get("/r/").text
    assert sign_in("officer").get("/r/unsent").status_code == 403
    assert sign_in("reviewer").get("/r/unsent").status_code == 200


@pytest.mark.parametrize("count", [1, 6])
def test_the_board_costs_the_same_however_many_phones(
    leader: SignedIn, phone: NewPhone, count: int
) -> None:
    for _ in range(count):
        officer = phone()
        officer.record()
        officer.put(officer.record())
        officer.heartbeat()
    statements: list[str] = []
    db.session.rollback()

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    board = unsent.board()

    assert len(board.holding) == count
    # What was heard, the holes, the last numbers, photos, phones that never spoke, people.
    assert len(statements) == 6
