"""The real server for one schedule after the other: a template, copied for each of them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy import text as sql
from sqlalchemy.pool import NullPool

from app import create_app
from app.audit.jobs import sign_checkpoint
from app.extensions import db
from config import from_environment
from tests import factories
from tests.campaign.real.clocks import BEGIN_MS, ServerClock
from tests.campaign.real.disk import Disk
from tests.campaign.real.points import Points
from tests.databases import Databases, SqliteDatabases, postgres_programs, with_our_driver

ROOT = Path(__file__).resolve().parents[3]
OFFICERS = 2


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a session in the template."""

    person_id: int
    cookie: str


class Installation:
    """One data folder and one database, put back to the template for each schedule.

    The app is made once: another one would have to compile every statement again.
    """

    def __init__(self, folder: Path, databases: Databases, points: Points) -> None:
        """Migrate, make people, sign them in; slow, once per process."""
        self.points = points
        self.clock = ServerClock()
        self.databases = databases
        self.folder = folder / "data"
        self.backups = folder / "backups"
        self._template = folder / "template"
        self._template.mkdir(parents=True)
        self._template_url = databases.new(self._template)
        self.officers: list[SignedIn] = []
        with self.clock.installed():
            self._make_template()
        shutil.copytree(self._template, self.folder)
        self.database_url = databases.copy(self._template_url, self.folder)
        self.app = _make_app(self.folder, self.database_url, self.backups)
        self._beside = create_engine(with_our_driver(self.database_url), poolclass=NullPool)
        self.disk = Disk(self.folder)

    def begin(self) -> None:
        """Put everything back to the template."""
        self.stop()
        self._clear()
        self.databases.renew(self.database_url, self._template_url)
        self.clock.now_ms = BEGIN_MS
        self.disk = Disk(self.folder)
        self.points.synced = self.disk.synced

    def restart(self) -> None:
        """What a new process would begin with."""
        self.stop()
        self.app.extensions.pop("receipt_key", None)

    def stop(self) -> None:
        """Close the database; nothing is committed."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def query(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """Raw SQL beside the product."""
        with self._beside.begin() as connection:
            result = connection.execute(sql(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    def run(self, *command: str) -> Result:
        """`flask …` on this installation."""
        return self.app.test_cli_runner().invoke(args=list(command))

    def work(self) -> None:
        """What the worker does each minute about the log."""
        with self.app.app_context():
            sign_checkpoint()
            db.session.remove()

    def _clear(self) -> None:
        shutil.rmtree(self.folder)
        shutil.rmtree(self.backups, ignore_errors=True)
        shutil.copytree(self._template, self.folder)

    def _make_template(self) -> None:
        app = _make_app(self._template, self._template_url, self.backups)
        with app.app_context():
            flask_migrate.upgrade(str(ROOT / "migrations"))
            db.engine.dispose()
        prepared = app.test_cli_runner().invoke(args=["storage", "prepare"])
        if prepared.exit_code:
            raise RuntimeError(prepared.output)
        self.officers = [_signed_in(app, "officer") for _number in range(OFFICERS)]
        self.leader = _signed_in(app, "leader")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _make_app(folder: Path, database_url: str, backups: Path) -> Flask:
    postgresql = database_url.startswith("postgresql")
    app = create_app(
        from_environment(
            {
                "MODE": "test",
                "DATA_DIR": str(folder),
                "DATABASE_URL": database_url,
                "PUBLIC_ORIGIN": "http://localhost",
                "SESSION_HOURS": "720",
                "BACKUP_DIR": str(backups),
                "MIN_FREE_MB": "1",
                "POSTGRES_PROGRAMS": str(postgres_programs()) if postgresql else "",
            }
        )
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False  # phones see a 500, as they would
    return app


def _signed_in(app: Flask, role: str) -> SignedIn:
    with app.app_context():
        person = factories.person(role=role)
        person_id, username = person.id, person.username
        db.session.remove()
    answer = app.test_client().post(
        "/sign-in",
        data={"username": username, "password": factories.PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    return SignedIn(person_id, cookie)


def in_memory() -> Path | None:
    """A folder for private folders in memory; None where there is none."""
    memory = Path("/dev/shm")  # noqa: S108
    return memory if os.access(memory, os.W_OK) else None


@contextmanager
def installed(databases: Databases | None = None) -> Iterator[Installation]:
    """An installation in memory, watched at all its points, gone afterwards."""
    points = Points()
    with tempfile.TemporaryDirectory(prefix="wuzhi-campaign-", dir=in_memory()) as folder:
        made = Installation(Path(folder), databases or SqliteDatabases(), points)
        with points.watched(), made.clock.installed():
            try:
                yield made
            finally:
                made.stop()
