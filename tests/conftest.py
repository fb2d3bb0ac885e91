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
from config import from_environment
from tests import factories
from tests.databases import (
    Databases,
    Installation,
    SqliteDatabases,
    postgres_programs,
    running_postgres,
)
from tests.phone import Phone

ROOT = Path(__file__).parent.parent
ORIGIN = {"PUBLIC_ORIGIN": "http://localhost"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database=postgresql` runs the tests on a real PostgreSQL server of their own."""
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be asked here, instead of skipping it."""
    out = {
        "sqlite_only": config.getoption("--database") != "sqlite",
        "mounts": not may_mount(),
    }
    left = [
        item for item in items if any(out[name] and item.get_closest_marker(name) for name in out)
    ]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def may_mount() -> bool:
    """Whether this process may mount a file system (CAP_SYS_ADMIN, capabilities(7))."""
    status = Path("/proc/self/status").read_text()
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) >> 21 & 1)


def make_app(folder: Path, database_url: str = "", **settings: str) -> Flask:
    """The product on this data folder, and on SQLite in it unless another database is named."""
    url = database_url or f"sqlite:///{folder / 'wuzhi.db'}"
    named = {"MODE": "test", "DATA_DIR": str(folder), "DATABASE_URL": url, **ORIGIN}
    programs = str(postgres_programs()) if url.startswith("postgresql") else ""
    return create_app(from_environment({**named, "POSTGRES_PROGRAMS": programs, **settings}))


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where this run keeps its databases."""
    if request.config.getoption("--database") == "sqlite":
        yield SqliteDatabases()
        return
    with running_postgres() as postgres:
        yield postgres


@pytest.fixture(scope="session")
def empty_installation(
    tmp_path_factory: pytest.TempPathFactory, databases: Databases
) -> Installation:
    """The schema and no rows, built once by the real migrations and commands."""
    folder = tmp_path_factory.mktemp("installation")
    made = Installation(folder, databases.new(folder))
    app = make_app(made.folder, made.database_url)
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"))
        db.engine.dispose()
    app.test_cli_runner().invoke(args=["storage", "prepare"])
    with app.app_context():
        db.engine.dispose()
    return made


@pytest.fixture
def installation(
    empty_installation: Installation, databases: Databases, tmp_path: Path
) -> Iterator[Installation]:
    """An empty installation of this test's own."""
    folder = tmp_path / "data"
    shutil.copytree(empty_installation.folder, folder)
    own = Installation(folder, databases.copy(empty_installation.database_url, folder))
    yield own
    databases.drop(own.database_url)


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The product on an installation of its own."""
    app = make_app(installation.folder, installation.database_url)
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
