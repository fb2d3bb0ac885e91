"""Which zone a fix lies in, how surely, and whether that zone is open then.

The same engine as `static/src/domain/zones.ts`; both answer `tests/vectors/zone-*.json` and
neither may change alone. Zones are a few metres wide and phones err by more, so the usual honest
answer is `uncertain` with the likeliest zone first, and a bad fix never makes a violation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Any, Protocol

from app.zones.geometry import Box, Plane, Ring, box_of, chance_inside, edge_distance
from app.zones.hours import Span, closing, minute_of_day, open_until, spans

__all__ = ["Fix", "Place", "Verdict", "Zones", "judge", "open_until", "read_snapshot"]

ENGINE = 1

# Browsers disagree whether accuracy is the 68 % or the 95 % radius: this is the safe reading.
_SIGMAS_IN_ACCURACY = 1.5
_LEAST_SIGMA_M = 0.5
_INSIDE_FROM = 0.95
_OUTSIDE_UP_TO = 0.005
# Beyond 4 σ lies exp(-8) = 0.03 % of a fix: such a zone holds 0 permille unreckoned.
_REACH_SIGMAS = 4.0


class Place(StrEnum):
    """Where a fix lies; `unknown` when there is no fix, or no zone to compare it with."""

    INSIDE = "inside"
    UNCERTAIN = "uncertain"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class Fix(Protocol):
    """What the engine reads of a fix: WGS-84 degrees × 10⁷ and the reported accuracy in cm."""

    @property
    def lat_e7(self) -> int: ...
    @property
    def lon_e7(self) -> int: ...
    @property
    def acc_cm(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shape:
    """One zone made ready for judging: rings and box in degrees, hours in minutes of the day."""

    code: str
    version: int
    spans: tuple[Span, ...]
    rings: tuple[Ring, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Zones:
    """A zones snapshot made ready for judging."""

    version: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer for a fix and an instant (docs/protocol.md §3.2)."""

    zones_version: str
    place: Place
    open: bool | None = None
    zone: str | None = None
    zone_version: int | None = None
    distance_cm: int | None = None
    probability_permille: int | None = None
    engine: int = ENGINE

    def as_wire(self) -> dict[str, object]:
        """The verdict as sealed: what is not known is absent, for sealed JSON has no null."""
        every = {name: getattr(self, name) for name in Verdict.__slots__}
        every["place"] = self.place.value
        return {name: value for name, value in every.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Sighting:
    """One zone as seen from the fix."""

    shape: Shape
    open: bool
    distance_m: float
    probability: float

    @property
    def distance_cm(self) -> int:
        return _nearest_int(self.distance_m * 100)

    @property
    def permille(self) -> int:
        return _nearest_int(self.probability * 1000)

    def may_hold(self, accuracy_m: float) -> bool:
        """Whether `outside` would claim too much: likely enough, or the accuracy disc touches."""
        return self.probability > _OUTSIDE_UP_TO or self.distance_m <= accuracy_m

    @property
    def likelihood(self) -> tuple[int, bool, int, str]:
        return (-self.permille, not self.open, self.distance_cm, self.shape.code)

    @property
    def nearness(self) -> tuple[int, bool, str]:
        return (self.distance_cm, not self.open, self.shape.code)


def read_snapshot(snapshot: Mapping[str, Any]) -> Zones:
    """Make a zones snapshot (docs/protocol.md §3.1) ready for judging; worth keeping."""
    return Zones(snapshot["version"], tuple(_shape(zone) for zone in snapshot["zones"]))


def judge(zones: Zones, fix: Fix | None, at_ms: int) -> Verdict:
    """Where the fix lies among the zones, and whether the zone it names is open at `at_ms`.

    `inside` from 95 %; `outside` when every zone holds at most 0.5 % of the fix and its accuracy
    disc touches none; else `uncertain`. Latitude 0, longitude 0 is what broken receivers say:
    no fix. Unless outside, the likeliest zone is named (permille, then open before closed, then
    distance, then code); when outside, the nearest (open before closed at equal distance).
    """
    if fix is None or not zones.shapes or (fix.lat_e7 == 0 and fix.lon_e7 == 0):
        return Verdict(zones_version=zones.version, place=Place.UNKNOWN)
    accuracy_m = fix.acc_cm / 100
    seen = _sightings(zones, fix, at_ms, max(accuracy_m / _SIGMAS_IN_ACCURACY, _LEAST_SIGMA_M))
    held = [sighting for sighting in seen if sighting.may_hold(accuracy_m)]
    if held:
        best = min(held, key=lambda sighting: sighting.likelihood)
        place = Place.INSIDE if best.probability >= _INSIDE_FROM else Place.UNCERTAIN
    else:
        best = min(seen, key=lambda sighting: sighting.nearness)
        place = Place.OUTSIDE
    return Verdict(
        zones_version=zones.version,
        place=place,
        open=best.open,
        zone=best.shape.code,
        zone_version=best.shape.version,
        distance_cm=best.distance_cm,
        probability_permille=best.permille,
    )


def _sightings(zones: Zones, fix: Fix, at_ms: int, sigma: float) -> list[_Sighting]:
    """Every zone that the verdict may name, by what can be nearest first; the rest cost a box."""
    plane, minute = Plane(fix.lat_e7 / 1e7, fix.lon_e7 / 1e7), minute_of_day(at_ms)
    reach = sigma * _REACH_SIGMAS
    bounds = [(plane.metres_to(shape.box), shape) for shape in zones.shapes]
    bounds.sort(key=itemgetter(0))
    seen: list[_Sighting] = []
    nearest = math.inf
    for bound, shape in bounds:
        # A centimetre more, for distances are compared in whole centimetres.
        if bound > max(reach, nearest + 0.01):
            break
        rings = plane.spread(shape.rings)
        distance = edge_distance(rings)
        chance = chance_inside(rings, sigma) if bound <= reach else 0.0
        is_open = closing(shape.spans, minute) is not None
        seen.append(_Sighting(shape, is_open, distance, chance))
        nearest = min(nearest, distance)
    return seen


def _shape(zone: Mapping[str, Any]) -> Shape:
    geometry = zone["geometry"]
    many = geometry["type"] == "MultiPolygon"
    polygons = geometry["coordinates"] if many else [geometry["coordinates"]]
    rings = tuple(
        (-1 if index else 1, tuple((float(point[0]), float(point[1])) for point in ring))
        for polygon in polygons
        for index, ring in enumerate(polygon)
    )
    return Shape(zone["code"], zone["version"], spans(zone["hours"]), rings, box_of(rings))


def _nearest_int(value: float) -> int:
    # Not round(): it goes to the even neighbour, Math.round does not.
    return math.floor(value + 0.5)
