"""Who may decide what, and when."""

import pytest

from app.inspections.rules import InspectionState
from app.review.rules import (
    DecisionKind,
    Hindrance,
    ReturnFault,
    ReturnReason,
    hindrance,
    next_state,
    return_faults,
)

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
        ({"state": InspectionState.RETURNED}, Hindrance.ALREADY_DECIDED),
        ({"decision": DecisionKind.RETURN}, None),
        ({"decision": DecisionKind.RETURN, "decider": 1}, Hindrance.OWN_RECORD),
        ({"decider": 1}, Hindrance.OWN_RECORD),
        ({"decider": 2}, Hindrance.OWN_RECORD),
        ({"seen": (1, "bb")}, Hindrance.MOVED_ON),
        ({"head": (2, "cc")}, Hindrance.MOVED_ON),
        ({"photos_missing": 1}, Hindrance.PHOTOS_MISSING),
    ],
)
def test_what_stands_in_the_way(change: dict[str, object], expected: Hindrance | None) -> None:
    assert hindrance(**{**OPEN, **change}) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "decision", "expected"),
    [
        (InspectionState.SUBMITTED, DecisionKind.APPROVE, InspectionState.APPROVED),
        (InspectionState.SUBMITTED, DecisionKind.RETURN, InspectionState.RETURNED),
        (InspectionState.APPROVED, DecisionKind.APPROVE, None),
        (InspectionState.APPROVED, DecisionKind.RETURN, None),
        (InspectionState.RETURNED, DecisionKind.APPROVE, None),
        (InspectionState.RETURNED, DecisionKind.RETURN, None),
    ],
)
def test_where_a_decision_leads(
    state: InspectionState, decision: DecisionKind, expected: InspectionState | None
) -> None:
    assert next_state(state, decision) is expected


@pytest.mark.parametrize(
    ("reasons", "text", "faults"),
    [
        ([ReturnReason.TYPE_WRONG], "", []),
        ([ReturnReason.OTHER], "stall sign", []),
        ([], "text alone", [ReturnFault.NO_REASON]),
        ([ReturnReason.OTHER], " \n", [ReturnFault.TEXT_NEEDED]),
        ([ReturnReason.OTHER, ReturnReason.TYPE_WRONG], "", [ReturnFault.TEXT_NEEDED]),
        ([ReturnReason.TYPE_WRONG], "x" * 1000, []),
        ([], "x" * 1001, [ReturnFault.NO_REASON, ReturnFault.TEXT_TOO_LONG]),
    ],
)
def test_what_a_return_lacks(
    reasons: list[ReturnReason], text: str, faults: list[ReturnFault]
) -> None:
    assert return_faults(reasons, text) == faults
