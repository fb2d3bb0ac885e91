"""Deliberate mistakes in how the server makes things durable; each must be caught."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from app import databases
from app.core.files import flush_folder
from app.evidence import local_store
from app.evidence.local_store import LocalStore
from app.extensions import db


def _put(where: Any, name: str, what: Callable[..., Any]) -> None:
    patch.object(where, name, what).start()


def _no_fsync() -> None:
    """Chunks are counted without being flushed."""
    _put(os, "fdatasync", lambda _file: None)


def _no_dirsync() -> None:
    """Names are never flushed."""
    _put(local_store, "flush_folder", lambda _folder: None)


def _no_parent_sync() -> None:
    """A photo's own folder is flushed, and not those that lead to it."""

    def flush(_self: LocalStore, final: Path) -> None:
        flush_folder(final.parent)

    _put(LocalStore, "_flush_move", flush)


def _commit_before_rename() -> None:
    """The photo is called stored first and moved to its place afterwards."""
    finish = LocalStore.finish
    waiting: list[Callable[[], bool]] = []

    def later(self: LocalStore, photo_id: str, sha256: str, size: int) -> bool:
        waiting.append(lambda: finish(self, photo_id, sha256, size))
        return True

    def move(_session: Any) -> None:
        while waiting:
            waiting.pop()()

    _put(LocalStore, "finish", later)
    event.listen(db.session, "after_commit", move)


def _lazy_commit() -> None:
    """The database says committed before it is on the disk."""
    demand = databases._demand_durability

    def lazily(connection: Any) -> None:
        demand(connection)
        connection.execute("PRAGMA synchronous=NORMAL")

    _put(databases, "_demand_durability", lazily)


MUTANTS: dict[str, Callable[[], None]] = {
    "no_fsync": _no_fsync,
    "no_dirsync": _no_dirsync,
    "no_parent_sync": _no_parent_sync,
    "commit_before_rename": _commit_before_rename,
    "lazy_commit": _lazy_commit,
}


def apply(name: str) -> None:
    """Make the mistake in this process."""
    MUTANTS[name]()
