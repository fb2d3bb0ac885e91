"""Reading photos."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select

from app.evidence.models import Photo
from app.evidence.rules import PhotoState, Viewable, Watermark
from app.extensions import db

_KNOWN = select(Photo.id).where(Photo.id.in_(bindparam("wanted", expanding=True)))

_NAMED = select(
    Photo.inspection_id,
    Photo.person_id,
    Photo.sha256,
    Photo.size,
    Photo.state,
    Photo.upload_offset,
).where(Photo.id == bindparam("wanted"))


@dataclass(frozen=True)
class Named:
    """A photo as a record named it, and how much of it is here."""

    inspection_id: str
    person_id: int
    sha256: str
    size: int
    state: PhotoState
    upload_offset: int

    @property
    def untouched(self) -> bool:
        """Whether no byte of it has been counted."""
        return self.upload_offset == 0 and self.state is not PhotoState.STORED


def photo(photo_id: str) -> Photo | None:
    """A photo by its id."""
    return db.session.get(Photo, photo_id)


def named(photo_id: str) -> Named | None:
    """What is to be known of a photo before its bytes are looked at, without the whole row."""
    row = db.session.connection().execute(_NAMED, {"wanted": photo_id}).one_or_none()
    return None if row is None else Named(*row)


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


def known_photos(photo_ids: Collection[str]) -> dict[str, Photo]:
    """Those of these photos that are known; those of a new record hardly ever are."""
    asked = {"wanted": list(photo_ids)}
    known = db.session.connection().execute(_KNOWN, asked).scalars().all() if photo_ids else []
    if not known:
        return {}
    return {row.id: row for row in db.session.scalars(select(Photo).where(Photo.id.in_(known)))}


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


def ids_of_begun() -> list[str]:
    """Ids of the photos whose upload goes on."""
    return list(db.session.scalars(select(Photo.id).where(Photo.state == PhotoState.PARTIAL)))


def whole_but_unfinished(limit: int = 100) -> list[str]:
    """Ids of photos of which every byte is here, and whose finish a crash or a restore cut off."""
    return list(
        db.session.scalars(
            select(Photo.id)
            .where(Photo.state == PhotoState.PARTIAL, Photo.upload_offset == Photo.size)
            .limit(limit)
        )
    )


def sample_of_stored(count: int) -> list[tuple[str, str, int]]:
    """Id, hash and size of the newest stored photos, and of as many others at random."""
    stored = select(Photo.id, Photo.sha256, Photo.size).where(Photo.state == PhotoState.STORED)
    newest = db.session.execute(stored.order_by(Photo.stored_ms.desc()).limit(count))
    others = db.session.execute(stored.order_by(func.random()).limit(count))
    return list({row[0]: (row[0], row[1], row[2]) for row in [*newest, *others]}.values())
