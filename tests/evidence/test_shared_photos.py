"""Every shared photo has the answer that an independent reader's list expects."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.evidence import derivatives
from app.evidence.exif import Sealed, facts
from tests.evidence.test_derivatives import make, screen
from tests.photos import SHARED

ENTRIES = json.loads((SHARED / "index.json").read_text())
TURNED = (5, 6, 7, 8)
COUNTY_HALL = (35.0993, 113.40175)

NOT_SHOWN = {
    "broken/bitflips.jpg": "damaged_picture",
    "broken/trunc_50pct.jpg": "damaged_picture",
    "broken/trunc_99pct.jpg": "damaged_picture",
    "broken/zero_byte.jpg": "not_a_picture",
    "hostile/bomb_44bytes.gif": "not_a_picture",
    "hostile/jpeg_claims_65500x65500.jpg": "too_many_pixels",
    "hostile/png_13300x13300_just_below_pil_error.png": "too_many_pixels",
    "hostile/png_bomb_30000x30000.png": "too_many_pixels",
    "hostile/svg_named.jpg": "not_a_picture",
}
# Its second picture is cut; the first is whole, with a clean aperture of 16 × 16 out of 64 × 64.
SIZES = {"broken/truncated.heic": (16, 16)}
ODD = {
    "broken/truncated.heic": {"exif_none"},
    "edge_gps/redmi_note9s_empty_gps_ifd.jpg": {"exif_gps_none"},
    "edge_gps/samsung_s10plus_nan.heic": {"exif_gps_invalid"},
    "edge_gps/samsung_s_zero.jpg": {"exif_gps_none"},
    "edge_gps/syn_future_2099.jpg": {"exif_time_future"},
    "edge_gps/syn_gbk_make.jpg": {"exif_text_undecodable"},
    "edge_gps/syn_gcj02_by_mistake.jpg": {"exif_gps_gcj02"},
    "hostile/tall_1x60000.png": {"exif_none"},
    "valid/syn_progressive.jpg": {"exif_none"},
}


@dataclass(frozen=True)
class Expected:
    """An entry of the list in our words."""

    size: tuple[int, int]
    place: tuple[float, float] | None
    taken: str
    offset: str


def expected(entry: dict[str, Any]) -> Expected:
    """What the independent reader found; sizes upright."""
    known = entry["expected"] or {}
    width, height = known.get("ImageWidth", 0), known.get("ImageHeight", 0)
    upright = (height, width) if known.get("Orientation") in TURNED else (width, height)
    lat, lon = known.get("GPSLatitude"), known.get("GPSLongitude")
    return Expected(
        size=SIZES.get(entry["file"], upright),
        place=(lat, lon) if lat and lon else None,
        taken=known.get("DateTimeOriginal", ""),
        offset=known.get("OffsetTimeOriginal", ""),
    )


def sealed_like(entry: Expected) -> Sealed:
    """A record that agrees with the photo, where the photo is not made to disagree."""
    taken = f"{entry.taken or '2026:07:18 20:31:05'} {entry.offset or '+08:00'}"
    moment = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S %z")
    if moment.year == 2099:
        moment = moment.replace(year=2026)
    at = round(moment.timestamp() * 1000)
    return Sealed(captured_ms=at, now_ms=at, place=entry.place)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_shared_photo_is_answered_as_expected(entry: dict[str, Any], tmp_path: Path) -> None:
    name, wanted = entry["file"], expected(entry)

    decoded = make((SHARED / name).read_bytes(), tmp_path)

    assert decoded.reason == NOT_SHOWN.get(name, "")
    if decoded.reason:
        return
    assert (decoded.width, decoded.height) == wanted.size
    shown, scale = screen(tmp_path), max(1.0, max(wanted.size) / derivatives.SCREEN_PX)
    assert shown.size == pytest.approx([max(1, side / scale) for side in wanted.size], abs=1)

    known = entry["expected"]
    sealed = sealed_like(wanted)
    if "gcj02" in name:
        sealed = Sealed(captured_ms=sealed.captured_ms, now_ms=sealed.now_ms, place=COUNTY_HALL)
    found = facts(decoded, sealed)
    if "Make" in known and "gbk" not in name:
        assert (found.make, found.model) == (known["Make"].strip(), str(known["Model"]).strip())
    assert found.orientation == known.get("Orientation")
    assert found.taken_text == f"{wanted.taken} {wanted.offset}".strip()
    assert (found.place or ()) == pytest.approx(wanted.place or (), abs=1e-6)
    usual = set() if wanted.place else {"exif_gps_none"}
    assert set(found.flags) == ODD.get(name, usual)


def test_the_list_is_whole() -> None:
    files = {str(p.relative_to(SHARED)) for p in SHARED.glob("*/*") if p.is_file()}

    assert {entry["file"] for entry in ENTRIES} == files
    assert {*NOT_SHOWN, *ODD} <= files
    assert all(re.fullmatch(r"[a-z_]+/\S+", name) for name in files)
