"""What is pure about inspections: their states, and what is odd about a sealed record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MAX_SEALED_BYTES = 64 * 1024
CLOCK_SKEW_MS = 120_000
POOR_ACCURACY_CM = 5_000
STALE_FIX_MS = 15_000


class InspectionState(StrEnum):
    """Where a record stands at the desk (domain.md §2.3)."""

    SUBMITTED = "submitted"  # 待审核
    APPROVED = "approved"  # 通过
    RETURNED = "returned"  # 退回补正


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


def partner(officers: Sequence[str], certificates: Mapping[int, bool]) -> int | None:
    """The second officer, when there is one whom we know and who is not the first.

    Args:
        certificates: the people whom we know, and whether each holds a certificate.
    """
    second = int(officers[1]) if len(officers) > 1 else None
    return second if second in certificates and second != int(officers[0]) else None


def people_flags(
    officers: Sequence[str], outcome: str, certificates: Mapping[int, bool]
) -> list[str]:
    """What is odd about who was at the scene; `certificates` as for `partner`."""
    second = partner(officers, certificates)
    flags = ["partner_unknown"] if len(officers) > 1 and second is None else []
    at_scene = {int(officers[0])} if second is None else {int(officers[0]), second}
    certified = sum(certificates.get(each, False) for each in at_scene)
    return flags if officers_suffice(outcome, certified) else [*flags, "officers_insufficient"]


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What a revision that was never seen before says of its place among the others."""

    rev: int
    corrects: tuple[int, str] | None
    if_match: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """The revision that the desk looks at, and where the record stands."""

    rev: int
    sha256: str
    state: InspectionState


def status_of_new(arrival: Arrival, head: Head | None) -> RevisionStatus:
    """How a revision that was never seen before is taken in (docs/protocol.md §3.4).

    Accepted is the first one, and the next one of a returned record that was made on its head.
    Everything else is kept as a branch beside the head.
    """
    if head is None:
        fits = arrival.rev == 1
    else:
        fits = (
            head.state is InspectionState.RETURNED
            and arrival.rev == head.rev + 1
            and arrival.corrects == (head.rev, head.sha256)
            and arrival.if_match == head.sha256
        )
    return RevisionStatus.ACCEPTED if fits else RevisionStatus.CONFLICT_STORED


def officers_flags(before: Collection[str], after: Collection[str]) -> list[str]:
    """Whether a correction names other people than the revision it corrects."""
    return ["officers_changed"] if set(before) != set(after) else []


def correction_flags(before: Collection[str], after: Collection[str]) -> list[str]:
    """Whether a correction stopped naming a photo: struck-out ones must stay named."""
    return ["photo_removed"] if set(before) - set(after) else []


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
