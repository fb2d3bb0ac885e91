"""The verdict again, by other means: geodesics, vertical slices and shapely, and no short cuts.

Shares nothing with `app.zones`: vertices are laid out by geographiclib's inverse geodesic, the
probability is integrated over vertical slices with the error function, distance is shapely's.
"""

import math
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]
from numpy.typing import NDArray
from shapely import transform
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_CHINA = ZoneInfo("Asia/Shanghai")


def lay_out(geometry: dict[str, Any], lat: float, lon: float) -> BaseGeometry:
    """The geometry in metres east and north of a place."""

    def metres(places: NDArray[np.float64]) -> NDArray[np.float64]:
        lines = [Geodesic.WGS84.Inverse(lat, lon, y, x) for x, y in places]
        length = np.array([line["s12"] for line in lines])
        azimuth = np.radians([line["azi1"] for line in lines])
        return np.column_stack((length * np.sin(azimuth), length * np.cos(azimuth)))

    return transform(shape(geometry), metres)


def probability(area: BaseGeometry, sigma: float) -> float:
    """The Gaussian share of the area, slice by slice between its vertices' x."""
    polygons = list(getattr(area, "geoms", [area]))
    rings = [list(ring.coords) for p in polygons for ring in (p.exterior, *p.interiors)]
    edges = [edge for ring in rings for edge in pairwise(ring)]
    reach = 9 * sigma
    cuts = {-reach, reach, *np.linspace(-reach, reach, 25)}
    cuts |= {x for ring in rings for x, _ in ring if -reach < x < reach}
    bounds = sorted(cuts)
    total = 0.0
    for west, east in pairwise(bounds):
        half, middle = (east - west) / 2, (east + west) / 2
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            x = middle + half * float(node)
            density = math.exp(-((x / sigma) ** 2) / 2) / (sigma * math.sqrt(math.tau))
            total += half * float(weight) * density * _slice(edges, x, sigma)
    return total


def _slice(edges: list[Any], x: float, sigma: float) -> float:
    heights = sorted(
        ay + (x - ax) * (by - ay) / (bx - ax)
        for (ax, ay), (bx, by) in edges
        if (ax < x) != (bx < x)
    )
    shares = [math.erf(y / (sigma * math.sqrt(2))) / 2 for y in heights]
    return sum(shares[1::2]) - sum(shares[::2])


def is_open(hours: list[dict[str, str]], at_ms: int) -> bool:
    """Whether a zone trades, by text comparison of the local time."""
    now = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(_CHINA).strftime("%H:%M")
    return any(
        span["open"] <= now < span["close"]
        if span["open"] < span["close"]
        else now >= span["open"] or now < span["close"]
        for span in hours
    )


def verdict(snapshot: dict[str, Any], fix: dict[str, int], at_ms: int) -> dict[str, Any]:
    """place, zone, open, distance (m) and probability, looking at every zone in full."""
    lat, lon, accuracy = fix["lat_e7"] / 1e7, fix["lon_e7"] / 1e7, fix["acc_cm"] / 100
    sigma = max(accuracy / 1.5, 0.5)
    seen = []
    for zone in snapshot["zones"]:
        area = lay_out(zone["geometry"], lat, lon)
        here = Point(0, 0)
        edge = area.boundary.distance(here)
        distance = -edge if area.covers(here) else edge
        chance = probability(area, sigma) if distance < 8 * sigma else 0.0
        is_closed = not is_open(zone["hours"], at_ms)
        seen.append((zone["code"], is_closed, distance, chance))
    held = [one for one in seen if one[3] > 0.005 or one[2] <= accuracy]
    if held:
        best = min(held, key=lambda one: (-round(one[3] * 1000), one[1], round(one[2], 2), one[0]))
        place = "inside" if best[3] >= 0.95 else "uncertain"
    else:
        best = min(seen, key=lambda one: (round(one[2], 2), one[1], one[0]))
        place = "outside"
    code, closed, distance, chance = best
    return {
        "place": place,
        "zone": code,
        "open": not closed,
        "distance_m": distance,
        "probability": chance,
    }
