"""What the operator of the server can do about people: the first administrator, and rescue."""

import re
from collections.abc import Callable

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries
from app.extensions import db
from tests import factories
from tests.accounts.people import sign_in_by_api, try_api
from tests.conftest import SignedIn
from tests.phone import Phone


def _run(app: Flask, *args: str) -> Result:
    result = app.test_cli_runner().invoke(args=["user", *args], env={"LANG": "en_GB.UTF-8"})
    db.session.rollback()  # what the command did not commit must not be visible
    return result


def _code_in(output: str) -> str:
    found = re.search(r": ([2-9A-Z]{5}-[2-9A-Z]{5})$", output, re.MULTILINE)
    assert found, output
    return found[1]


def _use(client: FlaskClient, username: str, code: str) -> None:
    form = {"username": username, "code": code, "password": "long enough"}
    assert client.post("/activate", data=form).status_code == 303


def test_the_first_administrator_gets_a_code_and_manages_then(
    app: Flask, client: FlaskClient
) -> None:
    result = _run(app, "create-admin", "root", "--name", "Liu", "--squadron", "Office")

    assert result.exit_code == 0
    _use(client, "root", _code_in(result.output))
    client.post("/sign-in", data={"username": "root", "password": "long enough"})
    assert client.get("/a/people").status_code == 200


def test_a_new_installation_has_nobody(app: Flask) -> None:
    assert queries.people() == []


def test_the_command_asks_for_what_was_not_given(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["user", "create-admin", "root"], input="Liu\nOffice\n", env={"LANG": "en_GB.UTF-8"}
    )

    assert result.exit_code == 0
    person = queries.person_by_username("root")
    assert person is not None
    assert (person.name, person.role, person.squadron.name) == ("Liu", "admin", "Office")


def test_a_disabled_person_is_out_and_in_again(
    app: Flask, sign_in: Callable[..., SignedIn]
) -> None:
    officer = sign_in("officer", username="zhang")

    assert _run(app, "disable", "zhang").output == "zhang can no longer sign in.\n"
    assert officer.get("/api/v1/session").status_code == 401

    assert _run(app, "enable", "zhang").output == "zhang can sign in again.\n"
    assert officer.get("/api/v1/session").status_code == 401  # the old session stays dead
    assert sign_in_by_api(officer, officer.person).status_code == 201


def test_the_ticket_of_a_disabled_person_appends_nothing(
    app: Flask, phone: Callable[..., Phone]
) -> None:
    enrolled = phone(username="zhang")
    sealed = enrolled.record()

    _run(app, "disable", "zhang")

    assert enrolled.put(sealed).status_code == 401
    _run(app, "enable", "zhang")
    assert enrolled.put(sealed).status_code == 401  # nor does it come back to life


def test_reset_ends_password_sessions_and_tickets(
    app: Flask, client: FlaskClient, phone: Callable[..., Phone]
) -> None:
    enrolled = phone(username="zhang")

    code = _code_in(_run(app, "reset", "zhang").output)

    assert enrolled.client.get("/api/v1/session").status_code == 401
    assert enrolled.put(enrolled.record()).status_code == 401
    assert try_api(client, "zhang", factories.PASSWORD).status_code == 401
    _use(client, "zhang", code)
    assert try_api(client, "zhang", "long enough").status_code == 201


def test_the_last_administrator_cannot_be_disabled_here_either(app: Flask) -> None:
    factories.person(role="admin", username="root")

    result = _run(app, "disable", "root")

    assert result.exit_code == 1
    assert "This is the last administrator who can sign in." in result.output


def test_a_name_that_nobody_has_is_refused(app: Flask) -> None:
    for command in ("disable", "enable", "reset"):
        result = _run(app, command, "nobody")

        assert result.exit_code == 1
        assert "Nobody has the user name nobody." in result.output
