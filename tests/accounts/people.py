"""What happens to people between two requests of a test."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.accounts.models import Person
from app.extensions import begin_write, db
from tests import factories

WRONG = "not the password"
CHOSEN = "a sentence of my own"


def disable(person: Person) -> None:
    """Let the person work here no longer."""
    begin_write()
    found = queries.person(person.id)
    assert found is not None
    found.active = False
    db.session.commit()


def try_page(client: FlaskClient, username: str, password: str = WRONG) -> TestResponse:
    """Fill in the form of the desk."""
    return client.post("/sign-in", data={"username": username, "password": password})


def try_api(client: FlaskClient, username: str, password: str = WRONG) -> TestResponse:
    """What the officer app sends."""
    body = {"username": username, "password": password}
    return client.post("/api/v1/session", json=body, headers={"Accept-Language": "en"})


def sign_in_by_api(client: FlaskClient, person: Person) -> TestResponse:
    """As the officer app does it, with the right password."""
    return try_api(client, person.username, factories.PASSWORD)


def give_code(person: Person) -> str:
    """A one-time code for the person, whose password ends."""
    begin_write()
    found = queries.person(person.id)
    assert found is not None
    code = actions.issue_code(found, actor="system")
    db.session.commit()
    return code


def activate(client: FlaskClient, username: str, code: str, password: str = CHOSEN) -> TestResponse:
    """Use a one-time code, reading English."""
    client.set_cookie("wz_lang", "en")
    form = {"username": username, "code": code, "password": password}
    return client.post("/activate", data=form)
