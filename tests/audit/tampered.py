"""Writing behind the server's back, and what the verification then says."""

import pytest
from sqlalchemy import text

from app.audit.verifying.broken import Broken
from app.extensions import begin_write, db
from app.operations import verification


def tamper(*statements: str) -> None:
    """Write past the triggers, as a program that is not ours would."""
    begin_write()
    if db.engine.dialect.name == "sqlite":
        for (name,) in db.session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
        db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        db.session.execute(text("SET session_replication_role = replica"))
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()


def broken() -> Broken:
    """What the verification finds first."""
    with pytest.raises(Broken) as found:
        verification.verify()
    return found.value
