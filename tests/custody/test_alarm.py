"""An old backup rings: on the system page, in /readyz, in the command, and hello tells its age."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.custody import backups, jobs, queries
from app.custody.failures import CustodyFailure
from app.custody.rules import DAY_MS, HOUR_MS
from app.extensions import db
from tests.conftest import SignedIn
from tests.custody.conftest import Hello, Run
from tests.phone import Phone


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many ms pass."""
    started = clock.now_ms()

    def later(ms: int) -> None:
        monkeypatch.setattr(clock, "now_ms", lambda: started + ms)

    return later


def test_within_26_hours_nothing_rings(
    delivered: Phone, run: Run, client: FlaskClient, later: Callable[[int], None], hello: Hello
) -> None:
    run("create")
    later(26 * HOUR_MS - 60_000)

    assert "25 hours old" in run("status").output
    assert "degraded" not in client.get("/readyz").get_json()
    assert 25 * 3600 < hello()["backup_age_s"] < 26 * 3600


def test_after_26_hours_it_rings_everywhere(
    delivered: Phone,
    run: Run,
    client: FlaskClient,
    sign_in: Callable[..., SignedIn],
    later: Callable[[int], None],
    hello: Hello,
) -> None:
    run("create")
    later(27 * HOUR_MS + 60_000)
    admin = sign_in("admin")
    admin.set_cookie("wz_lang", "en")

    assert "overdue" in run("status", exit_code=1).output
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, ["backup_overdue"])
    assert client.get("/healthz").status_code == 200
    page = admin.get("/a/").text
    assert "no backup for 27 hours" in page, page
    assert hello()["backup_age_s"] >= 27 * 3600


def test_without_any_backup_it_rings_a_day_after_the_beginning(
    delivered: Phone, run: Run, sign_in: Callable[..., SignedIn], later: Callable[[int], None]
) -> None:
    run("status")
    later(27 * HOUR_MS)

    assert "no verified backup" in run("status", exit_code=1).output
    assert 'role="alert"' in sign_in("admin").get("/a/").text


def test_the_page_says_why_the_last_one_failed(
    app: Flask, delivered: Phone, run: Run, sign_in: Callable[..., SignedIn]
) -> None:
    app.config["MIN_FREE_MB"] = 1 << 40
    run("create", exit_code=1)

    admin = sign_in("admin")
    admin.set_cookie("wz_lang", "en")
    page = admin.get("/a/").text

    assert "too little room" in page
    assert "none yet" in page


def test_the_worker_makes_one_each_night_and_not_more(
    delivered: Phone, later: Callable[[int], None]
) -> None:
    later(DAY_MS + HOUR_MS)  # past the next 02:00, whatever time it is now

    jobs.back_up_when_due()
    jobs.back_up_when_due()

    made = queries.all_known()
    assert [row.problem for row in made.values()] == [""]
    db.session.rollback()


def test_one_that_failed_is_tried_again_after_an_hour(
    delivered: Phone, later: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def failing(backup_id: str, _now_ms: int) -> None:
        tries.append(clock.now_ms())
        raise CustodyFailure("disk_error", backup_id)

    monkeypatch.setattr(backups, "make", failing)
    for minutes in (0, 1, 30, 59, 61, 62):
        later(DAY_MS + 4 * HOUR_MS + minutes * 60_000)
        jobs.back_up_when_due()
        db.session.remove()

    assert len(tries) == 2


def test_switched_off_it_makes_none(
    app: Flask, delivered: Phone, later: Callable[[int], None]
) -> None:
    app.config["BACKUP_HOUR"] = None
    later(3 * DAY_MS)

    jobs.back_up_when_due()
    jobs.reread_when_due()

    assert queries.all_known() == {}
    db.session.rollback()


def test_photos_are_read_again_at_night(
    app: Flask, delivered: Phone, later: Callable[[int], None]
) -> None:
    from app.custody import rereading

    later(DAY_MS + HOUR_MS)

    jobs.reread_when_due()

    assert rereading.last_read_ms() == clock.now_ms()
    db.session.rollback()
