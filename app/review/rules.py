"""Who may decide what. A decision names the revision it was made on."""

from enum import StrEnum

from app.inspections.rules import InspectionState


class DecisionKind(StrEnum):
    """What a supervisor may decide."""

    APPROVE = "approve"  # 通过


class Hindrance(StrEnum):
    """Why a record cannot be decided now."""

    ALREADY_DECIDED = "already_decided"
    OWN_RECORD = "own_record"
    PHOTOS_MISSING = "photos_missing"
    MOVED_ON = "moved_on"


_MOVES = {(InspectionState.SUBMITTED, DecisionKind.APPROVE): InspectionState.APPROVED}


def next_state(state: InspectionState, decision: DecisionKind) -> InspectionState | None:
    """The state a decision leads to, or None where it is not allowed."""
    return _MOVES.get((state, decision))


def hindrance(
    *,
    state: InspectionState,
    decision: DecisionKind,
    officers: frozenset[int | None],
    decider: int,
    photos_missing: int,
    seen: tuple[int, str],
    head: tuple[int, str],
) -> Hindrance | None:
    """Why this person cannot decide on the revision they saw, or None.

    Nobody decides on a record of their own, as sealer or as partner.
    """
    if next_state(state, decision) is None:
        return Hindrance.ALREADY_DECIDED
    if decider in officers:
        return Hindrance.OWN_RECORD
    if seen != head:
        return Hindrance.MOVED_ON
    return Hindrance.PHOTOS_MISSING if photos_missing else None
