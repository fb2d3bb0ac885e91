"""Adding rows to the feed."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.changes import queries
from app.changes.models import Change
from app.changes.rules import Scope
from app.core import clock
from app.extensions import db, take_turn

EVERYBODY: tuple[None, ...] = (None,)


def record(
    scope: Scope,
    entity: str,
    *,
    version: int = 0,
    audience: Iterable[int | None] = EVERYBODY,
    data: Mapping[str, Any] | None = None,
    at_ms: int | None = None,
) -> None:
    """Tell the audience in the caller's transaction; without data the entity was withdrawn.

    Numbers are given in the order of commits, so that no reader can pass one by.
    """
    at = clock.now_ms() if at_ms is None else at_ms
    take_turn()
    seq = queries.newest()
    for person_id in audience:
        seq += 1
        db.session.add(
            Change(
                seq=seq,
                scope=scope,
                entity=entity,
                version=version,
                person_id=person_id,
                data=dict(data or {}),
                deleted=data is None,
                at_ms=at,
            )
        )
    db.session.flush()
