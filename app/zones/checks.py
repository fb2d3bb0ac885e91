"""What makes a zone of a well-formed file unfit: its place, its outline, its hours."""

from collections.abc import Iterator
from itertools import chain

from flask_babel import lazy_gettext as _l
from geopy.distance import geodesic
from shapely import Polygon as Area
from shapely.geometry import MultiPolygon as Areas
from shapely.validation import explain_validity

from app.zones.geometry import Plane
from app.zones.hours import minutes
from app.zones.problems import RowError
from app.zones.schemas import Feature, Hours

# The county seat, from memory (domain.md §5); the county reaches about 35 km from it.
_COUNTY_SEAT = (35.10, 113.40)
_FARTHEST_KM = 60
_MOST_POINTS = 2_000
_LEAST_SQUARE_METRES = 1.0


def errors_of(row: int, feature: Feature, *, demo: bool) -> Iterator[RowError]:
    """Every reason against one feature."""
    if feature.properties.demo and not demo:
        yield RowError(row, "demo", _l("the zone is a sample; import it as one (--demo)."))
    yield from _hours_errors(row, feature.properties.hours)
    outline_error = _ring_error(row, feature) or _place_error(row, feature)
    outline_error = outline_error or _area_error(row, feature)
    if outline_error:
        yield outline_error


def _hours_errors(row: int, hours: list[Hours]) -> Iterator[RowError]:
    spans = sorted((minutes(span.open), minutes(span.close)) for span in hours)
    if any(start == end for start, end in spans):
        yield RowError(
            row,
            "hours_empty",
            _l("opening and closing time are equal; write 00:00 to 24:00 for the whole day."),
        )
        return
    ends = [end if end > start else end + 24 * 60 for start, end in spans]
    starts = [start for start, _ in spans[1:]] + [spans[0][0] + 24 * 60]
    if len(spans) > 1 and any(end >= start for end, start in zip(ends, starts, strict=True)):
        yield RowError(row, "hours_overlap", _l("the opening hours overlap or touch; join them."))


def _ring_error(row: int, feature: Feature) -> RowError | None:
    rings = list(chain.from_iterable(feature.geometry.polygons))
    if sum(map(len, rings)) > _MOST_POINTS:
        return RowError(
            row,
            "too_many_points",
            _l("the outline has more than %(most)s points; simplify it.", most=_MOST_POINTS),
        )
    if any(len(ring) < 4 for ring in rings):
        return RowError(row, "ring_short", _l("an outline has fewer than four points."))
    if any(ring[0][:2] != ring[-1][:2] for ring in rings):
        return RowError(
            row, "ring_open", _l("an outline does not end at the point where it begins.")
        )
    return None


def _place_error(row: int, feature: Feature) -> RowError | None:
    for ring in chain.from_iterable(feature.geometry.polygons):
        for lon, lat, *_altitude in ring:
            distance = _km_from_seat(lat, lon)
            if distance is not None and distance <= _FARTHEST_KM:
                continue
            swapped = _km_from_seat(lon, lat)
            if swapped is not None and swapped <= _FARTHEST_KM:
                reason = _l("longitude and latitude are swapped; GeoJSON has longitude first.")
                return RowError(row, "swapped", reason)
            if distance is None:
                reason = _l("a point is not on Earth: %(lon)s, %(lat)s.", lon=lon, lat=lat)
                return RowError(row, "not_on_earth", reason)
            reason = _l(
                "a point is %(distance)s km from the county seat, more than %(most)s km: "
                "%(lon)s, %(lat)s.",
                distance=round(distance),
                most=_FARTHEST_KM,
                lon=lon,
                lat=lat,
            )
            return RowError(row, "too_far", reason)
    return None


def _km_from_seat(lat: float, lon: float) -> float | None:
    """Geodesic kilometres from the county seat; None for what is no place on Earth."""
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    kilometres: float = geodesic(_COUNTY_SEAT, (lat, lon)).km
    return kilometres


def _area_error(row: int, feature: Feature) -> RowError | None:
    areas = _in_metres(feature)
    # The hull first: a line is no crossing outline, and a bow tie is no empty one.
    if areas.convex_hull.area >= _LEAST_SQUARE_METRES and not areas.is_valid:
        return RowError(
            row,
            "invalid_outline",
            _l(
                "the outline crosses itself or its parts overlap (%(detail)s).",
                detail=explain_validity(areas).split("[")[0],
            ),
        )
    if areas.convex_hull.area < _LEAST_SQUARE_METRES or areas.area < _LEAST_SQUARE_METRES:
        return RowError(row, "no_area", _l("the outline encloses less than one square metre."))
    return None


def _in_metres(feature: Feature) -> Areas:
    lon, lat = feature.geometry.polygons[0][0][0][:2]
    plane = Plane(lat, lon)
    parts = []
    for rings in feature.geometry.polygons:
        shell, *holes = (
            points
            for _, points in plane.spread([(1, tuple((p[0], p[1]) for p in r)) for r in rings])
        )
        parts.append(Area(shell, holes))
    return Areas(parts)
