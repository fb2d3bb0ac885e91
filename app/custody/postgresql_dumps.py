"""Copies of a PostgreSQL database, by its own pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.core.files import flush_file
from app.custody.dumps import Columns
from app.custody.failures import CustodyFailure

ASIDE = "before_restore_"
"""Beginning of the schema that what was there is moved to; such schemas are not backed up."""

_ESCAPED = re.compile(rb"\\(.)")
_ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


class PostgresDumps:
    """See `Dumps`."""

    engine = "postgresql"
    file_name = "database.pgdump"

    def __init__(self, address: str, programs: Path | None) -> None:
        """Copy and replace the database at this address.

        Args:
            address: as libpq takes it.
            programs: folder of pg_dump and pg_restore; those of the PATH when None.
        """
        known: dict[str, Any] = conninfo_to_dict(address)
        # Not on the command line, where every user of the machine would read it.
        self._password = str(known.pop("password", "") or "")
        self._address = make_conninfo(**known)
        self._whole_address = address
        self._programs = programs

    def make(self, target: Path) -> None:
        """See `Dumps`."""
        self._run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--exclude-schema={ASIDE}*",
            f"--file={target}",
            f"--dbname={self._address}",
        )
        flush_file(target)

    def check(self, copy: Path) -> None:
        """See `Dumps`: every compressed block of the copy is read."""
        self._run("pg_restore", "--file=/dev/null", str(copy), reason="database_damaged")

    def rows(self, copy: Path, table: str, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """See `Dumps`: read from the copy itself, no server takes part."""
        command = [self._program("pg_restore"), "--data-only", f"--table={table}", "--file=-"]
        with subprocess.Popen(  # noqa: S603 -- our own arguments
            [*command, str(copy)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as program:
            output = program.stdout
            if output is None:
                raise CustodyFailure("database_damaged", f"{copy}: pg_restore says nothing")
            yield from _copied_rows(iter(output), columns)
            said = program.stderr.read().decode(errors="replace") if program.stderr else ""
        if program.returncode:
            raise CustodyFailure("database_damaged", f"{copy}: {said}")

    def occupied(self) -> bool:
        """See `Dumps`."""
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        return bool(self._ask(tables))

    def demand_alone(self) -> None:
        """See `Dumps`."""
        others = self._ask(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        if others:
            raise CustodyFailure(
                "in_use", "the database is in use: stop the server and the worker first"
            )

    def move_aside(self, folder: Path) -> None:
        """See `Dumps`: into a schema named like the folder, in the same database."""
        schema = ASIDE + re.sub(r"\W", "_", folder.name)
        with psycopg.connect(self._whole_address) as connection:
            connection.execute(f'ALTER SCHEMA public RENAME TO "{schema}"'.encode())
            connection.execute(b"CREATE SCHEMA public")

    def bring_back(self, copy: Path) -> None:
        """See `Dumps`: in one transaction."""
        self._run(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            f"--dbname={self._address}",
            str(copy),
        )

    def _ask(self, question: str) -> int:
        with psycopg.connect(self._whole_address) as connection:
            found = connection.execute(question.encode()).fetchone()
        return int(found[0]) if found else 0

    def _program(self, name: str) -> str:
        found = shutil.which(name, path=str(self._programs) if self._programs else None)
        if found is None:
            raise CustodyFailure(
                "programs_missing",
                f"{name} was not found: install the PostgreSQL client programs of the server's "
                "version, or name their folder in POSTGRES_PROGRAMS",
            )
        return found

    def _run(self, name: str, *arguments: str, reason: str = "dump_failed") -> None:
        environment = {**os.environ, "PGPASSWORD": self._password, "LC_ALL": "C"}
        done = subprocess.run(  # noqa: S603 -- our own arguments
            [self._program(name), *arguments],
            env=environment,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise CustodyFailure(reason, f"{name}: {said}")


def _copied_rows(lines: Iterator[bytes], columns: Columns) -> Iterator[tuple[Any, ...]]:
    """The rows between `COPY … FROM stdin;` and `\\.` (PostgreSQL's text format)."""
    head = next((line for line in lines if line.startswith(b"COPY ")), b"")
    named = head[head.find(b"(") + 1 : head.find(b")")].decode().split(", ")
    wanted = [(named.index(name), kind) for name, kind in columns.items()] if head else []
    for line in lines:
        if line == b"\\.\n":
            break
        fields = line[:-1].split(b"\t")
        yield tuple(_value(fields[at], kind) for at, kind in wanted)
    for _rest in lines:  # the program ends only when all it has to say was read
        pass


def _value(field: bytes, kind: type) -> Any:
    if field == b"\\N":
        return None
    raw = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), field)
    if kind is bytes:
        return bytes.fromhex(raw[2:].decode())  # \x…
    return kind(raw.decode())
