"""Who may decide what. A decision names the revision it was made on."""

from collections.abc import Collection
from enum import StrEnum

from app.inspections.rules import InspectionState


class DecisionKind(StrEnum):
    """What a supervisor may decide."""

    APPROVE = "approve"  # 通过
    RETURN = "return"  # 退回补正


class ReturnReason(StrEnum):
    """What the officer is asked to correct (docs/protocol.md §3.4)."""

    PHOTO_UNCLEAR = "photo_unclear"  # 照片不清
    OVERVIEW_MISSING = "overview_missing"  # 未见全景
    RECHECK_PHOTO_MISSING = "recheck_photo_missing"  # 缺复查照
    TYPE_WRONG = "type_wrong"  # 类型有误
    POSITION_DOUBTFUL = "position_doubtful"  # 位置存疑
    OTHER = "other"  # needs the text


class ReturnFault(StrEnum):
    """What is missing in a return, or too much."""

    NO_REASON = "no_reason"
    TEXT_NEEDED = "text_needed"
    TEXT_TOO_LONG = "text_too_long"


class Hindrance(StrEnum):
    """Why a record cannot be decided now."""

    ALREADY_DECIDED = "already_decided"
    OWN_RECORD = "own_record"
    PHOTOS_MISSING = "photos_missing"
    MOVED_ON = "moved_on"


MAX_TEXT = 1000
"""Longest text of a return, in characters."""

_MOVES = {
    (InspectionState.SUBMITTED, DecisionKind.APPROVE): InspectionState.APPROVED,
    (InspectionState.SUBMITTED, DecisionKind.RETURN): InspectionState.RETURNED,
}


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


def return_faults(reasons: Collection[ReturnReason], text: str) -> list[ReturnFault]:
    """Why a return with these reasons cannot go out; an officer must see what to do."""
    faults = []
    if not reasons:
        faults.append(ReturnFault.NO_REASON)
    if ReturnReason.OTHER in reasons and not text.strip():
        faults.append(ReturnFault.TEXT_NEEDED)
    if len(text) > MAX_TEXT:
        faults.append(ReturnFault.TEXT_TOO_LONG)
    return faults
