"""Daily opening hours in China time: spans that may run past midnight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Asia/Shanghai has had no daylight saving since 1991: a fixed offset is the whole time zone.
_CHINA_OFFSET_MIN = 8 * 60
_DAY_MIN = 24 * 60

Span = tuple[int, int]


def spans(hours: Iterable[Mapping[str, str]]) -> tuple[Span, ...]:
    """Opening and closing as minutes since midnight; "24:00" is 1440."""
    return tuple((minutes(span["open"]), minutes(span["close"])) for span in hours)


def minutes(hh_mm: str) -> int:
    """Minutes since midnight of an "HH:MM" that was checked on import."""
    return int(hh_mm[:2]) * 60 + int(hh_mm[3:])


def minute_of_day(at_ms: int) -> int:
    """The minute of the day in China at an instant."""
    return (at_ms // 60_000 + _CHINA_OFFSET_MIN) % _DAY_MIN


def closing(hours: Iterable[Span], minute: int) -> int | None:
    """When the span that is open at this minute ends, None when closed.

    Opening is inclusive, closing exclusive; a span that ends before it starts runs past midnight.
    """
    for start, end in hours:
        if start <= minute < end or (end < start and (minute >= start or minute < end)):
            return end
    return None


def open_until(hours: Iterable[Mapping[str, str]], at_ms: int) -> str | None:
    """The "HH:MM" at which a zone that is open at `at_ms` closes; None when it is closed."""
    end = closing(spans(hours), minute_of_day(at_ms))
    return None if end is None else f"{end // 60:02d}:{end % 60:02d}"
