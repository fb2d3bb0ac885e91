"""Copies of the database, made and read in the same words for SQLite and PostgreSQL."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.custody.failures import CustodyFailure

LEAF_PREFIX = b"\x00"
Columns = Mapping[str, type]


class Dumps(Protocol):
    """What an engine does about copies of the installation's database."""

    engine: str
    file_name: str

    def make(self, target: Path) -> None:
        """Write a copy of one state of the database, while others write."""
        ...

    def check(self, copy: Path) -> None:
        """Read the whole copy; raises `CustodyFailure` when the engine finds it broken."""
        ...

    def rows(self, copy: Path, table: str, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """These columns of each row of a table in the copy."""
        ...

    def occupied(self) -> bool:
        """Whether the installation's database holds a table, or something unreadable."""
        ...

    def demand_alone(self) -> None:
        """Raise `CustodyFailure` when somebody else uses the installation's database."""
        ...

    def move_aside(self, folder: Path) -> None:
        """Put what is there where nothing touches it any more; nothing is deleted."""
        ...

    def bring_back(self, copy: Path) -> None:
        """Make the copy the installation's database."""
        ...


@dataclass(frozen=True)
class StoredPhoto:
    """An original that a database calls stored."""

    id: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Log:
    """Which log a database holds."""

    epoch: int
    size: int


def read_log(dumps: Dumps, copy: Path) -> Log:
    """The log inside a copy, each leaf hashed again.

    Raises:
        CustodyFailure: a leaf is missing, doubled, or does not hash to what its row says.
    """
    seen = bytearray()
    for idx, leaf, leaf_hash in dumps.rows(
        copy, "audit_leaves", {"idx": int, "leaf": bytes, "leaf_hash": str}
    ):
        if hashlib.sha256(LEAF_PREFIX + leaf).hexdigest() != leaf_hash:
            raise CustodyFailure("leaf_damaged", f"leaf {idx} in {copy} does not hash right")
        if json.loads(leaf)["idx"] != idx:
            raise CustodyFailure("leaf_damaged", f"leaf {idx} in {copy} is another one")
        if idx >= len(seen):
            seen.extend(bytes(idx + 1 - len(seen)))
        seen[idx] += 1
    if seen.count(1) != len(seen):
        raise CustodyFailure("leaf_missing", f"the log in {copy} has gaps")
    epochs = [epoch for (epoch,) in dumps.rows(copy, "epochs", {"epoch": int})]
    return Log(epoch=max(epochs), size=len(seen))


def stored_photos(dumps: Dumps, copy: Path) -> Iterator[StoredPhoto]:
    """Every original that the copy calls stored."""
    columns = {"id": str, "sha256": str, "size": int, "state": str}
    for photo_id, sha256, size, state in dumps.rows(copy, "photos", columns):
        if state == "stored":
            yield StoredPhoto(photo_id, sha256, size)


def schema_of(dumps: Dumps, copy: Path) -> str:
    """The migration that the copy stands at."""
    found = [number for (number,) in dumps.rows(copy, "alembic_version", {"version_num": str})]
    return str(found[0]) if found else ""
