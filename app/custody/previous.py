"""What can still be learned from the database that a restore replaces, however broken it is."""

import sqlite3
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from app.custody.dumps import Dumps
from app.extensions import db


@dataclass(frozen=True)
class Previous:
    """The log that was there before; zeros and nothing when nobody can say."""

    epoch: int = 0
    log_size: int = 0
    checkpoint: str = ""
    numbers: dict[int, int] = field(default_factory=dict)


def read_previous(dumps: Dumps) -> Previous:
    """Read what the restore must know, on a connection of its own."""
    if not dumps.occupied():
        return Previous()
    engine = create_engine(db.engine.url)
    try:
        with engine.connect() as connection:
            epoch = connection.scalar(text("SELECT max(epoch) FROM epochs")) or 0
            newest = connection.scalar(text("SELECT max(idx) FROM audit_leaves"))
            rows = connection.execute(text("SELECT year, last FROM number_series")).all()
            checkpoint = _newest_checkpoint(connection)
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error):
        return Previous()
    finally:
        engine.dispose()
    size = 0 if newest is None else newest + 1
    return Previous(epoch, size, checkpoint, {row.year: row.last for row in rows})


def _newest_checkpoint(connection: Connection) -> str:
    if not inspect(connection).has_table("checkpoints"):
        return ""  # of a release that signed none
    newest = text("SELECT size, root FROM checkpoints ORDER BY number DESC LIMIT 1")
    row = connection.execute(newest).first()
    return f"{row.size} {row.root}" if row else ""
