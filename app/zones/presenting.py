"""Saying zones in words."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from app.zones.geometry import Plane
from app.zones.models import ZoneKind
from app.zones.planning import Difference


def kind_name(kind: ZoneKind) -> str:
    """When zones of this kind trade."""
    return {ZoneKind.DAY: _("day zone"), ZoneKind.NIGHT: _("night market")}[kind]


def hours_text(hours: Sequence[Mapping[str, str]]) -> str:
    """The daily spans, such as 06:00–18:30."""
    return ", ".join(f"{span['open']}–{span['close']}" for span in hours)


def outline_text(geometry: Mapping[str, Any]) -> str:
    """How many points an outline has, and how large it is."""
    rings = _rings(geometry)
    plane = Plane(rings[0][0][1], rings[0][0][0])
    spread = plane.spread([(1, tuple((p[0], p[1]) for p in ring)) for ring in rings])
    # A polygon's first ring is its outline, the others are holes.
    signs = chain.from_iterable([1] + [-1] * (len(polygon) - 1) for polygon in _polygons(geometry))
    area = sum(sign * _area(points) for sign, (_sign, points) in zip(signs, spread, strict=True))
    points = sum(len(ring) - 1 for ring in rings)
    return _("%(points)s corners, %(area)s m²", points=points, area=round(area))


def part_name(part: str) -> str:
    """What a column of the file is called on the page."""
    return {
        "demo": _("Approval"),
        "name": _("Zone name"),
        "location_text": _("Location"),
        "hours": _("Hours"),
        "capacity": _("Stalls"),
        "goods": _("Goods"),
        "geometry": _("Outline"),
    }[part]


def sides(difference: Difference) -> tuple[str, str]:
    """A difference in words: before and after."""
    old, new = difference.old, difference.new
    if difference.part == "geometry" and outline_text(old) == outline_text(new):
        return outline_text(old), _("other corners, about the same area")
    return _value(difference.part, old), _value(difference.part, new)


def _value(part: str, value: Any) -> str:
    if part == "hours":
        return hours_text(value)
    if part == "geometry":
        return outline_text(value)
    if part == "demo":
        return _("sample, not approved") if value else _("approved by the bureau")
    return str(value) if value != "" else _("none")


def _polygons(geometry: Mapping[str, Any]) -> list[Any]:
    many = geometry["type"] == "MultiPolygon"
    return list(geometry["coordinates"]) if many else [geometry["coordinates"]]


def _rings(geometry: Mapping[str, Any]) -> list[Any]:
    return list(chain.from_iterable(_polygons(geometry)))


def _area(points: Sequence[tuple[float, float]]) -> float:
    """Square metres within a closed ring, by the shoelace formula."""
    following = [*points[1:], points[0]]
    twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(points, following, strict=True))
    return abs(twice) / 2
