"""Distance to an edge and the probability of being inside, against independent computations."""

import json
import math
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from geopy.distance import geodesic
from shapely import Point, Polygon

from app.zones.geometry import Plane, Ring, chance_inside, edge_distance
from tests.zones import oracle

VECTORS = Path(__file__).parents[1] / "vectors" / "zone-geometry.json"
CASES = json.loads(VECTORS.read_text())["cases"]


def rings_of(coordinates: list[Any]) -> list[Ring]:
    return [
        (-1 if index else 1, tuple((x, y) for x, y in ring))
        for index, ring in enumerate(coordinates)
    ]


def random_star(dice: random.Random) -> list[tuple[float, float]]:
    """A simple polygon around a random centre, with spikes and slivers."""
    count = dice.randint(3, 12)
    turns = sorted(dice.random() for _ in range(count))
    if max(b - a for a, b in pairwise([*turns, turns[0] + 1])) >= 0.5:
        return random_star(dice)
    east, north = dice.uniform(-30, 30), dice.uniform(-30, 30)
    points = [
        (east + reach * math.cos(math.tau * turn), north + reach * math.sin(math.tau * turn))
        for turn, reach in ((turn, dice.choice((1, 8, 60, 400)) * dice.random()) for turn in turns)
    ]
    return [*points, points[0]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_the_probability_and_the_distance_are_exact(case: dict[str, Any]) -> None:
    rings = rings_of(case["rings"])

    assert chance_inside(rings, case["sigma"]) == pytest.approx(case["probability"], abs=1e-9)
    assert edge_distance(rings) == pytest.approx(case["distance"], abs=1e-9)


def test_the_probability_and_distance_of_random_outlines_agree_with_the_oracle() -> None:
    dice = random.Random(20261123)
    for _ in range(150):
        star = random_star(dice)
        sigma = dice.choice((0.5, 2.0, 5.3, 20.0, 66.7))
        area = Polygon(star)

        assert chance_inside(rings_of([star]), sigma) == pytest.approx(
            oracle.probability(area, sigma), abs=2e-7
        ), (star, sigma)
        edge = area.exterior.distance(Point(0, 0))
        expected = -edge if area.contains(Point(0, 0)) else edge
        assert edge_distance(rings_of([star])) == pytest.approx(expected, abs=1e-9)


def test_the_probability_agrees_with_throwing_dice() -> None:
    dice = random.Random(7)
    ring: list[tuple[float, float]] = [
        (-12, -12),
        (52, -12),
        (52, -4),
        (-4, -4),
        (-4, 52),
        (-12, 52),
    ]
    ring.append(ring[0])
    area, sigma, throws = Polygon(ring), 8.0, 40_000

    hits = sum(
        area.contains(Point(dice.gauss(0, sigma), dice.gauss(0, sigma))) for _ in range(throws)
    )

    assert chance_inside(rings_of([ring]), sigma) == pytest.approx(hits / throws, abs=0.01)


def test_the_shares_of_a_tiled_plane_add_up_to_one() -> None:
    edges = [-1000.0, -9.0, -0.0001, 0.3, 4.0, 1000.0]
    tiles = [
        [[west, south], [east, south], [east, north], [west, north], [west, south]]
        for west, east in pairwise(edges)
        for south, north in pairwise(edges)
    ]

    total = sum(chance_inside(rings_of([tile]), 3.0) for tile in tiles)

    assert total == pytest.approx(1, abs=1e-10)


def test_repeated_points_and_tiny_edges_change_nothing() -> None:
    plain = [[-4.0, -70], [4, -70], [4, 70], [-4, 70], [-4, -70]]
    doubled = [[-4.0, -70], [-4, -70], [4, -70], [4, -70 + 1e-9], [4, 70], [-4, 70], [-4, -70]]

    assert chance_inside(rings_of([doubled]), 5) == pytest.approx(
        chance_inside(rings_of([plain]), 5), abs=1e-10
    )
    assert edge_distance(rings_of([doubled])) == edge_distance(rings_of([plain])) == -4


def test_the_plane_measures_what_the_ellipsoid_measures() -> None:
    dice = random.Random(3)
    for _ in range(200):
        lat, lon = dice.uniform(34.95, 35.2), dice.uniform(113.2, 113.65)
        other = (lat + dice.uniform(-0.004, 0.004), lon + dice.uniform(-0.004, 0.004))
        box = (other[1], other[0], other[1], other[0])

        metres = Plane(lat, lon).metres_to(box)

        assert metres == pytest.approx(geodesic((lat, lon), other).m, rel=1e-4, abs=0.001)
