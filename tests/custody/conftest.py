"""Backups of an installation with records and photos, by the commands that operators type."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.custody import queries
from app.custody.models import Backup
from app.extensions import db
from tests.conftest import make_app
from tests.databases import Databases, Installation
from tests.phone import Phone

Run = Callable[..., Result]
Hello = Callable[[], dict[str, int]]
Newest = Callable[[], Backup]
PHOTOS = [b"first photo", b"second photo" * 5000, b"third photo"]


@pytest.fixture
def run(app: Flask) -> Run:
    """`run("create")` types `flask backup create`; it must succeed unless another code is named."""

    def run(*arguments: str, exit_code: int = 0) -> Result:
        done = app.test_cli_runner(env={"LANG": "en_US.UTF-8"}).invoke(args=["backup", *arguments])
        assert done.exit_code == exit_code, done.output
        return done

    return run


@pytest.fixture
def backup_dir(app: Flask) -> Path:
    folder: Path = app.config["BACKUP_DIR"]
    return folder


@pytest.fixture
def newest(run: Run) -> Callable[[], Backup]:
    """The newest backup that the database knows."""

    def newest() -> Backup:
        found = queries.last_tried()
        assert found
        return found

    return newest


@pytest.fixture
def hello(client: FlaskClient) -> Callable[[], dict[str, int]]:
    """What hello answers now."""

    def hello() -> dict[str, int]:
        answer: dict[str, int] = client.get("/api/v1/hello").get_json()
        return answer

    return hello


@pytest.fixture
def delivered(phone: Callable[..., Phone]) -> Phone:
    """A phone whose record has arrived with all its photos."""
    officer = phone()
    officer.deliver(*PHOTOS)
    return officer


@pytest.fixture
def officer(phone: Callable[..., Phone]) -> Phone:
    return phone()


@pytest.fixture
def new_machine(
    app: Flask, databases: Databases, tmp_path: Path, installation: Installation
) -> Iterator[Flask]:
    """An installation with nothing in it that knows where the backups of the lost one are."""
    folder = tmp_path / "new"
    url = databases.new(folder)
    made = make_app(folder, url, BACKUP_DIR=str(app.config["BACKUP_DIR"]))
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
