"""Copies of a SQLite database, by `VACUUM INTO`: one state, while others write."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from app.core.files import flush_file, flush_folder
from app.custody.dumps import Columns
from app.custody.failures import CustodyFailure

BESIDE = ("", "-wal", "-shm", "-journal")


class SqliteDumps:
    """See `Dumps`."""

    engine = "sqlite"
    file_name = "database.sqlite"

    def __init__(self, database: Path) -> None:
        """Copy and replace the database in this file."""
        self._database = database

    def make(self, target: Path) -> None:
        """See `Dumps`."""
        try:
            with closing(_open(self._database, "mode=rw")) as connection:
                connection.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.Error as error:
            raise CustodyFailure("dump_failed", f"{self._database}: {error}") from error
        flush_file(target)

    def check(self, copy: Path) -> None:
        """See `Dumps`."""
        try:
            with closing(_read(copy)) as connection:
                said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
                dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.Error as error:
            raise CustodyFailure("database_damaged", f"{copy}: {error}") from error
        if said != "ok" or dangling:
            raise CustodyFailure("database_damaged", f"{copy}: {said} {dangling or ''}")

    def rows(self, copy: Path, table: str, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """See `Dumps`."""
        names = ", ".join(columns)
        try:
            with closing(_read(copy)) as connection:
                yield from connection.execute(f"SELECT {names} FROM {table} ORDER BY 1")  # noqa: S608 -- names of ours
        except sqlite3.Error as error:
            raise CustodyFailure("database_damaged", f"{copy}: {error}") from error

    def occupied(self) -> bool:
        """See `Dumps`."""
        if not self._database.exists():
            return False
        try:
            with closing(_open(self._database, "mode=rw")) as connection:
                found = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            return True  # somebody's data, though nobody can read it
        return bool(found[0])

    def demand_alone(self) -> None:
        """See `Dumps`: a database leaves WAL only when nobody else has it open."""
        if not self._database.exists():
            return
        try:
            with closing(_open(self._database, "mode=rw", timeout=0)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise CustodyFailure(
                    "in_use", f"{self._database} is in use: stop the server and the worker first"
                ) from error
            raise CustodyFailure("unreadable", f"{self._database}: {error}") from error
        except sqlite3.DatabaseError:
            return  # no database that anybody could be using

    def move_aside(self, folder: Path) -> None:
        """See `Dumps`."""
        for suffix in BESIDE:
            path = self._database.with_name(self._database.name + suffix)
            if path.exists():
                path.rename(folder / path.name)
        flush_folder(folder)
        flush_folder(self._database.parent)

    def bring_back(self, copy: Path) -> None:
        """See `Dumps`: whole or not at all."""
        arriving = self._database.with_name(self._database.name + ".arriving")
        shutil.copyfile(copy, arriving)
        arriving.chmod(0o640)
        flush_file(arriving)
        os.replace(arriving, self._database)
        flush_folder(self._database.parent)


def _open(path: Path, how: str, timeout: float = 30) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, timeout=timeout
    )


def _read(copy: Path) -> sqlite3.Connection:
    return _open(copy, "mode=ro&immutable=1")
