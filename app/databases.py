"""What is different between SQLite and PostgreSQL: how transactions begin, and who may write.

Both keep the same promises: a transaction reads one state and cannot write unless it was begun
with `writes`; a writer holds the turn, so that what it read is still true when it commits.
"""

from pathlib import Path
from typing import Any

from psycopg import IsolationLevel
from sqlalchemy import Connection, Engine, event

from app.core.lane import Lane

TURN = 0x57555A4849
"""Number of the advisory lock that PostgreSQL's writers pass on; any number of our own."""


def prepare(engine: Engine) -> None:
    """Let every transaction of this engine begin as a reader or as a writer."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        event.listen(engine, "begin", _begin_on_postgresql)


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction holds the turn; this one keeps it to its end.

    Numbers without gaps need it (log, records, change feed): who follows them with a cursor then
    misses nothing, since they commit in their order (design/sync.md C14).
    On SQLite every writer has it from the start.
    """
    if connection.dialect.name == "sqlite" or connection.info["turn"]:
        return
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
    connection.info["turn"] = True


def _begin_on_postgresql(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("writes", False)
    driver: Any = connection.connection.dbapi_connection
    # Both travel with the driver's BEGIN. A reader sees one state; a writer sees what was
    # committed while it waited for its turn, which REPEATABLE READ would hide from it.
    driver.read_only = not writes
    level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    driver.isolation_level = level
    connection.info["turn"] = False
    if writes and options.get("turn", True):
        take_turn(connection)


def _prepare_sqlite(engine: Engine) -> None:
    database = Path(engine.url.database or "")
    database.parent.mkdir(parents=True, exist_ok=True)

    def connect(connection: Any, record: Any) -> None:
        _demand_durability(connection)
        record.info["lane"] = Lane(database)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "checkin", _leave_lane)
    event.listen(engine, "close", _close_lane)


def _demand_durability(connection: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA busy_timeout=5000")
    journal = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Without it, REPLACE deletes a row behind the back of the triggers that forbid it.
    connection.execute("PRAGMA recursive_triggers=ON")
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        raise RuntimeError(f"SQLite refused WAL with FULL: {journal}, {synchronous}")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.info["lane"].enter()
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _leave_lane(_connection: Any, record: Any) -> None:
    if lane := record.info.get("lane"):  # a broken connection was closed already
        lane.leave()


def _close_lane(_connection: Any, record: Any) -> None:
    if lane := record.info.pop("lane", None):
        lane.close()
