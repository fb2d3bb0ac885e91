"""Saying what is not as it was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError

from app.extensions import db
from app.problems import Problem

UNREADABLE = (
    LookupError,
    TypeError,
    ValueError,
    OverflowError,
    RecursionError,
    DBAPIError,
    Problem,  # what a package says of bytes that it never took in
)

PAGE = 200
"""Rows in memory at a time; sealed bytes may be 64 KiB each."""

_STREAMS = "audit_streams"


class Broken(Exception):
    """Something is not as it was written: which leaf or row, and what about it."""

    def __init__(self, where: str, what: str) -> None:
        """Name the leaf or row first."""
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


def must(holds: bool, where: str, what: str) -> None:
    """Raise `Broken` unless it holds."""
    if not holds:
        raise Broken(where, what)


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Values that no program of ours wrote may not even be readable: that is a finding, too."""
    try:
        yield
    except UNREADABLE as error:
        raise Broken(where, _("cannot be read (%(error)s)", error=_first_line(error))) from error


def stream(query: Select[Any], where: str) -> Iterator[Any]:
    """The rows of a query, few at a time: mapped objects, or rows where it asks for columns."""
    with reading(where):
        result = db.session.execute(query.execution_options(yield_per=PAGE))
        rows = iter(result if len(query.column_descriptions) > 1 else result.scalars())
    db.session.info.setdefault(_STREAMS, []).append(result)
    while True:
        with reading(where):
            row = next(rows, None)
        if row is None:
            return
        yield row


def close_streams() -> None:
    """Let the database forget what was not read to its end."""
    for result in db.session.info.pop(_STREAMS, []):
        result.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
