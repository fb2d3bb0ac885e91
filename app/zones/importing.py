"""Reading a file of zones: everything is checked before anything is believed."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from pydantic import ValidationError

from app.zones.checks import errors_of
from app.zones.models import ZoneKind
from app.zones.problems import RowError, ZonesRefused
from app.zones.schemas import Feature

DEMO_ZONES = Path(__file__).parent / "data" / "demo_zones.geojson"

_LARGEST_FILE = 2_900_000  # the confirming form carries it in base64, within MAX_CONTENT_LENGTH
_MOST_ROWS = 1_000
# RFC 7946 §4: GeoJSON is WGS-84. The names that older writers give to just that.
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class ZoneDraft:
    """One checked zone of a file, in the words of the tables."""

    code: str
    kind: ZoneKind
    demo: bool
    name: str
    location_text: str
    hours: list[dict[str, str]]
    capacity: int
    goods: str
    geometry: dict[str, Any]


def read_geojson(text: str, *, demo: bool) -> list[ZoneDraft]:
    """The zones of a GeoJSON FeatureCollection in WGS-84, by code.

    Raises:
        ZonesRefused: with every error of every row.
    """
    rows = _rows(text)
    features: dict[int, Feature] = {}
    errors: list[RowError] = []
    for number, row in enumerate(rows, start=1):
        try:
            features[number] = Feature.model_validate(row)
        except ValidationError as error:
            errors += _shape_errors(number, error)
        else:
            errors += errors_of(number, features[number], demo=demo)
    errors += _duplicates(features)
    if errors:
        raise ZonesRefused(sorted(errors, key=lambda error: error.row))
    drafts = [_draft(feature, demo=demo) for feature in features.values()]
    return sorted(drafts, key=lambda draft: draft.code)


def decode(content: bytes) -> str:
    """The text of a file, with or without a byte order mark.

    Raises:
        ZonesRefused: it is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refuse_file("not_utf8", _l("The file is not UTF-8 text; save it as UTF-8."))


def _rows(text: str) -> list[object]:
    if len(text) > _LARGEST_FILE:
        _refuse_file("file_too_large", _l("The file is larger than 2.9 MB."))
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        _refuse_file("not_json", _l("The file is not readable JSON."))
    rows = data.get("features") if isinstance(data, dict) else None
    if not isinstance(rows, list) or data.get("type") != "FeatureCollection":
        _refuse_file("not_geojson", _l("The file is not a GeoJSON FeatureCollection."))
    if not 1 <= len(rows) <= _MOST_ROWS:
        _refuse_file(
            "row_count", _l("The file must hold between 1 and %(most)s zones.", most=_MOST_ROWS)
        )
    if "crs" in data and not any(name in json.dumps(data["crs"]) for name in _WGS84_NAMES):
        _refuse_file("crs", _l("The file names a coordinate system other than WGS-84."))
    return rows


def _refuse_file(code: str, reason: LazyString) -> NoReturn:
    raise ZonesRefused([RowError(0, code, reason)])


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _shape_errors(row: int, error: ValidationError) -> Iterator[RowError]:
    """One error a column, in plain words; pydantic's own speak to programmers."""
    seen = set()
    for detail in error.errors():
        place = [part for part in detail["loc"] if isinstance(part, str)]
        named = place[1:] if len(place) > 1 and place[0] == "properties" else place
        column = named[0] if named else "feature"
        if column in seen:
            continue
        seen.add(column)
        if detail["type"] == "missing":
            yield RowError(row, "missing", _l("%(column)s is missing.", column=column))
        elif column in ("hours", "open", "close"):
            reason = _l("opening hours must be written like 17:30.")
            yield RowError(row, "hours_invalid", reason)
        else:
            reason = _l("%(column)s has a value that cannot be taken.", column=column)
            yield RowError(row, "invalid", reason)


def _duplicates(features: dict[int, Feature]) -> Iterator[RowError]:
    counts = Counter(feature.properties.code for feature in features.values())
    for row, feature in features.items():
        code = feature.properties.code
        if counts[code] > 1:
            reason = _l("the code %(code)s appears more than once.", code=code)
            yield RowError(row, "duplicate", reason)


def _draft(feature: Feature, *, demo: bool) -> ZoneDraft:
    stated = feature.properties
    return ZoneDraft(
        code=stated.code,
        kind=ZoneKind(stated.kind),
        demo=demo,
        name=stated.name,
        location_text=stated.location_text,
        hours=[span.model_dump() for span in stated.hours],
        capacity=stated.capacity,
        goods=stated.goods,
        geometry={
            "type": feature.geometry.type,
            "coordinates": _without_altitude(feature.geometry.coordinates),
        },
    )


def _without_altitude(coordinates: list[Any]) -> list[Any]:
    if isinstance(coordinates[0], list):
        return [_without_altitude(part) for part in coordinates]
    return coordinates[:2]
