"""Making accounts, and the commands for it."""

import pytest
from argon2 import extract_parameters
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions, passwords, queries
from app.accounts.models import Person, Squadron
from app.accounts.problems import PasswordTooShort, UsernameTaken
from app.extensions import db
from tests import factories
from tests.accounts.people import disable, try_api
from tests.audit.leaves import leaves_of


def _run(app: Flask, *args: str, role: str = "officer") -> Result:
    options = ["--name", "Zhang", "--role", role, "--squadron", "First"]
    command = ["user", *args, *(options if args[0] == "create" else [])]
    result = app.test_cli_runner().invoke(args=command, env={"LANG": "en_GB.UTF-8"})
    db.session.rollback()  # what the command did not commit must not be visible
    return result


def test_somebody_made_by_the_command_can_sign_in(app: Flask, client: FlaskClient) -> None:
    result = _run(app, "create", "zhang", "--password", "long enough")

    assert (result.exit_code, result.output) == (0, "zhang can sign in.\n")
    assert try_api(client, "zhang", "long enough").status_code == 201


def test_the_command_asks_for_the_password_twice_and_shows_neither(app: Flask) -> None:
    args = ["user", "create", "zhang", "--name", "Z", "--role", "admin", "--squadron", "Office"]

    result = app.test_cli_runner().invoke(args=args, input="long enough\nlong enough\n")

    assert result.exit_code == 0
    assert "long enough" not in result.output


def test_making_somebody_leaves_a_trace_without_the_name(app: Flask) -> None:
    _run(app, "create", "zhang", "--password", "long enough", role="leader")

    (leaf,) = leaves_of("person.created")
    made = queries.person_by_username("zhang")
    assert made is not None
    assert (leaf["actor"], leaf["entity"]) == ("system", f"person/{made.id}")
    assert leaf["detail"] == {"role": "leader"}
    assert "zhang" not in str(leaf).lower()


def test_a_user_name_in_use_is_refused(app: Flask) -> None:
    factories.person(username="zhang")

    result = _run(app, "create", "zhang", "--password", "long enough")

    assert result.exit_code == 1
    assert "The user name zhang is in use. Choose another user name." in result.output


def test_a_short_password_is_refused(app: Flask) -> None:
    result = _run(app, "create", "zhang", "--password", "7 chars")

    assert result.exit_code == 1
    assert "shorter than 8 characters" in result.output
    assert queries.person_by_username("zhang") is None


def test_an_unknown_role_is_refused(app: Flask) -> None:
    assert _run(app, "create", "zhang", "--password", "long enough", role="king").exit_code == 2


def test_the_list_shows_everybody_and_who_is_disabled(app: Flask) -> None:
    factories.person(role="officer", username="li", squadron="First")
    disable(factories.person(role="admin", username="liu", squadron="Office"))

    result = _run(app, "list")

    assert result.output == "li\tofficer\tFirst\nliu\tadmin\tOffice (disabled)\n"


def test_a_squadron_is_made_once(app: Flask) -> None:
    factories.person(squadron="First")
    factories.person(squadron="First")

    assert len(db.session.scalars(select(Squadron)).all()) == 1


def test_the_problems_name_what_was_wrong(app: Flask) -> None:
    person = factories.person(username="zhang")

    with pytest.raises(UsernameTaken):
        factories.person(username="zhang")
    with pytest.raises(PasswordTooShort):
        actions.set_password(person, "short", actor="system")


def test_passwords_are_kept_as_argon2id(app: Flask) -> None:
    factories.person()

    kept = extract_parameters(db.session.scalars(select(Person.password_hash)).one())

    assert kept.type.name == "ID"
    assert (kept.memory_cost, kept.time_cost, kept.parallelism) == (19 * 1024, 2, 1)


def test_the_same_password_is_kept_differently_each_time() -> None:
    assert passwords.hash_password("the same") != passwords.hash_password("the same")


def test_a_spoilt_hash_matches_nothing() -> None:
    assert not passwords.matches("not a hash", "anything")
