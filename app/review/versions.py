"""Every revision of a record side by side: which is the head, and what differs from what."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.inspections import reading
from app.inspections.models import Inspection, Revision
from app.inspections.rules import RevisionStatus
from app.inspections.schemas import SealedRevision


class Standing(StrEnum):
    """How a revision stands among the others."""

    HEAD = "head"  # decisions are made on it
    EARLIER = "earlier"  # was the head before a correction
    BRANCH = "branch"  # a different version, stored beside the head


class Compared(StrEnum):
    """What is compared between two revisions."""

    TYPE = "type"
    OUTCOME = "outcome"
    NOTE = "note"
    OFFICERS = "officers"
    PHOTOS = "photos"
    STRUCK = "struck"


@dataclass(frozen=True)
class Difference:
    """One thing that two revisions say differently: codes, texts or ids."""

    what: Compared
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Version:
    """A revision, and what it says differently from the one it is compared with."""

    revision: Revision
    sealed: SealedRevision
    standing: Standing
    against: int | None
    differences: list[Difference]


def differences(before: SealedRevision, after: SealedRevision) -> list[Difference]:
    """What the later revision says differently, in the order in which the page shows it."""
    told, tells = _content(before), _content(after)
    return [
        Difference(what, told[what], tells[what]) for what in Compared if told[what] != tells[what]
    ]


def versions_of(record: Inspection, revisions: Sequence[Revision]) -> list[Version]:
    """Every revision in the order of arrival; branches are compared with the head."""
    sealed = {revision.id: reading.parse(revision.sealed_bytes) for revision in revisions}
    head = next(r for r in revisions if (r.rev, r.sha256) == (record.head_rev, record.head_sha256))
    found, before = [], None
    for revision in revisions:
        standing = _standing(revision, head)
        other = head if standing is Standing.BRANCH else before
        found.append(
            Version(
                revision=revision,
                sealed=sealed[revision.id],
                standing=standing,
                against=other.rev if other else None,
                differences=differences(sealed[other.id], sealed[revision.id]) if other else [],
            )
        )
        if standing is not Standing.BRANCH:
            before = revision
    return found


def struck_out(versions: Sequence[Version]) -> dict[str, str]:
    """Why each photo is struck out in the head, by its id: a correction may restore one."""
    return {
        photo.id: photo.reason
        for version in versions
        if version.standing is Standing.HEAD
        for photo in version.sealed.struck
    }


def _standing(revision: Revision, head: Revision) -> Standing:
    if revision.id == head.id:
        return Standing.HEAD
    accepted = revision.status is RevisionStatus.ACCEPTED
    return Standing.EARLIER if accepted else Standing.BRANCH


def _content(sealed: SealedRevision) -> dict[Compared, tuple[str, ...]]:
    return {
        Compared.TYPE: (sealed.type,),
        Compared.OUTCOME: (sealed.outcome,),
        Compared.NOTE: (sealed.note,),
        Compared.OFFICERS: tuple(sealed.officers),
        Compared.PHOTOS: tuple(photo.id for photo in sealed.photos),
        Compared.STRUCK: tuple(photo.id for photo in sealed.struck),
    }
