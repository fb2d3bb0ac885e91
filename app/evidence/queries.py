"""Reading photos."""

from collections.abc import Sequence

from sqlalchemy import select

from app.evidence.models import Photo
from app.evidence.rules import PhotoState, Viewable
from app.extensions import db


def photo(photo_id: str) -> Photo | None:
    """A photo by its id."""
    return db.session.get(Photo, photo_id)


def photos_of(inspection_ids: Sequence[str]) -> dict[str, list[Photo]]:
    """The photos of each record, in the order in which they were taken."""
    found: dict[str, list[Photo]] = {inspection_id: [] for inspection_id in inspection_ids}
    rows = db.session.scalars(
        select(Photo)
        .where(Photo.inspection_id.in_(inspection_ids))
        .order_by(Photo.rev, Photo.position)
    )
    for row in rows:
        found[row.inspection_id].append(row)
    return found


def without_derivatives(limit: int = 100) -> list[str]:
    """Ids of stored photos that nobody has tried to make viewable yet: the worker's queue."""
    return list(
        db.session.scalars(
            select(Photo.id)
            .where(Photo.state == PhotoState.STORED, Photo.viewable == Viewable.PENDING)
            .order_by(Photo.stored_ms)
            .limit(limit)
        )
    )
