"""Room on the disk: asked for before anything is taken in, and what happens when it runs out.

Photos stop first, so that records (a thousandth of their size) can still be taken in for weeks.
"""

import errno
import shutil
import sqlite3

import psycopg
from flask import Flask, Response, current_app
from sqlalchemy.exc import DBAPIError

from app import problems
from app.evidence.problems import StorageFull

MB = 1 << 20
RECORDS_SHARE = 10
"""Records are taken in down to this part of what photos must leave free."""

RETRY_AFTER_S = 300
NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


def demand_for_photos(size: int) -> None:
    """Raise `StorageFull` when bytes of a photo would leave too little."""
    _demand(size, current_app.config["MIN_FREE_MB"] * MB)


def demand_for_records(size: int) -> None:
    """Raise `StorageFull` when a sealed record would leave far too little."""
    _demand(size, current_app.config["MIN_FREE_MB"] * MB // RECORDS_SHARE)


def free_bytes() -> int:
    """What is free where photos are kept."""
    return shutil.disk_usage(current_app.config["DATA_DIR"]).free


def _demand(size: int, kept_free: int) -> None:
    if free_bytes() - size < kept_free:
        raise _full()


def _full() -> StorageFull:
    return StorageFull(headers={"Retry-After": str(RETRY_AFTER_S)})


def init_app(app: Flask) -> None:
    """Let a disk that filled up in the middle be told as such: nothing was acknowledged."""
    for kind in (OSError, DBAPIError, sqlite3.Error):
        app.register_error_handler(kind, _from_disk)


def _from_disk(error: Exception) -> Response:
    if not is_full(error):
        return problems.from_bug(error)
    current_app.logger.error("the disk is full: %s", error)
    return problems.answer(_full())


def is_full(error: BaseException | None) -> bool:
    """Whether the reason of an error is that no space was left."""
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, sqlite3.Error):
        return _sqlite_is_full(getattr(error, "sqlite_errorcode", 0))
    if isinstance(error, OSError):
        return error.errno in NO_SPACE
    return isinstance(error, psycopg.errors.DiskFull)


def _sqlite_is_full(code: int) -> bool:
    if code & 0xFF == sqlite3.SQLITE_FULL:
        return True
    # Its shared-memory file cannot grow on a full disk: that comes as an I/O error or worse.
    return code & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and free_bytes() < MB
