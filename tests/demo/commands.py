"""Running the seed as an operator does."""

from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from tests.accounts.people import try_api


def seed(app: Flask) -> Result:
    """`flask demo seed`, and nothing seen of what it did not commit."""
    result = app.test_cli_runner().invoke(args=["demo", "seed"], env={"LANG": "en_GB.UTF-8"})
    db.session.rollback()
    return result


def may_sign_in(client: FlaskClient, username: str, password: str) -> bool:
    """Whether this password opens a session."""
    return try_api(client, username, password).status_code == 201
