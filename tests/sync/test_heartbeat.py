"""A heartbeat tells the server what a phone still holds, and the phone how the server is."""

from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from app.audit.log import EPOCHS
from app.core import clock
from app.devices import queries
from app.devices.models import Heartbeat
from app.extensions import begin_write, db
from app.sync import limits
from tests.audit.leaves import leaves_of
from tests.phone import Phone

PENDING = {"revs": 2, "photos": 5, "facts": 1, "quarantined": 1, "damaged": 0}
DAY_MS = 24 * 3_600_000
EPOCH_1 = "wuzhi-patrol\n7\nAAAA\nepoch 1\ntime 5\n\n— wuzhi-patrol AAAA\n"
LATER = EPOCH_1.replace("\n7\n", "\n9\n")


def heard(phone: Phone) -> Heartbeat:
    """What the server keeps."""
    db.session.expire_all()
    found = queries.heartbeat(phone.device_id, phone.person_id)
    assert found is not None
    return found


def restore() -> None:
    """As restoring a backup does: the next epoch begins."""
    begin_write()
    db.session.execute(insert(EPOCHS), {"epoch": 2, "began_ms": clock.now_ms()})
    db.session.commit()


def test_the_answer_tells_how_the_server_is(officer: Phone) -> None:
    before = clock.now_ms()

    answer = officer.heartbeat()

    told = answer.get_json()
    assert answer.status_code == 200
    assert before <= told.pop("server_ms") <= clock.now_ms()
    hello = officer.client.get("/api/v1/hello").get_json()
    assert told == {
        "epoch": hello["epoch"],
        "backup_horizon": hello["backup_horizon"],
        "device_state": "active",
        "checkpoint": "",
        "consistency": [],
    }


def test_the_server_keeps_what_the_phone_says(
    officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now_ms() + DAY_MS
    monkeypatch.setattr(clock, "now_ms", lambda: now)

    answer = officer.heartbeat(
        pending=PENDING, oldest_ms=now - 7, max_seq=9, persisted=False, free_bytes=1 << 33, epoch=1
    )

    row = heard(officer)
    assert answer.status_code == 200
    assert (row.revs, row.photos, row.facts, row.quarantined, row.damaged) == (2, 5, 1, 1, 0)
    assert (row.heard_ms, row.oldest_ms, row.unsent) == (now, now - 7, 8)
    assert (row.max_seq, row.max_seq_ms) == (9, now)
    assert (row.persisted, row.free_bytes, row.epoch, row.app) == (False, 1 << 33, 1, "0.1.0")


def test_only_the_last_heartbeat_of_a_person_and_phone_is_kept(
    officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.heartbeat(pending=PENDING, max_seq=4, persisted=True)
    grew = heard(officer).max_seq_ms
    monkeypatch.setattr(clock, "now_ms", lambda: grew + 60_000)

    officer.heartbeat(max_seq=4)

    (row,) = db.session.scalars(select(Heartbeat))
    assert (row.unsent, row.persisted, row.oldest_ms) == (0, None, None)
    assert (row.heard_ms, row.max_seq_ms) == (grew + 60_000, grew)


def test_two_officers_on_one_phone_are_heard_apart(
    officer: Phone, phone: Callable[..., Phone]
) -> None:
    other = phone()
    body = {"device_id": officer.device_id, "label": "shared"}
    other.ticket = other.client.post("/api/v1/devices", json=body).get_json()["ticket"]
    other.device_id = officer.device_id

    officer.heartbeat(pending=PENDING)
    other.heartbeat()

    assert (heard(officer).unsent, heard(other).unsent) == (8, 0)


def test_a_heartbeat_renews_the_ticket(officer: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now_ms()
    for days in (30, 60, 90):
        later = start + days * DAY_MS
        monkeypatch.setattr(clock, "now_ms", lambda later=later: later)
        assert officer.heartbeat().status_code == 200


def test_a_session_alone_has_no_heartbeat(officer: Phone) -> None:
    answer = officer.client.post("/api/v1/heartbeat", json={})

    assert (answer.status_code, answer.get_json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "members",
    [
        {"pending": {"revs": 1}},
        {"pending": {**PENDING, "revs": -1}},
        {"pending": {**PENDING, "photos": "5"}},
        {"max_seq": -1},
        {"max_seq": True},
        {"max_seq": 2**53},
        {"oldest_ms": 1.5},
        {"free_bytes": -1},
        {"persisted": "yes"},
        {"app": "x" * 41},
        {"checkpoint": "x" * 2001},
        {"alarm": {"kept": "x"}},
    ],
)
def test_a_heartbeat_of_another_shape_is_refused(
    officer: Phone, members: dict[str, object]
) -> None:
    answer = officer.heartbeat(**members)

    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")
    assert db.session.scalars(select(Heartbeat)).all() == []


def test_what_newer_phones_say_beyond_it_is_ignored(officer: Phone) -> None:
    answer = officer.heartbeat(battery=80, pending={**PENDING, "videos": 1})

    assert (answer.status_code, heard(officer).unsent) == (200, 8)


def test_after_a_restore_what_a_phone_kept_of_the_old_log_becomes_a_leaf_once(
    officer: Phone,
) -> None:
    officer.heartbeat(checkpoint=EPOCH_1)
    restore()
    assert leaves_of("checkpoint.shown_from_earlier_epoch") == []

    for note in (LATER, LATER):
        assert officer.heartbeat(checkpoint=note).get_json()["epoch"] == 2

    (leaf,) = leaves_of("checkpoint.shown_from_earlier_epoch")
    assert leaf["detail"] == {"epoch": 1}
    assert (leaf["entity"], leaf["device"]) == (f"device/{officer.device_id}", officer.device_id)
    assert heard(officer).checkpoint == LATER


def test_an_alarm_becomes_a_leaf_and_stays(officer: Phone) -> None:
    alarm = {"kept": LATER, "offered": EPOCH_1}

    for _ in range(2):
        officer.heartbeat(alarm=alarm)
    officer.heartbeat()

    (leaf,) = leaves_of("checkpoint.disputed")
    assert leaf["actor"] == f"person/{officer.person_id}"
    assert set(leaf["detail"]) == {"kept", "offered"}
    assert EPOCH_1.splitlines()[0] in heard(officer).alarm


def test_one_phone_that_runs_wild_locks_out_no_other(
    officer: Phone, phone: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = phone()
    monkeypatch.setattr(limits, "PER_TICKET", "2 per minute")

    statuses = [officer.heartbeat().status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert other.heartbeat().status_code == 200
