"""Reading photos."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from app.evidence.models import Photo
from app.evidence.rules import PhotoState, Viewable, Watermark
from app.extensions import db


def photo(photo_id: str) -> Photo | None:
    """A photo by its id."""
    return db.session.get(Photo, photo_id)


def photo_to_change(photo_id: str) -> Photo | None:
    """A photo as it is now, which nobody else changes before this transaction ends."""
    return db.session.get(Photo, photo_id, with_for_update=True)


def photos_by_id(photo_ids: Collection[str], *, person_id: int) -> list[Photo]:
    """Those of these photos that are this person's."""
    return list(
        db.session.scalars(
            select(Photo).where(Photo.id.in_(photo_ids), Photo.person_id == person_id)
        )
    )


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


def without_derivatives(
    limit: int = 100, *, unmarked: Collection[Watermark] = (Watermark.PENDING,)
) -> list[str]:
    """Ids of stored photos that nobody has tried to make viewable yet: the worker's queue.

    Args:
        unmarked: in which states of its watermarked copy a photo is tried again.
    """
    return list(
        db.session.scalars(
            select(Photo.id)
            .where(
                Photo.state == PhotoState.STORED,
                or_(Photo.viewable == Viewable.PENDING, Photo.watermark.in_(unmarked)),
            )
            .order_by(Photo.stored_ms)
            .limit(limit)
        )
    )
