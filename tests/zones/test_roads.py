"""The road sketch that the zone map is drawn on."""

from typing import Any, cast

from app.zones.roads import roads_snapshot

# West, south, east, north of the county town, generously.
TOWN = (113.36, 35.05, 113.46, 35.14)


def _roads() -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], roads_snapshot()["roads"])


def test_every_road_has_a_name_a_width_and_a_line_in_the_town() -> None:
    west, south, east, north = TOWN

    assert len(_roads()) == 18
    for road in _roads():
        assert road["name"]
        assert road["rank"] in {"main", "side", "lane"}
        assert len(road["line"]) >= 2
        assert all(west < lon < east and south < lat < north for lon, lat in road["line"])


def test_a_sketch_says_that_it_is_one() -> None:
    assert roads_snapshot()["surveyed"] is False
