"""A real, migrated, empty database for each test, and people to sign in as."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask, Response, g
from flask.testing import FlaskClient

from app import create_app
from app.accounts.models import Person
from app.extensions import db
from config import Config
from tests import factories
from tests.phone import Phone

ROOT = Path(__file__).parent.parent


def make_app(folder: Path) -> Flask:
    """The product on a database in this folder."""
    return create_app(
        Config(
            MODE="test",
            DATA_DIR=folder,
            SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'wuzhi.db'}",
            PUBLIC_ORIGIN="http://localhost",
            TESTING=True,
        )
    )


@pytest.fixture(scope="session")
def empty_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the schema and no rows, built once by the real migrations and commands."""
    folder = tmp_path_factory.mktemp("installation")
    app = make_app(folder)
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"))
        db.engine.dispose()
    app.test_cli_runner().invoke(args=["storage", "prepare"])
    return folder


@pytest.fixture
def app(empty_installation: Path, tmp_path: Path) -> Iterator[Flask]:
    """The product on an installation of its own."""
    folder = tmp_path / "data"
    shutil.copytree(empty_installation, folder)
    app = make_app(folder)
    with app.app_context():

        @app.after_request
        def forget(response: Response) -> Response:
            # Flask lends our app context to the request, and with it our session. What the
            # view did not commit must not be visible to the test, nor who was asking to the next.
            db.session.rollback()
            for kept in ("_login_user", "_flask_babel"):
                g.pop(kept, None)
            return response

        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser on our own pages; nobody is signed in."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


class SignedIn(FlaskClient):
    """A browser with a session, and the person behind it."""

    person: Person


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., SignedIn]:
    """Sign somebody in by role: `sign_in("leader")`."""

    def sign_in(role: str, **details: str) -> SignedIn:
        person = factories.person(role=role, **details)
        client = SignedIn(app, response_wrapper=app.response_class, use_cookies=True)
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        answer = client.post(
            "/sign-in", data={"username": person.username, "password": factories.PASSWORD}
        )
        assert answer.status_code == 303
        client.person = person
        return client

    return sign_in


@pytest.fixture
def phone(app: Flask, sign_in: Callable[..., SignedIn]) -> Callable[..., Phone]:
    """A phone that its officer has enrolled: `phone()`, `phone(role="auxiliary")`."""

    def phone(role: str = "officer", **details: str) -> Phone:
        client = sign_in(role, **details)
        return Phone.enrol(client, client.person.id)

    return phone
