"""Rows of the feed and facts stay as they were written."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.changes import actions
from app.changes.rules import Scope
from app.extensions import begin_write, db
from tests.phone import Phone


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET deleted = deleted",
        "DELETE FROM changes",
        "UPDATE facts SET flags = flags",
        "DELETE FROM facts",
    ],
)
def test_nothing_is_changed_or_forgotten(officer: Phone, statement: str) -> None:
    officer.put_fact(officer.fact("suggestion", text="larger buttons"))
    begin_write()
    actions.record(Scope.ZONES, "zones", data={"version": "x"})
    db.session.commit()

    begin_write()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
