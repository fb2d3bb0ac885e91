"""Reading the feed from a cursor on."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.audit import log
from app.changes import rules
from app.changes.models import Change
from app.changes.problems import CursorGone
from app.changes.rules import Cursor, Scope
from app.extensions import db


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows, oldest first, and where to go on."""

    rows: list[Change]
    cursor: Cursor
    more: bool


def newest() -> int:
    """The number of the newest row; 0 when there is none."""
    return db.session.scalar(select(func.max(Change.seq))) or 0


def page(
    since: str | None, *, person_id: int, scopes: Collection[Scope], limit: int = rules.MAX_PAGE
) -> Page:
    """What this person has not read yet.

    Raises:
        CursorGone: `since` is no cursor of this log.
    """
    # The end is fixed first: a row that commits meanwhile is left for the next page.
    epoch, end = log.current_epoch(), newest()
    start = _start(since, epoch=epoch, end=end)
    found = db.session.scalars(
        select(Change)
        .where(
            Change.seq > start,
            Change.seq <= end,
            Change.scope.in_(scopes),
            or_(Change.person_id.is_(None), Change.person_id == person_id),
        )
        .order_by(Change.seq)
        .limit(limit + 1)
    ).all()
    rows, more = list(found[:limit]), len(found) > limit
    return Page(rows=rows, cursor=Cursor(epoch, rows[-1].seq if more else end), more=more)


def _start(since: str | None, *, epoch: int, end: int) -> int:
    if since is None:
        return 0
    cursor = rules.read_cursor(since)
    if cursor is None or not rules.reaches(cursor, epoch=epoch, newest=end):
        raise CursorGone
    return cursor.seq
