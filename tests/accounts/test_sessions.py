"""A session ends at its time, at sign-out, with the account, and with a new password."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions, queries
from app.accounts.models import Session
from app.audit.models import AuditLeaf
from app.core import clock
from app.extensions import begin_write, db
from tests import factories
from tests.accounts.people import disable
from tests.audit.leaves import leaves_of
from tests.conftest import SignedIn

SignIn = Callable[..., SignedIn]
HOUR_MS = 3_600_000


def _token(client: FlaskClient) -> str:
    cookie = client.get_cookie("wz_session")
    assert cookie is not None
    return cookie.value


def _who(client: FlaskClient) -> int:
    return client.get("/api/v1/session").status_code


def _later(monkeypatch: pytest.MonkeyPatch, milliseconds: int) -> None:
    then = clock.now_ms() + milliseconds
    monkeypatch.setattr(clock, "now_ms", lambda: then)


def test_a_session_lasts_its_hours(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in("officer")
    hours = app.config["SESSION_HOURS"]

    _later(monkeypatch, hours * HOUR_MS - 60_000)

    assert _who(officer) == 200


def test_a_session_ends_at_its_time_whatever_the_cookie_says(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in("officer")
    hours = app.config["SESSION_HOURS"]

    _later(monkeypatch, hours * HOUR_MS)

    assert _who(officer) == 401


@pytest.mark.parametrize(("method", "path"), [("POST", "/sign-out"), ("DELETE", "/api/v1/session")])
def test_after_signing_out_the_old_cookie_opens_nothing(
    client: FlaskClient, sign_in: SignIn, method: str, path: str
) -> None:
    officer = sign_in("officer")
    old = _token(officer)

    answer = officer.open(path, method=method)
    client.set_cookie("wz_session", old)

    assert answer.status_code in (204, 303)
    assert officer.get_cookie("wz_session") is None
    assert _who(client) == 401


def test_signing_out_leaves_a_trace(sign_in: SignIn) -> None:
    officer = sign_in("officer")

    officer.post("/sign-out")

    assert [leaf["actor"] for leaf in leaves_of("person.signed_out")] == [officer.person.actor]


def test_signing_out_twice_is_no_error(client: FlaskClient) -> None:
    client.set_cookie("wz_session", "of a session that ended long ago")

    assert client.delete("/api/v1/session").status_code == 204
    assert client.post("/sign-out").location == "/sign-in"
    assert leaves_of("person.signed_out") == []


def test_signing_out_here_leaves_other_browsers_signed_in(
    client: FlaskClient, sign_in: SignIn
) -> None:
    officer = sign_in("officer")
    form = {"username": officer.person.username, "password": factories.PASSWORD}
    client.post("/sign-in", data=form)

    client.post("/sign-out")

    assert _who(officer) == 200


def test_a_disabled_person_is_out_at_once(sign_in: SignIn) -> None:
    officer = sign_in("officer")

    disable(officer.person)

    assert _who(officer) == 401


def test_a_new_password_ends_every_session(sign_in: SignIn) -> None:
    officer = sign_in("officer")
    begin_write()
    person = queries.person(officer.person.id)
    assert person is not None

    actions.set_password(person, "another good one", actor="system")
    db.session.commit()

    assert _who(officer) == 401
    types = [json.loads(leaf.leaf)["type"] for leaf in db.session.scalars(select(AuditLeaf))]
    assert types[-1] == "person.password_set"


def test_a_guessed_cookie_opens_nothing(client: FlaskClient, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    stored = db.session.scalars(select(Session.token_hash)).one()

    for guess in ("", "x", stored, _token(officer)[:-1]):
        client.set_cookie("wz_session", guess)
        assert _who(client) == 401


def test_the_database_keeps_no_token(sign_in: SignIn) -> None:
    officer = sign_in("officer")

    session = db.session.scalars(select(Session)).one()

    assert session.token_hash == queries.token_hash(_token(officer))
    assert len(_token(officer)) >= 43  # 256 random bits


def test_ended_sessions_are_cleared_away(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in("officer")
    _later(monkeypatch, 1000 * HOUR_MS)

    sign_in("officer")

    assert len(db.session.scalars(select(Session)).all()) == 1
