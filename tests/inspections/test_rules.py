"""What is pure about inspections."""

from dataclasses import replace
from typing import Any

import pytest

from app.inspections import rules
from app.inspections.rules import Arrival, Head, InspectionState, RevisionStatus

HEAD = Head(rev=1, sha256="aa", state=InspectionState.RETURNED)
FITTING = Arrival(rev=2, corrects=(1, "aa"), if_match="aa")


@pytest.mark.parametrize(
    ("arrival", "head", "status"),
    [
        ({"rev": 1}, None, RevisionStatus.ACCEPTED),
        ({}, None, RevisionStatus.CONFLICT_STORED),
        ({}, {}, RevisionStatus.ACCEPTED),
        ({}, {"state": InspectionState.SUBMITTED}, RevisionStatus.CONFLICT_STORED),
        ({}, {"state": InspectionState.APPROVED}, RevisionStatus.CONFLICT_STORED),
        ({}, {"sha256": "bb"}, RevisionStatus.CONFLICT_STORED),
        ({}, {"rev": 2}, RevisionStatus.CONFLICT_STORED),
        ({"rev": 1}, {}, RevisionStatus.CONFLICT_STORED),
        ({"rev": 3}, {}, RevisionStatus.CONFLICT_STORED),
        ({"corrects": None}, {}, RevisionStatus.CONFLICT_STORED),
        ({"corrects": (1, "bb")}, {}, RevisionStatus.CONFLICT_STORED),
        ({"corrects": (2, "aa")}, {}, RevisionStatus.CONFLICT_STORED),
        ({"if_match": ""}, {}, RevisionStatus.CONFLICT_STORED),
        ({"if_match": "bb"}, {}, RevisionStatus.CONFLICT_STORED),
    ],
)
def test_accepted_is_the_first_revision_and_the_fitting_correction_of_a_returned_one(
    arrival: dict[str, Any], head: dict[str, Any] | None, status: RevisionStatus
) -> None:
    before = None if head is None else replace(HEAD, **head)

    assert rules.status_of_new(replace(FITTING, **arrival), before) is status


@pytest.mark.parametrize(
    ("before", "after", "flags"),
    [
        (["a"], ["a"], []),
        (["a"], ["a", "b"], []),
        ([], ["b"], []),
        (["a", "b"], ["b"], ["photo_removed"]),
        (["a"], [], ["photo_removed"]),
    ],
)
def test_a_photo_that_a_correction_stops_naming_is_flagged(
    before: list[str], after: list[str], flags: list[str]
) -> None:
    assert rules.correction_flags(before, after) == flags


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


CERTIFIED, HELPER, GONE = "12", "15", "99"
KNOWN = {12: True, 15: False, 16: True}


@pytest.mark.parametrize(
    ("officers", "partner"),
    [
        ([CERTIFIED], None),
        ([CERTIFIED, HELPER], 15),
        ([CERTIFIED, GONE], None),
        (["12", "12"], None),
    ],
)
def test_the_partner_is_somebody_else_whom_we_know(
    officers: list[str], partner: int | None
) -> None:
    assert rules.partner(officers, KNOWN) == partner


@pytest.mark.parametrize(
    ("officers", "outcome", "flags"),
    [
        ([CERTIFIED], "persuaded_corrected", []),
        ([CERTIFIED, GONE], "persuaded_corrected", ["partner_unknown"]),
        ([CERTIFIED, "16"], "ordered", []),
        ([CERTIFIED, HELPER], "ordered", ["officers_insufficient"]),
        ([CERTIFIED], "ordered", ["officers_insufficient"]),
        ([CERTIFIED, GONE], "ordered", ["partner_unknown", "officers_insufficient"]),
    ],
)
def test_an_order_takes_two_certified_officers_whom_we_know(
    officers: list[str], outcome: str, flags: list[str]
) -> None:
    assert rules.people_flags(officers, outcome, KNOWN) == flags
