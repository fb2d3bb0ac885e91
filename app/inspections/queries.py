"""Reading inspections and their revisions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.inspections.models import Inspection, Revision
from app.inspections.rules import InspectionState, RevisionStatus

_EXISTS = select(Inspection.id).where(Inspection.id == bindparam("wanted"))


@dataclass(frozen=True)
class PhotosOfDevice:
    """How many photos of a phone's records are awaited, and when the last one came."""

    awaited: int = 0
    stored_ms: int | None = None


def by_id(inspection_id: str) -> Inspection | None:
    """A record; asking whether it exists first spares a new one most of the price."""
    asked = {"wanted": inspection_id}
    if db.session.connection().execute(_EXISTS, asked).scalar() is None:
        return None
    return db.session.get(Inspection, inspection_id)


def revision(inspection_id: str, rev: int, sha256: str) -> Revision | None:
    """The revision with exactly these bytes."""
    return db.session.scalars(
        select(Revision).where(
            Revision.inspection_id == inspection_id,
            Revision.rev == rev,
            Revision.sha256 == sha256,
        )
    ).one_or_none()


def revisions_of(inspection_id: str) -> list[Revision]:
    """Every revision and side branch of a record, in the order of arrival."""
    return list(
        db.session.scalars(
            select(Revision)
            .where(Revision.inspection_id == inspection_id)
            .order_by(Revision.log_index)
        )
    )


def receipts_of(
    inspection_ids: Collection[str], *, person_id: int
) -> list[tuple[str, int, str, bytes]]:
    """Id, revision, hash and receipt of every revision of those records that are this person's."""
    rows = db.session.execute(
        select(Revision.inspection_id, Revision.rev, Revision.sha256, Revision.receipt)
        .join(Inspection, Inspection.id == Revision.inspection_id)
        .where(Inspection.id.in_(inspection_ids), Inspection.person_id == person_id)
    )
    return [(row.inspection_id, row.rev, row.sha256, row.receipt) for row in rows]


def photos_by_device() -> dict[str, PhotosOfDevice]:
    """How the photos stand that each phone's records name."""
    awaited = Photo.state.in_((PhotoState.EXPECTED, PhotoState.PARTIAL))
    rows = db.session.execute(
        select(
            Inspection.device_id,
            func.count().filter(awaited).label("awaited"),
            func.max(Photo.stored_ms).label("stored_ms"),
        )
        .join(Photo, Photo.inspection_id == Inspection.id)
        .group_by(Inspection.device_id)
    )
    return {row.device_id: PhotosOfDevice(row.awaited, row.stored_ms) for row in rows}


def inspection(inspection_id: str) -> Inspection | None:
    """A record with its people, for its page."""
    return db.session.scalars(
        select(Inspection)
        .options(
            joinedload(Inspection.person),
            joinedload(Inspection.partner),
            joinedload(Inspection.squadron),
        )
        .where(Inspection.id == inspection_id)
    ).one_or_none()


def awaiting_review(limit: int) -> list[Inspection]:
    """Submitted records, the longest waiting first: a supervisor works the queue from the front."""
    return list(
        db.session.scalars(
            select(Inspection)
            .options(joinedload(Inspection.squadron), joinedload(Inspection.person))
            .where(Inspection.state == InspectionState.SUBMITTED)
            .order_by(Inspection.submitted_ms, Inspection.id)
            .limit(limit)
        )
    )


def newest_first(
    *, state: InspectionState | None, branched: bool, before: tuple[int, str] | None, limit: int
) -> list[Inspection]:
    """Records of every state, by when their first revision came.

    Args:
        state: only records that stand there.
        branched: only records of which a different version is stored.
        before: `received_ms` and id of the last record of the page before.
    """
    query = select(Inspection).options(
        joinedload(Inspection.squadron), joinedload(Inspection.person)
    )
    if state is not None:
        query = query.where(Inspection.state == state)
    if branched:
        query = query.where(Inspection.id.in_(_is_branch()))
    if before is not None:
        query = query.where(tuple_(Inspection.received_ms, Inspection.id) < before)
    order = (Inspection.received_ms.desc(), Inspection.id.desc())
    return list(db.session.scalars(query.order_by(*order).limit(limit)))


def branched(inspection_ids: Sequence[str]) -> set[str]:
    """Those of these records of which a different version is stored."""
    return set(db.session.scalars(_is_branch().where(Revision.inspection_id.in_(inspection_ids))))


def _is_branch() -> Select[str]:
    return (
        select(Revision.inspection_id)
        .join(Inspection, Inspection.id == Revision.inspection_id)
        .where(
            Revision.status == RevisionStatus.CONFLICT_STORED,
            Revision.sha256 != Inspection.head_sha256,
        )
    )
