"""Whether this process can do its work: database, migrations, storage."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.audit import signing
from app.custody import fitness, queries, rereading
from app.evidence import actions as evidence
from app.extensions import db
from app.inspections.models import Revision

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


def database_answers() -> bool:
    """Whether the database takes a statement."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        return False
    return True


def tables_there() -> bool:
    """Whether the database holds a log already."""
    return inspect(db.engine).has_table(Revision.__tablename__)


def receipts_given() -> bool:
    """Whether any record was ever received here."""
    if not tables_there():
        return False
    return db.session.scalars(select(Revision.id).limit(1)).first() is not None


def database_revision() -> str:
    """The migration that the database stands at; "" when it has none."""
    return MigrationContext.configure(db.session.connection()).get_current_revision() or ""


def migrations_current() -> bool:
    """Whether the database stands at the newest migration."""
    return database_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def storage_ready() -> bool:
    """Whether photos can be kept and receipts signed."""
    has_key = signing.key_path(current_app.config["DATA_DIR"]).is_file()
    return has_key and evidence.store().writable()


def watermark_font_there() -> bool:
    """Whether watermarked copies can be made; photos are taken in and shown without them too."""
    font: Path = current_app.config["WATERMARK_FONT"]
    if not font.is_file():
        current_app.logger.error("no font for watermarks at %s: see WATERMARK_FONT", font)
    return font.is_file()


def all_checks() -> dict[str, bool]:
    """Every check by name."""
    answers = database_answers()
    current = answers and migrations_current()
    return {
        "database": answers,
        "migrations": current,
        "epoch": current and fitness.epoch_fits(),
        "storage": storage_ready(),
        "watermark_font": watermark_font_there(),
    }


def degraded() -> list[str]:
    """What is an alarm, though this process can do its work."""
    alarms = {
        "backup_overdue": queries.state().overdue,
        "photos_wanting": bool(rereading.wanting()),
    }
    return [name for name, rings in alarms.items() if rings]
