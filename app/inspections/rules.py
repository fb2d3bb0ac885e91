"""What is pure about inspections: their states, and what is odd about a sealed record."""

from enum import StrEnum

MAX_SEALED_BYTES = 64 * 1024
CLOCK_SKEW_MS = 120_000
POOR_ACCURACY_CM = 5_000
STALE_FIX_MS = 15_000


class InspectionState(StrEnum):
    """Where a record stands at the desk (domain.md §2.3)."""

    SUBMITTED = "submitted"  # 待审核
    APPROVED = "approved"  # 通过


class RevisionStatus(StrEnum):
    """How a sealed revision was taken in; both are kept for ever."""

    ACCEPTED = "accepted"
    CONFLICT_STORED = "conflict_stored"


class Place(StrEnum):
    """What the phone's zone engine said (app/zones/rules.py)."""

    INSIDE = "inside"
    UNCERTAIN = "uncertain"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


ORDERED = "ordered"
OFFICERS_FOR_AN_ORDER = 2


def officers_suffice(outcome: str, certified: int) -> bool:
    """An order to correct takes two certified officers (Administrative Penalty Law art. 42)."""
    return outcome != ORDERED or certified >= OFFICERS_FOR_AN_ORDER


def status_of_new(rev: int, head_rev: int | None) -> RevisionStatus:
    """How a revision that was never seen before is taken in."""
    first = head_rev is None and rev == 1
    return RevisionStatus.ACCEPTED if first else RevisionStatus.CONFLICT_STORED


def clock_flags(offset_ms: int | None) -> list[str]:
    """Whether the phone's clock disagreed with the server's when they last met."""
    if offset_ms is None:
        return ["clock_unchecked"]
    return ["clock_skew"] if abs(offset_ms) > CLOCK_SKEW_MS else []


def position_flags(*, accuracy_cm: int | None, age_ms: int | None) -> list[str]:
    """What is weak about the position; weakness is shown, never hidden (sync.md B8, B9)."""
    if accuracy_cm is None or age_ms is None:
        return ["position_missing"]
    flags = []
    if accuracy_cm > POOR_ACCURACY_CM:
        flags.append("position_poor")
    if abs(age_ms) > STALE_FIX_MS:
        flags.append("position_stale")
    return flags
