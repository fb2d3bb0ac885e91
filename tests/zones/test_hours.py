"""Opening hours: each second of the day belongs to exactly one answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.zones.rules import open_until
from tests.zones import oracle

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "zone-hours.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['what']} {case['at']}")
def test_a_zone_is_open_until_the_hour_it_states(case: dict[str, Any]) -> None:
    assert open_until(case["hours"], case["at_ms"]) == case.get("until")


def test_hours_agree_with_the_clock_on_the_wall_for_every_minute_of_two_days() -> None:
    hours = [{"open": "06:00", "close": "09:30"}, {"open": "18:00", "close": "02:00"}]
    start = 1_790_000_000_000 // 60_000 * 60_000

    for minute in range(2 * 24 * 60):
        at_ms = start + minute * 60_000
        assert (open_until(hours, at_ms) is not None) == oracle.is_open(hours, at_ms)
