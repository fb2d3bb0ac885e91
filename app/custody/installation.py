"""Where this installation keeps what: its folders, its database's copies, its backups."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import current_app

from app.custody.dumps import Dumps
from app.custody.failures import CustodyFailure
from app.custody.postgresql_dumps import PostgresDumps
from app.custody.sqlite_dumps import SqliteDumps
from app.extensions import db


def data_dir() -> Path:
    """The folder of what is in use."""
    folder: Path = current_app.config["DATA_DIR"]
    return folder


def backup_dir() -> Path:
    """The folder of all backups."""
    folder: Path = current_app.config["BACKUP_DIR"]
    return folder


def copies_dir() -> Path:
    """Under it, each copy of the database has a folder of its own."""
    return backup_dir() / "databases"


def dumps() -> Dumps:
    """How the installation's database is copied."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        return SqliteDumps(Path(url.database or ""))
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresDumps(address, current_app.config["POSTGRES_PROGRAMS"])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Keep every other backup and restore out while this one works.

    Raises:
        CustodyFailure: another one is at work, or the folder of the backups cannot be written.
    """
    try:
        backup_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        copies_dir().mkdir(exist_ok=True)
        handle = os.open(backup_dir() / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CustodyFailure("folder_unwritable", f"{backup_dir()}: {error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CustodyFailure("at_work", "another backup or restore is at work") from error
    else:
        yield
    finally:
        os.close(handle)  # and with it the lock
