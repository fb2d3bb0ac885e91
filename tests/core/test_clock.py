"""Instants are whole milliseconds since 1970 UTC, and people read them in Beijing time."""

import time
from datetime import timedelta

import pytest

from app.core import clock


def test_now_is_whole_milliseconds_of_the_wall_clock() -> None:
    before = time.time() * 1000

    now = clock.now_ms()

    assert isinstance(now, int)
    assert before - 1 <= now <= time.time() * 1000 + 1


def test_people_read_instants_eight_hours_ahead_of_utc() -> None:
    local = clock.to_local(0)

    assert local.isoformat() == "1970-01-01T08:00:00+08:00"
    assert local.utcoffset() == timedelta(hours=8)


def test_the_evening_in_utc_is_the_next_day_in_wuzhi() -> None:
    new_year_utc_16h = 1_798_732_800_000  # 2026-12-31T16:00:00Z

    assert clock.to_local(new_year_utc_16h).isoformat() == "2027-01-01T00:00:00+08:00"


def test_milliseconds_are_kept() -> None:
    assert clock.to_local(1_790_000_000_123).microsecond == 123_000


@pytest.mark.parametrize("instant", [10**15, -(10**15), 2**53, -(2**53)])
def test_a_phone_whose_clock_is_mad_breaks_no_page(instant: int) -> None:
    assert clock.to_local(instant).year in (1, 9999)
