"""What is pure about facts: their kinds, and when one has an effect on a record."""

from enum import StrEnum

MAX_FACT_BYTES = 64 * 1024


class FactKind(StrEnum):
    """The kinds that this server understands; others are kept all the same."""

    WITHDRAWAL = "withdrawal"
    PHOTO_UNAVAILABLE = "photo_unavailable"
    ACKNOWLEDGEMENT = "acknowledgement"
    SUGGESTION = "suggestion"
    KERB_WALK = "kerb_walk"


class FactStatus(StrEnum):
    """How a fact was taken in; both are kept for ever."""

    ACCEPTED = "accepted"
    CONFLICT_STORED = "conflict_stored"


EFFECTIVE = frozenset({FactKind.WITHDRAWAL, FactKind.PHOTO_UNAVAILABLE})
"""Kinds that change what the desk sees of a record."""


def kind_of(name: str) -> FactKind | None:
    """The kind of this name, or None when we do not know it."""
    return FactKind(name) if name in set(FactKind) else None


def status_of_new(*, id_known: bool) -> FactStatus:
    """How a fact that was never seen before is taken in: an id belongs to its first bytes."""
    return FactStatus.CONFLICT_STORED if id_known else FactStatus.ACCEPTED


def flags(
    kind: FactKind | None, *, names_record: bool, record_owner: int | None, person: int
) -> list[str]:
    """What is odd; a flagged fact is kept and has no effect.

    Args:
        names_record: whether the fact is about a record.
        record_owner: who sealed that record; None when the server has no such record.
        person: who sealed the fact.
    """
    if kind is None:
        return ["kind_unknown"]
    if not names_record:
        return []
    if record_owner is None:
        return ["record_unknown"]
    return [] if record_owner == person or kind not in EFFECTIVE else ["not_own_record"]
