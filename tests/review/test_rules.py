"""Who may decide what, and when."""

import pytest

from app.inspections.rules import InspectionState
from app.review.rules import DecisionKind, Hindrance, hindrance

OPEN: dict[str, object] = {
    "state": InspectionState.SUBMITTED,
    "decision": DecisionKind.APPROVE,
    "officers": frozenset({1, 2}),
    "decider": 3,
    "photos_missing": 0,
    "seen": (1, "aa"),
    "head": (1, "aa"),
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"state": InspectionState.APPROVED}, Hindrance.ALREADY_DECIDED),
        ({"decider": 1}, Hindrance.OWN_RECORD),
        ({"decider": 2}, Hindrance.OWN_RECORD),
        ({"seen": (1, "bb")}, Hindrance.MOVED_ON),
        ({"head": (2, "cc")}, Hindrance.MOVED_ON),
        ({"photos_missing": 1}, Hindrance.PHOTOS_MISSING),
    ],
)
def test_what_stands_in_the_way(change: dict[str, object], expected: Hindrance | None) -> None:
    assert hindrance(**{**OPEN, **change}) == expected  # type: ignore[arg-type]
