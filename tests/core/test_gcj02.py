"""The shift of Chinese maps, against published vectors (brief/domain.md §5)."""

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from app.core.gcj02 import from_gcj02, to_gcj02

COUNTY = {"lat": st.floats(34.9, 35.2), "lon": st.floats(113.1, 113.7)}


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((39.915, 116.404), (39.91640428150164, 116.41024449916938)),
        ((35.10, 113.40), (35.099551, 113.406579)),
    ],
    ids=["Beijing", "Wuzhi"],
)
def test_known_places_are_shifted_as_published(
    wgs: tuple[float, float], gcj: tuple[float, float]
) -> None:
    assert to_gcj02(*wgs) == pytest.approx(gcj, abs=5e-7)


@given(**COUNTY)
def test_in_the_county_the_shift_is_about_600_metres_and_comes_undone(
    lat: float, lon: float
) -> None:
    shifted = to_gcj02(lat, lon)

    assert 550 < geodesic((lat, lon), shifted).meters < 620
    assert geodesic((lat, lon), from_gcj02(*shifted)).meters < 0.01
