"""What is pure about inspections."""

import pytest

from app.inspections import rules
from app.inspections.rules import RevisionStatus


@pytest.mark.parametrize(
    ("rev", "head", "status"),
    [
        (1, None, RevisionStatus.ACCEPTED),
        (2, None, RevisionStatus.CONFLICT_STORED),
        (1, 1, RevisionStatus.CONFLICT_STORED),
        (2, 1, RevisionStatus.CONFLICT_STORED),
    ],
)
def test_only_a_first_revision_is_accepted_as_the_head(
    rev: int, head: int | None, status: RevisionStatus
) -> None:
    assert rules.status_of_new(rev, head) is status


@pytest.mark.parametrize(
    ("offset_ms", "flags"),
    [
        (None, ["clock_unchecked"]),
        (120_000, []),
        (120_001, ["clock_skew"]),
        (-120_001, ["clock_skew"]),
    ],
)
def test_a_clock_two_minutes_off_is_flagged(offset_ms: int | None, flags: list[str]) -> None:
    assert rules.clock_flags(offset_ms) == flags


@pytest.mark.parametrize(
    ("accuracy_cm", "age_ms", "flags"),
    [
        (None, None, ["position_missing"]),
        (5_000, 15_000, []),
        (5_001, 0, ["position_poor"]),
        (900, 15_001, ["position_stale"]),
        (900, -15_001, ["position_stale"]),
        (90_000, 99_000, ["position_poor", "position_stale"]),
    ],
)
def test_a_weak_position_is_shown_not_hidden(
    accuracy_cm: int | None, age_ms: int | None, flags: list[str]
) -> None:
    assert rules.position_flags(accuracy_cm=accuracy_cm, age_ms=age_ms) == flags
