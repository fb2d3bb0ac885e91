"""Sealed facts on the wire (docs/protocol.md §3.6). Unknown members are kept in the bytes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.facts.rules import FactKind
from app.inspections.schemas import Clock, Exact, Sealed, Sha256, Uuid7

Reason = Annotated[str, Field(min_length=1, max_length=1000)]


class SealedFact(Sealed):
    """What every fact says, of whatever kind."""

    fmt: Literal[1]
    kind: Annotated[str, Field(min_length=1, max_length=64)]
    id: Uuid7
    device: Uuid7
    seq: Annotated[int, Field(ge=1, le=2**53 - 1)]
    prev: Sha256
    person: Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
    sealed_ms: Exact
    clock: Clock


class About(Sealed):
    """What a fact is about; the kinds that say nothing of it leave it empty."""

    inspection_id: Uuid7 | None = None
    photo_id: Uuid7 | None = None


class Withdrawal(About):
    """The officer takes a record back; it stays visible."""

    inspection_id: Uuid7
    reason: Reason


class PhotoUnavailable(About):
    """A photo that will not come, and why."""

    inspection_id: Uuid7
    photo_id: Uuid7
    reason: Reason


class Acknowledgement(About):
    """The officer has read a decision."""

    inspection_id: Uuid7
    rev: Annotated[int, Field(ge=1, le=10_000)]


class Suggestion(Sealed):
    """What the officer would do better."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class KerbWalk(Sealed):
    """The edge of a zone, walked along."""

    zone: Annotated[str, Field(min_length=1, max_length=16)]
    points: list[dict[str, Any]]


FORMS: dict[FactKind, type[Sealed]] = {
    FactKind.WITHDRAWAL: Withdrawal,
    FactKind.PHOTO_UNAVAILABLE: PhotoUnavailable,
    FactKind.ACKNOWLEDGEMENT: Acknowledgement,
    FactKind.SUGGESTION: Suggestion,
    FactKind.KERB_WALK: KerbWalk,
}
