"""What the desk's pages show, loaded in a fixed number of statements."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.evidence import queries as evidence
from app.evidence.models import Photo
from app.extensions import db
from app.inspections import queries as inspections
from app.inspections.models import Inspection, Revision
from app.problems import NotFound
from app.review.models import Decision
from app.zones import queries as zones
from app.zones.models import ZoneVersion

QUEUE_LIMIT = 100


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A record in the queue with its photos."""

    inspection: Inspection
    photos: list[Photo]

    @property
    def stored(self) -> int:
        """How many photos have arrived."""
        return sum(photo.stored for photo in self.photos)

    @property
    def missing(self) -> int:
        """How many of the photos that the record names have not arrived."""
        return max(self.inspection.photos_named, len(self.photos)) - self.stored

    @property
    def named(self) -> int:
        """How many photos there should be."""
        return max(self.inspection.photos_named, len(self.photos))


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the record page shows."""

    item: QueueItem
    revisions: list[Revision]
    decisions: list[Decision]
    zone: ZoneVersion | None

    @property
    def head(self) -> Revision:
        """The revision that decisions are made on."""
        wanted = (self.item.inspection.head_rev, self.item.inspection.head_sha256)
        return next(r for r in self.revisions if (r.rev, r.sha256) == wanted)


def queue() -> list[QueueItem]:
    """What waits for a decision, the oldest first."""
    waiting = inspections.awaiting_review(QUEUE_LIMIT)
    photos = evidence.photos_of([inspection.id for inspection in waiting])
    return [
        QueueItem(inspection=inspection, photos=photos[inspection.id]) for inspection in waiting
    ]


def was_decided_by(number: str, person: Person) -> bool:
    """Whether this person has decided on the record with this number."""
    if not number:
        return False
    found = (
        select(Decision.id)
        .join(Inspection, Inspection.id == Decision.inspection_id)
        .where(Inspection.number == number, Decision.person_id == person.id)
    )
    return db.session.scalars(found.limit(1)).first() is not None


def dossier(inspection_id: str) -> Dossier:
    """One record whole.

    Raises:
        NotFound: there is no such record.
    """
    inspection = inspections.inspection(inspection_id)
    if inspection is None:
        raise NotFound
    decisions = db.session.scalars(
        select(Decision)
        .options(joinedload(Decision.person))
        .where(Decision.inspection_id == inspection_id)
        .order_by(Decision.at_ms)
    )
    photos = evidence.photos_of([inspection_id])[inspection_id]
    code, version = inspection.zone_code, inspection.zone_version
    return Dossier(
        item=QueueItem(inspection=inspection, photos=photos),
        revisions=inspections.revisions_of(inspection_id),
        decisions=list(decisions),
        zone=zones.zone_version(code, version) if code and version else None,
    )
