"""A file of zones is believed only when every row is right; each fault is named with its row."""

import json
import math
from typing import Any

import pytest

from app.zones.importing import DEMO_ZONES, read_geojson
from app.zones.problems import ZonesRefused
from tests.zones.files import STRIP, collection, feature


def faults(text: str, *, demo: bool = False) -> list[tuple[int, str]]:
    with pytest.raises(ZonesRefused) as refused:
        read_geojson(text, demo=demo)
    return [(error.row, error.code) for error in refused.value.errors]


def shifted(east: float, north: float) -> list[list[float]]:
    return [[lon + east, lat + north] for lon, lat in STRIP]


def test_the_demo_zones_are_13_by_day_and_30_by_night_and_all_marked() -> None:
    drafts = read_geojson(DEMO_ZONES.read_text("utf-8"), demo=True)

    assert [draft.kind for draft in drafts] == ["day"] * 13 + ["night"] * 30
    assert all(draft.demo for draft in drafts)


def test_a_demo_zone_never_slips_in_as_a_real_one() -> None:
    assert faults(collection(feature(demo=True))) == [(1, "demo")]


def test_hours_may_be_two_columns_or_a_list() -> None:
    spans = [{"open": "06:00", "close": "09:00"}, {"open": "20:00", "close": "01:00"}]

    one, several = read_geojson(collection(feature("D01"), feature("D02", hours=spans)), demo=False)

    assert one.hours == [{"open": "06:00", "close": "18:30"}]
    assert several.hours == spans


def test_altitude_is_left_out_and_the_rest_kept_to_the_digit() -> None:
    ring = [[lon + 0.0000001, lat, 96.5] for lon, lat in STRIP]

    (draft,) = read_geojson(collection(feature(ring=ring)), demo=False)

    assert draft.geometry["coordinates"][0][0] == [113.4000001, 35.1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "not_json"),
        ("[]", "not_geojson"),
        ('{"type": "Feature"}', "not_geojson"),
        ('{"type": "FeatureCollection", "features": {}}', "not_geojson"),
        (collection(), "row_count"),
        (collection(*[1] * 1001), "row_count"),
        (collection(feature()) + " " * 2_900_000, "file_too_large"),
        (collection(feature(), crs={"properties": {"name": "EPSG:3857"}}), "crs"),
    ],
    ids=lambda value: value[:60],
)
def test_a_file_that_is_no_list_of_zones_is_refused_as_a_whole(text: str, fault: str) -> None:
    assert faults(text) == [(0, fault)]


def test_the_old_way_of_naming_wgs84_is_taken() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert read_geojson(collection(feature(), crs=crs), demo=False)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (1, "invalid"),
        ({"type": "Feature"}, "missing"),
        (feature(code=None), "missing"),
        (feature("d 1"), "invalid"),
        (feature(kind="evening"), "invalid"),
        (feature(name=""), "invalid"),
        (feature(capacity=-1), "invalid"),
        (feature(capacity="28"), "invalid"),
        (feature(open=None), "missing"),
        (feature(open="6:00"), "hours_invalid"),
        (feature(open="24:00"), "hours_invalid"),
        (feature(close="24:30"), "hours_invalid"),
        (feature(hours=[]), "hours_invalid"),
        (feature(open="06:00", close="06:00"), "hours_empty"),
        (feature() | {"geometry": None}, "invalid"),
        (feature() | {"geometry": {"type": "Point", "coordinates": [113.4, 35.1]}}, "invalid"),
        (feature(ring=[[113.4, "35.1"]] * 4), "invalid"),
        (feature(ring=[[113.4]] * 4), "invalid"),
        (feature(ring=[]), "ring_short"),
        (feature(ring=STRIP[:2] + STRIP[:1]), "ring_short"),
        (feature(ring=STRIP[:-1]), "ring_open"),
        (feature(ring=[STRIP[0]] * 2_001), "too_many_points"),
        (feature(ring=[STRIP[0]] * 5), "no_area"),
        (feature(ring=[STRIP[0], STRIP[1], STRIP[0], STRIP[0]]), "no_area"),
        (feature(ring=[STRIP[i] for i in (0, 1, 3, 2)] + STRIP[:1]), "invalid_outline"),
        (feature(ring=[[lat, lon] for lon, lat in STRIP]), "swapped"),
        (feature(ring=shifted(1, 0)), "too_far"),
        (feature(ring=shifted(0, -0.6)), "too_far"),
        (feature(ring=[[0, 0]] * 4), "too_far"),
        (feature(ring=shifted(0, 100)), "not_on_earth"),
        (feature(ring=[[1e308, 1e308]] * 4), "not_on_earth"),
    ],
    ids=lambda value: json.dumps(value)[:70],
)
def test_a_faulty_row_is_named_with_its_fault(row: Any, fault: str) -> None:
    assert faults(collection(feature("D07"), row)) in ([(2, fault)], [(2, fault)] * 2)


def test_a_bow_tie_is_refused_though_it_encloses_much() -> None:
    bow_tie = [
        [113.40, 35.10],
        [113.41, 35.11],
        [113.41, 35.10],
        [113.40, 35.1111],
        [113.40, 35.10],
    ]

    assert faults(collection(feature(ring=bow_tie))) == [(1, "invalid_outline")]


def test_parts_of_one_zone_must_not_overlap() -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[STRIP], [shifted(0.0001, 0.00003)]]}

    assert faults(collection(feature() | {"geometry": parts})) == [(1, "invalid_outline")]


@pytest.mark.parametrize(
    ("spans", "fine"),
    [
        ("06:00-09:00 09:30-12:00", True),
        ("20:00-02:00 06:00-12:00", True),
        ("00:00-24:00", True),
        ("06:00-09:00 09:00-12:00", False),
        ("06:00-10:00 09:00-12:00", False),
        ("20:00-07:00 06:00-12:00", False),
        ("20:00-06:00 06:00-12:00", False),
        ("00:00-24:00 06:00-12:00", False),
    ],
)
def test_spans_of_one_day_lie_apart(spans: str, fine: bool) -> None:
    hours = [dict(zip(("open", "close"), span.split("-"), strict=True)) for span in spans.split()]
    text = collection(feature(hours=hours))

    if fine:
        assert read_geojson(text, demo=False)
    else:
        assert faults(text) == [(1, "hours_overlap")]


def test_a_code_appears_once() -> None:
    assert faults(collection(feature("D01"), feature("D02"), feature("D01"))) == [
        (1, "duplicate"),
        (3, "duplicate"),
    ]


def test_every_fault_of_every_row_is_named_at_once() -> None:
    text = collection(
        feature("D01", open="6", capacity=-1), feature("D02"), feature("D03", ring=STRIP[:-1])
    )

    assert faults(text) == [(1, "hours_invalid"), (1, "invalid"), (3, "ring_open")]


@pytest.mark.parametrize(("kilometres", "fine"), [(59.5, True), (60.5, False)])
def test_zones_lie_within_60_km_of_the_county_seat(kilometres: float, fine: bool) -> None:
    east = kilometres / (111.32 * math.cos(math.radians(35.1)))
    text = collection(feature(ring=shifted(east - 0.0005 if fine else east, 0)))

    if fine:
        assert read_geojson(text, demo=False)
    else:
        assert faults(text) == [(1, "too_far")]
