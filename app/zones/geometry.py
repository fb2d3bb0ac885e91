"""Metres around a fix: distance to a zone's edge, and the share of a blurred fix that lies inside.

Pure plane geometry for `app.zones.rules`. A ring is (+1 outline | -1 hole, closed points).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = tuple[int, tuple[Point, ...]]
Box = tuple[float, float, float, float]

# WGS-84: equatorial radius in metres and first eccentricity squared (NIMA TR8350.2).
_EQUATOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.00669437999014

# Beyond 7 σ the Gaussian is below 3e-11 and dropped. Two panels of 20 Gauss-Legendre nodes
# integrate what is left to 1e-12, so that both languages agree far below a permille.
_FAR = 7.0
_NODES = (
    (0.076526521133497338, 0.15275338713072628),
    (0.22778585114164507, 0.14917298647260424),
    (0.37370608871541955, 0.1420961093183824),
    (0.51086700195082713, 0.13168863844917689),
    (0.63605368072651502, 0.11819453196151861),
    (0.7463319064601508, 0.10193011981724071),
    (0.83911697182221878, 0.083276741576704713),
    (0.91223442825132595, 0.06267204833410879),
    (0.96397192727791381, 0.040601429800386446),
    (0.993128599185095, 0.017614007139150893),
)


class Plane:
    """Metres east and north of a place, with the Earth's radii of curvature at its latitude."""

    def __init__(self, lat: float, lon: float) -> None:
        self.lat = lat
        self.lon = lon
        phi = math.radians(lat)
        w = math.sqrt(1 - _ECCENTRICITY_SQUARED * math.sin(phi) ** 2)
        self._east = math.radians(_EQUATOR_M / w) * math.cos(phi)
        self._north = math.radians(_EQUATOR_M * (1 - _ECCENTRICITY_SQUARED) / w**3)

    def metres_to(self, box: Box) -> float:
        """Metres to a box in degrees, 0 within it: nothing inside the box is nearer."""
        west, south, east, north = box
        x = max(west - self.lon, self.lon - east, 0.0) * self._east
        y = max(south - self.lat, self.lat - north, 0.0) * self._north
        return math.sqrt(x * x + y * y)

    def spread(self, rings: Iterable[Ring]) -> list[Ring]:
        """Rings in degrees laid out in metres around this place."""
        return [
            (
                sign,
                tuple(
                    ((lon - self.lon) * self._east, (lat - self.lat) * self._north)
                    for lon, lat in points
                ),
            )
            for sign, points in rings
        ]


def box_of(rings: Iterable[Ring]) -> Box:
    """West, south, east, north of all rings."""
    points = [point for _, ring in rings for point in ring]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)


def edge_distance(rings: Iterable[Ring]) -> float:
    """Metres from the origin to the nearest edge of any ring; negative inside, holes outside."""
    squared, inside = math.inf, False
    for _, points in rings:
        for (ax, ay), (bx, by) in pairwise(points):
            dx, dy = bx - ax, by - ay
            length_squared = dx * dx + dy * dy
            along = -(ax * dx + ay * dy) / length_squared if length_squared else 0.0
            along = min(max(along, 0.0), 1.0)
            x, y = ax + along * dx, ay + along * dy
            squared = min(squared, x * x + y * y)
            if (ay > 0) != (by > 0) and ax - ay * dx / dy > 0:
                inside = not inside
    return -math.sqrt(squared) if inside else math.sqrt(squared)


def chance_inside(rings: Iterable[Ring], sigma: float) -> float:
    """The share of an isotropic Gaussian at the origin, σ per axis, that the rings enclose.

    Exact by the divergence theorem: the density is the divergence of F = r/(2π r²)·(1 - e^(-r²/2)),
    so each edge gives the flux of F through it. Summed over a ring this is Owen's
    Δθ/2π - (T(h, tan θb) - T(h, tan θa)), but the integrand along the edge stays smooth where
    T has its h → 0 limit, for F is smooth at the origin.
    """
    share = sum(sign * abs(_flux(points, sigma)) for sign, points in rings)
    return min(max(share, 0.0), 1.0)


def _flux(points: Sequence[Point], sigma: float) -> float:
    scaled = [(x / sigma, y / sigma) for x, y in points]
    return sum(_edge_flux(*a, *b) for a, b in pairwise(scaled))


def _edge_flux(ax: float, ay: float, bx: float, by: float) -> float:
    dx, dy = bx - ax, by - ay
    length = math.sqrt(dx * dx + dy * dy)
    if length == 0:
        return 0.0
    # The edge is at height h, seen from the origin, and runs from start to end along its line.
    h = (ax * dy - ay * dx) / length
    start = (ax * dx + ay * dy) / length
    end = start + length
    low, high = max(start, -_FAR), min(end, _FAR)
    if abs(h) >= _FAR or low >= high:
        return _turn(h, start, end)
    return _turn(h, start, low) + _near_flux(h, low, high) + _turn(h, high, end)


def _turn(h: float, start: float, end: float) -> float:
    """The flux where the Gaussian is spent: the angle the piece subtends, in whole turns."""
    return math.atan2(h * (end - start), h * h + start * end) / math.tau


def _near_flux(h: float, low: float, high: float) -> float:
    panels = 1 if high - low <= _FAR else 2
    half = (high - low) / panels / 2
    total = 0.0
    for panel in range(panels):
        middle = low + half * (2 * panel + 1)
        for node, weight in _NODES:
            before, after = middle - half * node, middle + half * node
            total += weight * (_pull(h * h + before * before) + _pull(h * h + after * after))
    return h * half * total / math.tau


def _pull(r_squared: float) -> float:
    # (1 - e^(-r²/2)) / r², whose limit at the origin is one half.
    return -math.expm1(-r_squared / 2) / r_squared if r_squared > 0 else 0.5
