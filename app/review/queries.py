"""What the desk's pages show, loaded in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.evidence import queries as evidence
from app.evidence.models import Photo
from app.evidence.rules import PhotoState
from app.extensions import db
from app.facts import queries as facts
from app.facts.models import Fact
from app.facts.rules import FactKind
from app.inspections import queries as inspections
from app.inspections.models import Inspection, Revision
from app.inspections.rules import InspectionState
from app.problems import NotFound
from app.review import versions
from app.review.models import Decision
from app.review.versions import Standing, Version
from app.zones import queries as zones
from app.zones.models import ZoneVersion

QUEUE_LIMIT = 100
PAGE_ROWS = 50


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A record in a list: its photos and what is unusual about it."""

    inspection: Inspection
    photos: list[Photo]
    branched: bool
    withdrawn: bool

    @property
    def named(self) -> list[Photo]:
        """The photos that accepted revisions name; those of a different version are only shown."""
        return [photo for photo in self.photos if not photo.on_branch]

    @property
    def stored(self) -> int:
        """How many of them have arrived."""
        return sum(photo.stored for photo in self.named)

    @property
    def missing(self) -> int:
        """How many photos a decision must wait for."""
        waiting = sum(photo.missing for photo in self.photos)
        return (
            waiting
            + self.inspection.photos_named
            - min(self.inspection.photos_named, len(self.named))
        )

    @property
    def count(self) -> int:
        """How many photos there should be: as sealed, even where an id was taken already."""
        return max(self.inspection.photos_named, len(self.named))

    @property
    def holes(self) -> int:
        """How many photos will not come, as their officer declared."""
        return sum(photo.state is PhotoState.UNAVAILABLE for photo in self.photos)

    @property
    def corrected(self) -> bool:
        """Whether the record came back after a return."""
        waits = self.inspection.state is InspectionState.SUBMITTED
        return waits and self.inspection.head_rev > 1


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything the record page shows."""

    item: QueueItem
    versions: list[Version]
    decisions: list[Decision]
    facts: list[Fact]
    zone: ZoneVersion | None

    @property
    def head(self) -> Revision:
        """The revision that decisions are made on."""
        return next(v.revision for v in self.versions if v.standing is Standing.HEAD)

    @property
    def struck(self) -> dict[str, str]:
        """Why photos were struck out, by photo."""
        return versions.struck_out(self.versions)

    @property
    def holes(self) -> dict[str, str]:
        """Why photos will not come, by photo."""
        return {
            fact.photo_id: fact.reason
            for fact in self.facts
            if fact.kind == FactKind.PHOTO_UNAVAILABLE and fact.photo_id
        }

    @property
    def withdrawals(self) -> list[Fact]:
        """The officer's taking the record back."""
        return [fact for fact in self.facts if fact.kind == FactKind.WITHDRAWAL]


@dataclass(frozen=True, kw_only=True)
class RecordsPage:
    """Some records of every state, newest first."""

    items: list[QueueItem]
    older: tuple[int, str] | None


def queue() -> list[QueueItem]:
    """What waits for a decision, the longest waiting first."""
    return _items(inspections.awaiting_review(QUEUE_LIMIT))


def records(
    *, state: InspectionState | None, branched: bool, before: tuple[int, str] | None
) -> RecordsPage:
    """One page of all records; `older` is where the next page begins."""
    found = inspections.newest_first(
        state=state, branched=branched, before=before, limit=PAGE_ROWS + 1
    )
    shown = found[:PAGE_ROWS]
    last = shown[-1] if len(found) > PAGE_ROWS else None
    return RecordsPage(items=_items(shown), older=(last.received_ms, last.id) if last else None)


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
        .order_by(Decision.at_ms, Decision.id)
    )
    code, version = inspection.zone_code, inspection.zone_version
    return Dossier(
        item=_items([inspection])[0],
        versions=versions.versions_of(inspection, inspections.revisions_of(inspection_id)),
        decisions=list(decisions),
        facts=facts.effective(inspection_id),
        zone=zones.zone_version(code, version) if code and version else None,
    )


def _items(found: Sequence[Inspection]) -> list[QueueItem]:
    ids = [inspection.id for inspection in found]
    photos, branched = evidence.photos_of(ids), inspections.branched(ids)
    withdrawn = facts.withdrawn(ids)
    return [
        QueueItem(
            inspection=inspection,
            photos=photos[inspection.id],
            branched=inspection.id in branched,
            withdrawn=inspection.id in withdrawn,
        )
        for inspection in found
    ]
