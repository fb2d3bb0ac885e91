"""The Flask extensions, the model base, and how transactions begin."""

import enum
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Enum, Integer, MetaData, Table, insert
from sqlalchemy.orm import DeclarativeBase, registry

from app import databases

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


# A view answers with what it has just committed: reading each row again would tell it nothing new.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
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
        databases.prepare(db.engine)


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


def begin_write(*, at_once: bool = False) -> None:
    """Start a transaction that may write; without it a transaction only reads.

    It holds the turn: nobody else writes until it ends, so what it reads is still true when it
    commits. A view reads the request's body first: nobody waits for a slow phone.

    Args:
        at_once: on PostgreSQL, begin without the turn. For writes that lock the rows they change
            (`with_for_update`) and take long, such as the bytes of a photo.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True, "turn": not at_once})


def take_turn() -> None:
    """Wait for the turn in a transaction that began without it; it may be asked for again."""
    databases.take_turn(db.session.connection())


def insert_plainly(row: Base) -> None:
    """Insert a new mapped object by a statement of its own, with the defaults of its columns.

    It does not join the session, which would cost several times the statement itself. For rows
    that nothing changes any more in this transaction.
    """
    insert_rows_plainly([row])


def insert_rows_plainly(rows: Sequence[Base]) -> None:
    """The same for rows of one table, each with the columns that it sets."""
    connection = db.session.connection()
    for row in rows:
        values = {name: value for name, value in vars(row).items() if name != "_sa_instance_state"}
        connection.execute(insert(cast(Table, type(row).__table__)), values)
