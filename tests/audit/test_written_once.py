"""Sealed revisions and decisions are written once; the database itself refuses changes."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.extensions import begin_write, db
from tests.conftest import SignedIn
from tests.phone import Phone


@pytest.mark.parametrize("table", ["revisions", "decisions"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET rev = 9", "DELETE FROM {}"])
def test_what_was_written_stays(
    phone: Callable[..., Phone], sign_in: Callable[..., SignedIn], table: str, statement: str
) -> None:
    sealed = phone().deliver()
    sha256 = db.session.execute(text("SELECT sha256 FROM revisions")).scalar_one()
    decided = sign_in("leader").post(
        f"/r/inspections/{sealed['id']}/decisions",
        data={"decision": "approve", "rev": "1", "sha256": sha256},
    )
    assert decided.status_code == 303

    begin_write()
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement.format(table)))
    db.session.rollback()
