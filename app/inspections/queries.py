"""Reading inspections and their revisions."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.inspections.models import Inspection, Revision
from app.inspections.rules import InspectionState


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
    """Submitted records, the oldest first: a supervisor works the queue from the front."""
    return list(
        db.session.scalars(
            select(Inspection)
            .options(joinedload(Inspection.squadron), joinedload(Inspection.person))
            .where(Inspection.state == InspectionState.SUBMITTED)
            .order_by(Inspection.received_ms, Inspection.id)
            .limit(limit)
        )
    )
