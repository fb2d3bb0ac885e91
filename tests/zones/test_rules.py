"""The verdict: the cases that both languages answer, and its promises."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.zones import rules
from app.zones.geometry import Ring, edge_distance
from app.zones.rules import Place, Verdict, judge, read_snapshot
from tests.zones import oracle

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "zone-verdict.json").read_text())
SNAPSHOTS: dict[str, Any] = VECTORS["snapshots"]
ZONES = {name: read_snapshot(snapshot) for name, snapshot in SNAPSHOTS.items()}
NOON = 1_795_147_200_000


@dataclass
class Fix:
    lat_e7: int
    lon_e7: int
    acc_cm: int


def answer(case: dict[str, Any]) -> Verdict:
    fix = Fix(**case["fix"]) if "fix" in case else None
    return judge(ZONES[case["zones"]], fix, case["at_ms"])


def random_fix(dice: random.Random) -> Fix:
    """Somewhere near a random vertex, as GPS would have it."""
    geometry = dice.choice(SNAPSHOTS["demo"]["zones"])["geometry"]
    rings = geometry["coordinates"][0]
    lon, lat = dice.choice(rings[0] if geometry["type"] == "MultiPolygon" else rings)
    spread = dice.choice((0.00002, 0.0002, 0.002))
    return Fix(
        round((lat + dice.gauss(0, spread)) * 1e7),
        round((lon + dice.gauss(0, spread)) * 1e7),
        round(dice.choice((0, 3, 5, 8, 15, 30, 100)) * 100 * dice.uniform(0.8, 1.2)),
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["what"])
def test_the_verdict_is_the_one_both_languages_agreed_on(case: dict[str, Any]) -> None:
    assert answer(case).as_wire() == case["verdict"]


@pytest.mark.parametrize(
    "case",
    [case for case in VECTORS["cases"] if case["verdict"]["place"] != "unknown"],
    ids=lambda case: case["what"],
)
def test_the_agreed_verdicts_are_right(case: dict[str, Any]) -> None:
    agrees(case["verdict"], SNAPSHOTS[case["zones"]], case["fix"], case["at_ms"])


def test_random_fixes_agree_with_the_oracle() -> None:
    dice = random.Random(1123)
    for _ in range(120):
        fix, at_ms = random_fix(dice), NOON + dice.randrange(24 * 60) * 60_000

        verdict = judge(ZONES["demo"], fix, at_ms).as_wire()

        agrees(verdict, SNAPSHOTS["demo"], vars(fix), at_ms)


def agrees(
    verdict: dict[str, Any], snapshot: dict[str, Any], fix: dict[str, int], at_ms: int
) -> None:
    right = oracle.verdict(snapshot, fix, at_ms)
    assert verdict["place"] == right["place"], fix
    if right["distance_m"] > 100_000:
        return  # the plane is flat: from another province it only knows that we are far
    assert (verdict["zone"], verdict["open"]) == (right["zone"], right["open"]), fix
    assert verdict["distance_cm"] == pytest.approx(right["distance_m"] * 100, abs=1, rel=2e-4)
    assert verdict["probability_permille"] == pytest.approx(right["probability"] * 1000, abs=0.51)


def test_a_fix_whose_accuracy_disc_touches_a_zone_is_never_outside() -> None:
    dice = random.Random(5)
    for _ in range(2_000):
        fix = random_fix(dice)

        verdict = judge(ZONES["demo"], fix, NOON)

        distance = verdict.distance_cm
        assert distance is not None
        assert (verdict.place == Place.OUTSIDE) <= (distance >= fix.acc_cm)


@pytest.mark.parametrize("accuracy_cm", [0, 500, 1500])
def test_far_zones_cost_nothing(accuracy_cm: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []

    def counting(rings: list[Ring]) -> float:
        looked_at.append(rings)
        return edge_distance(rings)

    monkeypatch.setattr(rules, "edge_distance", counting)
    dice = random.Random(9)
    for _ in range(200):
        fix = random_fix(dice)
        fix.acc_cm = accuracy_cm
        judge(ZONES["demo"], fix, NOON)

    assert len(looked_at) / 200 < 4  # of 43


def test_the_order_of_the_zones_in_the_snapshot_does_not_matter() -> None:
    backwards = {
        name: read_snapshot({**snapshot, "zones": snapshot["zones"][::-1]})
        for name, snapshot in SNAPSHOTS.items()
    }
    for case in VECTORS["cases"]:
        fix = Fix(**case["fix"]) if "fix" in case else None

        assert judge(backwards[case["zones"]], fix, case["at_ms"]) == answer(case), case["what"]


def test_an_unknown_place_says_nothing_about_zones() -> None:
    assert judge(ZONES["demo"], None, NOON).as_wire() == {
        "engine": 1,
        "zones_version": SNAPSHOTS["demo"]["version"],
        "place": "unknown",
    }
