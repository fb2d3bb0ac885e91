"""The Flask extensions, the model base, and how transactions begin."""

import enum
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Connection, Engine, Enum, Integer, MetaData, event
from sqlalchemy.orm import DeclarativeBase, registry

from app.core.lane import Lane

_metadata = MetaData(
    # Named constraints, so that a migration can find them again, on SQLite too.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """What every table shares. Integers are 64 bit, since instants are milliseconds."""

    registry = registry(
        metadata=_metadata,
        type_annotation_map={
            int: BigInteger().with_variant(Integer(), "sqlite"),
            # The value goes into the database, not the Python name of the member.
            enum.StrEnum: Enum(
                enum.StrEnum,
                values_callable=lambda members: [member.value for member in members],
                native_enum=False,
                length=32,
            ),
        },
    )


db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
migrate = Migrate()
limiter = Limiter(get_remote_address)
babel = Babel()

if TYPE_CHECKING:
    Model = Base  # Flask-SQLAlchemy builds db.Model at run time, where mypy cannot see it
else:
    Model = db.Model

LOCALES = ("zh_CN", "en")


def init_app(app: Flask) -> None:
    """Join the extensions to the app."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    login_manager.init_app(app)
    login_manager.session_protection = None  # sessions are rows of ours: accounts/sessions.py
    limiter.init_app(app)
    babel.init_app(app, locale_selector=select_locale)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)


def select_locale() -> str:
    """The language of this answer: the cookie on pages, Accept-Language on the API.

    Commands speak English on an English terminal, and Chinese on any other.
    """
    if not has_request_context():
        return "en" if os.environ.get("LANG", "").startswith("en") else "zh_CN"
    if request.path.startswith("/api/"):
        best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
        return "en" if best == "en" else "zh_CN"
    return "en" if request.cookies.get("wz_lang") == "en" else "zh_CN"


def begin_write() -> None:
    """Start a transaction that may write; without it a transaction only reads.

    A view reads the request's body first: nobody waits in the lane for a slow phone.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def _prepare_sqlite(engine: Engine) -> None:
    database = Path(engine.url.database or "")
    database.parent.mkdir(parents=True, exist_ok=True)

    def connect(connection: Any, record: Any) -> None:
        _demand_durability(connection)
        record.info["lane"] = Lane(database)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", _begin)
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


def _begin(connection: Connection) -> None:
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
