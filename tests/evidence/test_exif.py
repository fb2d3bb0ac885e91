"""What a file says of itself is read as data, never trusted, and compared with what was sealed."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.ExifTags import GPS, Base
from PIL.TiffImagePlugin import IFDRational

from app.core.gcj02 import to_gcj02
from app.evidence import derivatives
from app.evidence.exif import ExifFacts, Sealed, facts
from app.evidence.schemas import RawExif
from tests import cameras

HERE = (35.0995, 113.403)
SHUTTER = datetime(2026, 7, 18, 20, 31, 5, tzinfo=timezone(timedelta(hours=8)))
TAKEN = "2026:07:18 20:31:05"


def sealed(*, place: tuple[float, float] | None = HERE, moment: datetime = SHUTTER) -> Sealed:
    """What the phone sealed at the county hall; it arrived at once."""
    at = round(moment.timestamp() * 1000)
    return Sealed(captured_ms=at, now_ms=at, place=place)


def said(tmp_path: Path, *, sealed_as: Sealed | None = None, **tags: object) -> ExifFacts:
    """The facts of a real JPEG with these tags, read by the real decoder."""
    original = tmp_path / "original.jpg"
    made = cameras.exif(**tags)  # type: ignore[arg-type]
    original.write_bytes(cameras.encode(cameras.quarters(64, 48), "JPEG", made))
    return facts(derivatives.make(original, tmp_path), sealed_as or sealed())


def test_what_agrees_with_the_record_has_no_flags(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        texts={Base.Make: "HUAWEI", Base.Model: "NOH-AN00"},
        orientation=6,
        taken=TAKEN,
        offset="+08:00",
        gps=cameras.gps(*HERE),
    )

    assert found.flags == ()
    assert (found.make, found.model, found.orientation) == ("HUAWEI", "NOH-AN00", 6)
    assert found.place == pytest.approx(HERE, abs=1e-6)
    assert found.taken_text == "2026:07:18 20:31:05 +08:00"
    assert found.taken_ms == round(SHUTTER.timestamp() * 1000)


def test_a_time_without_an_offset_is_kept_as_text_only(tmp_path: Path) -> None:
    found = said(tmp_path, taken=TAKEN, gps=cameras.gps(*HERE))

    assert (found.taken_text, found.taken_ms, found.flags) == (TAKEN, None, ())


@pytest.mark.parametrize("kind", cameras.FORMATS)
def test_every_format_brings_its_exif(tmp_path: Path, kind: str) -> None:
    tags = cameras.exif(texts={Base.Model: "M"}, taken=TAKEN, gps=cameras.gps(*HERE))
    original = tmp_path / "original"
    original.write_bytes(cameras.encode(cameras.quarters(), kind, tags))

    found = facts(derivatives.make(original, tmp_path), sealed())

    assert (found.model, found.taken_text, found.flags) == ("M", TAKEN, ())
    assert found.place == pytest.approx(HERE, abs=1e-6)


def test_a_file_without_exif_says_nothing(tmp_path: Path) -> None:
    original = tmp_path / "original.jpg"
    original.write_bytes(cameras.encode(cameras.quarters(64, 48)))

    found = facts(derivatives.make(original, tmp_path), sealed())

    assert found == ExifFacts(flags=("exif_none",))


@pytest.mark.parametrize(
    ("position", "flags"),
    [
        ({}, ("exif_gps_none",)),
        (cameras.gps(0.0, 0.0), ("exif_gps_none",)),
        (cameras.NOT_A_NUMBER, ("exif_gps_invalid",)),
        ({**cameras.gps(*HERE), GPS.GPSLatitudeRef: "\x00"}, ("exif_gps_invalid",)),
        ({**cameras.gps(*HERE), GPS.GPSLatitude: (IFDRational(91, 1),) * 3}, ("exif_gps_invalid",)),
        ({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (IFDRational(35, 1),)}, ("exif_gps_invalid",)),
        (cameras.gps(35.0995, 113.4055), ()),
        (cameras.gps(35.0995, 113.3990), ("exif_gps_far",)),
        (cameras.gps(-33.0, -70.0), ("exif_gps_far",)),
        (cameras.gps(90.0, 113.0), ("exif_gps_far",)),
        (cameras.gps(*to_gcj02(*HERE)), ("exif_gps_gcj02",)),
    ],
    ids=[
        "none", "null island", "0/0", "no hemisphere", "91 degrees", "latitude only",
        "228 m", "364 m", "another continent", "the pole", "GCJ-02",
    ],
)  # fmt: skip
def test_positions_are_judged(
    tmp_path: Path, position: dict[int, object], flags: tuple[str, ...]
) -> None:
    found = said(tmp_path, taken=TAKEN, offset="+08:00", gps=position)

    assert found.flags == flags
    assert (found.place is None) == (flags in (("exif_gps_none",), ("exif_gps_invalid",)))


def test_without_a_sealed_position_nothing_is_compared(tmp_path: Path) -> None:
    found = said(tmp_path, taken=TAKEN, sealed_as=sealed(place=None), gps=cameras.gps(1.0, 2.0))

    assert found.flags == ()
    assert found.place == pytest.approx((1.0, 2.0), abs=1e-6)


@pytest.mark.parametrize(
    ("taken", "offset", "flags"),
    [
        ("2026:07:18 20:40:00", "+08:00", ()),
        ("2026:07:18 20:41:30", "+08:00", ("exif_time_far",)),
        ("2026:07:18 20:20:30", "", ("exif_time_far",)),
        ("2026:07:18 12:31:05", "+00:00", ()),
        ("2099:01:01 00:00:00", "+08:00", ("exif_time_future",)),
        ("0000:00:00 00:00:00", "+08:00", ()),
        ("yesterday", "", ()),
        (TAKEN, "nonsense", ()),
    ],
)
def test_times_are_judged(tmp_path: Path, taken: str, offset: str, flags: tuple[str, ...]) -> None:
    found = said(tmp_path, taken=taken, offset=offset, gps=cameras.gps(*HERE))

    assert found.flags == flags
    assert found.taken_text.startswith(taken)


@pytest.mark.parametrize(
    ("written", "read", "flags"),
    [
        ("华为".encode("gbk"), "»ªÎª", ("exif_text_undecodable",)),
        ("华为".encode(), "华为", ()),
        (b"SAMSUNG   ", "SAMSUNG", ()),
        (b"a\x01b\x1b[2Jc", "a b [2Jc", ()),
        (b'"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>', ()),
        (b"x" * 5000, "x" * 200, ()),
    ],
    ids=["GBK", "UTF-8", "padded", "control characters", "script", "endless"],
)
def test_texts_are_kept_as_far_as_they_can_be_read(
    tmp_path: Path, written: bytes, read: str, flags: tuple[str, ...]
) -> None:
    found = said(tmp_path, taken=TAKEN, texts={Base.Make: written}, gps=cameras.gps(*HERE))

    assert (found.make, found.flags) == (read, flags)


def test_exif_larger_than_any_camera_writes_is_not_read(tmp_path: Path) -> None:
    original = tmp_path / "original.png"
    tags = cameras.exif(texts={Base.Make: b"x" * (2 << 20)})
    original.write_bytes(cameras.encode(cameras.quarters(64, 48), "PNG", tags))

    decoded = derivatives.make(original, tmp_path)

    assert (decoded.reason, facts(decoded, sealed()).flags) == ("", ("exif_unreadable",))


NAMES = st.sampled_from(["make", "model", "taken", "offset", "lat_ref", "lon_ref", "lat", "lon"])
PARTS = st.tuples(st.integers(-(2**63), 2**63), st.integers(-(2**63), 2**63))


@given(
    texts=st.dictionaries(NAMES, st.text(max_size=200)),
    numbers=st.dictionaries(NAMES, st.lists(PARTS, max_size=3)),
    captured=st.datetimes(timezones=st.just(UTC)),
)
def test_nothing_that_a_file_says_breaks_the_reading(
    texts: dict[str, str], numbers: dict[str, list[tuple[int, int]]], captured: datetime
) -> None:
    raw = RawExif(exif="read", texts=texts, numbers=numbers)

    found = facts(raw, sealed(moment=captured))

    assert all(text.isprintable() for text in (found.make, found.model, found.taken_text))
    assert found.place is None or (abs(found.place[0]) <= 90 and abs(found.place[1]) <= 180)
