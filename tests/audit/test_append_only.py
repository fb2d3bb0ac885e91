"""The database itself refuses to change or to forget a leaf."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.audit.log import Event
from app.extensions import begin_write, db
from tests.audit.leaves import leaves

happened = Event("sample.happened", frozenset())


COPY = "SELECT idx, leaf, 'other', at_ms FROM audit_leaves WHERE true"
IN_ITS_OWN_WORDS = {
    "sqlite": f"REPLACE INTO audit_leaves {COPY}",
    "postgresql": "TRUNCATE audit_leaves",
}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_leaves SET at_ms = 0",
        "UPDATE audit_leaves SET idx = 9",
        "DELETE FROM audit_leaves",
        f"INSERT INTO audit_leaves {COPY} ON CONFLICT (idx) DO UPDATE SET leaf_hash = 'other'",
        pytest.param("", id="in its own words"),
    ],
)
def test_a_leaf_stays_as_it_was_written(app: Flask, statement: str) -> None:
    statement = statement or IN_ITS_OWN_WORDS[db.engine.dialect.name]
    begin_write()
    happened.record(actor="system", entity="sample/1")
    db.session.commit()
    before = leaves()

    begin_write()
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))
    db.session.commit()

    assert leaves() == before
