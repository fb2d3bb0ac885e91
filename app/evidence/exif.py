"""What a photo says of itself, read as data and compared with what the phone sealed.

Nothing here is trusted: time and place of a record stay the phone's. A difference is a flag.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from geopy.distance import geodesic

from app.core.gcj02 import from_gcj02
from app.evidence.schemas import RawExif

FAR_M = 300
SHIFTED_M = 100
MINUTE_MS = 60_000
FAR_MS = 10 * MINUTE_MS
DAY_MS = 24 * 60 * MINUTE_MS
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OFFSET = re.compile(r"[+-]\d\d:\d\d", re.ASCII)

Degrees = tuple[float, float]
"""Latitude and longitude, WGS-84."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What the phone sealed of the photo, and the server's time."""

    captured_ms: int
    now_ms: int
    place: Degrees | None


@dataclass(frozen=True, kw_only=True)
class ExifFacts:
    """The EXIF in our units; what is absent or makes no sense is empty."""

    texts: dict[str, str] = field(default_factory=dict)
    """Every text tag that we read, by our name for it."""
    make: str = ""
    model: str = ""
    orientation: int | None = None
    taken_text: str = ""
    """As the camera wrote it, with the offset when it gave one."""
    taken_ms: int | None = None
    """Only when the camera said its offset: otherwise nobody knows which instant it means."""
    place: Degrees | None = None
    flags: tuple[str, ...] = ()


def facts(raw: RawExif, sealed: Sealed) -> ExifFacts:
    """Read the EXIF and flag what is missing, makes no sense or differs from what was sealed."""
    if raw.exif != "read":
        return ExifFacts(flags=("exif_none" if raw.exif == "none" else "exif_unreadable",))
    readable = {name: _decode(value) for name, value in raw.texts.items()}
    texts = {name: text for name, (text, _) in readable.items()}
    place, place_flags = _place(raw, texts, sealed.place)
    taken_text, offset = texts.get("taken", ""), texts.get("offset", "")
    flags = [*place_flags, *_time_flags(taken_text, offset, sealed)]
    if not all(ok for _, ok in readable.values()):
        flags.append("exif_text_undecodable")
    return ExifFacts(
        texts=texts,
        make=texts.get("make", ""),
        model=texts.get("model", ""),
        orientation=raw.orientation,
        taken_text=f"{taken_text} {offset}".strip()[:40],
        taken_ms=_instant(taken_text, offset) if offset else None,
        place=place,
        flags=tuple(flags),
    )


def _decode(value: str) -> tuple[str, bool]:
    """The decoder hands bytes over as Latin-1: UTF-8 when they are that, otherwise as they came.

    Returns:
        The text without anything that does not print, and whether its encoding was understood.
    """
    text, understood = value, True
    try:
        text = value.encode("latin-1").decode()
    except UnicodeDecodeError:
        understood = False
    except UnicodeEncodeError:
        pass  # more than Latin-1: the decoder knew the encoding
    return "".join(c if c.isprintable() else " " for c in text).strip(), understood


def _place(
    raw: RawExif, texts: dict[str, str], sealed: Degrees | None
) -> tuple[Degrees | None, list[str]]:
    lat, lon = raw.numbers.get("lat", []), raw.numbers.get("lon", [])
    if not lat and not lon:
        return None, ["exif_gps_none"]
    degrees = (
        _degrees(lat, texts.get("lat_ref", ""), "NS", 90),
        _degrees(lon, texts.get("lon_ref", ""), "EW", 180),
    )
    if degrees[0] is None or degrees[1] is None:
        return None, ["exif_gps_invalid"]
    place = degrees[0], degrees[1]
    if place == (0.0, 0.0):  # what phones write before they know
        return None, ["exif_gps_none"]
    return place, _distance_flags(place, sealed)


def _degrees(parts: list[tuple[int, int]], ref: str, letters: str, most: int) -> float | None:
    """Degrees, minutes and seconds as one number; None when they make no sense."""
    letter = ref.upper()
    if not parts or letter not in tuple(letters) or any(part[1] == 0 for part in parts):
        return None
    value = sum(
        number / divisor / scale
        for (number, divisor), scale in zip(parts, (1, 60, 3600), strict=False)
    )
    if not 0 <= value <= most:
        return None
    return -value if letter == letters[1] else value


IN_CHINA = (3.0, 54.0, 73.0, 136.0)
"""South, north, west and east of where maps are shifted, degrees."""


def _distance_flags(place: Degrees, sealed: Degrees | None) -> list[str]:
    if sealed is None or geodesic(place, sealed).meters <= FAR_M:
        return []
    # The shift means nothing outside China, and leads off the globe at its poles.
    in_china = IN_CHINA[0] < place[0] < IN_CHINA[1] and IN_CHINA[2] < place[1] < IN_CHINA[3]
    if in_china and geodesic(from_gcj02(*place), sealed).meters < SHIFTED_M:
        return ["exif_gps_gcj02"]
    return ["exif_gps_far"]


def _time_flags(taken: str, offset: str, sealed: Sealed) -> list[str]:
    instant = _instant(taken, offset or "+08:00")  # a clock without an offset: China's, probably
    if instant is None:
        return []
    if instant > sealed.now_ms + DAY_MS:
        return ["exif_time_future"]
    return ["exif_time_far"] if abs(instant - sealed.captured_ms) > FAR_MS else []


def _instant(taken: str, offset: str) -> int | None:
    """Milliseconds since 1970; None when the text is no time ("0000:00:00 00:00:00")."""
    if not _OFFSET.fullmatch(offset):
        return None
    try:
        local = datetime.strptime(f"{taken} {offset}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        return None
    return round((local - EPOCH).total_seconds() * 1000)
