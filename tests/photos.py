"""Photos for the tests: phone JPEGs of our own making, and the shared real ones where they lie.

A clone that stands alone has the made ones only; every test that takes a photo takes either.
"""

import json
import random
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from PIL.ExifTags import GPS, IFD, Base

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "photos"


@dataclass(frozen=True)
class Place:
    """WGS-84 degrees, and how sure the phone was in metres."""

    lat: float
    lon: float
    accuracy_m: float = 8.0


@dataclass(frozen=True)
class Photo:
    """A picture file and, when its EXIF tells, where it was taken."""

    name: str
    content: bytes
    place: Place | None = None


# On the ground of demo zone N08, where a real photo of the shared data lies too.
INSIDE_N08 = Place(35.096252, 113.427011)


def _glow(size: tuple[int, int], lamps: list[tuple[int, int]], radius: int) -> Image.Image:
    """The light of the stalls' lamps, to be laid over the dark street."""
    glow = Image.new("RGB", size)
    draw = ImageDraw.Draw(glow)
    for x, y in lamps:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(190, 120, 40))
    return glow.filter(ImageFilter.GaussianBlur(radius * 0.8))


def _stall(
    draw: ImageDraw.ImageDraw, left: int, ground: int, size: int, rng: random.Random
) -> None:
    """A table with goods under a striped awning on two poles."""
    top, table = ground - size, ground - size * 2 // 5
    colour = rng.choice([(196, 48, 42), (38, 104, 168), (52, 132, 72), (204, 124, 32)])
    for pole in (left + size // 12, left + size * 11 // 12):
        draw.line((pole, top, pole, ground), fill=(120, 120, 118), width=max(2, size // 40))
    draw.rectangle((left, table, left + size, ground), fill=(92, 64, 44))
    for _ in range(18):
        x, r = left + rng.randrange(size), max(2, size // 24)
        fruit = (rng.randrange(150, 250), rng.randrange(60, 200), rng.randrange(20, 80))
        draw.ellipse((x - r, table - 2 * r, x + r, table), fill=fruit)
    stripe = max(2, size // 8)
    for n, x in enumerate(range(left - stripe // 2, left + size + stripe // 2, stripe)):
        low, half = top + stripe * 2, stripe // 2
        corners = [(x + half, top), (x + stripe + half, top), (x + stripe, low), (x, low)]
        draw.polygon(corners, fill=colour if n % 2 else (232, 226, 214))


def _street(width: int, height: int, seed: int, grain: float) -> Image.Image:
    """A night market: houses with lit windows, stalls, lamps, and the grain of a small sensor."""
    rng = random.Random(seed)
    picture = Image.new("RGB", (width, height), (22, 26, 44))
    draw = ImageDraw.Draw(picture)
    ground, step = height * 3 // 4, max(8, width // 9)
    for x in range(0, width, step):
        roof = rng.randrange(height // 12, height // 3)
        draw.rectangle((x, roof, x + step - 2, ground), fill=(38, 40, 54))
        for wx in range(x + step // 6, x + step * 5 // 6, step // 4):
            for wy in range(roof + step // 4, ground - step, step // 3):
                if rng.random() < 0.3:
                    draw.rectangle((wx, wy, wx + step // 9, wy + step // 7), fill=(214, 176, 104))
    draw.rectangle((0, ground - height // 30, width, height), fill=(58, 56, 58))
    lamps, size = [], width // 4
    for n in range(4):
        left = n * width // 4 + rng.randrange(width // 20)
        foot = ground + rng.randrange(height // 10)
        _stall(draw, left, foot, size * 4 // 5, rng)
        lamps.append((left + size * 2 // 5, foot - size * 3 // 5))
    lit = ImageChops.screen(picture, _glow(picture.size, lamps, width // 14))
    noise = Image.effect_noise((width, height), 30).convert("RGB")
    return Image.blend(lit.filter(ImageFilter.GaussianBlur(1)), noise, grain)


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 4)


def _exif(orientation: int, place: Place | None) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Wuzhi", "Test phone"
    exif[Base.Orientation] = orientation
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:11:23 18:42:07"
    if place:
        gps = exif.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLatitudeRef] = "N" if place.lat >= 0 else "S"
        gps[GPS.GPSLatitude] = _degrees(place.lat)
        gps[GPS.GPSLongitudeRef] = "E" if place.lon >= 0 else "W"
        gps[GPS.GPSLongitude] = _degrees(place.lon)
        gps[GPS.GPSHPositioningError] = place.accuracy_m
    return exif


def phone_photo(
    width: int = 1600,
    height: int = 1200,
    *,
    seed: int = 1,
    orientation: int = 1,
    place: Place | None = None,
    grain: float = 0.15,
) -> bytes:
    """A JPEG as a phone writes it: about 60 kB at 640 × 480, about 800 kB at 2400 × 1800."""
    file = BytesIO()
    _street(width, height, seed, grain).save(
        file, "JPEG", quality=88, exif=_exif(orientation, place).tobytes()
    )
    return file.getvalue()


def made_photos() -> list[Photo]:
    """Photos of several sizes, upright and rotated, with and without a position."""
    return [
        Photo("street.jpg", phone_photo(seed=1, place=INSIDE_N08), INSIDE_N08),
        Photo("large.jpg", phone_photo(2400, 1800, seed=2, place=INSIDE_N08), INSIDE_N08),
        Photo("rotated.jpg", phone_photo(1200, 900, seed=3, orientation=6)),
        Photo("small.jpg", phone_photo(640, 480, seed=4)),
    ]


def shared_photos() -> list[Photo]:
    """The real JPEGs, those of Wuzhi with their places first; empty in a lone clone."""
    if not SHARED.is_dir():
        return []
    found = []
    for entry in json.loads((SHARED / "index.json").read_text()):
        folder, name = entry["file"].split("/")
        if folder not in ("wuzhi", "valid") or not name.endswith(".jpg"):
            continue
        known = entry["expected"]
        place = None
        if folder == "wuzhi":
            accuracy = float(known.get("GPSHPositioningError", 10))
            place = Place(known["GPSLatitude"], known["GPSLongitude"], accuracy)
        found.append(Photo(name, (SHARED / folder / name).read_bytes(), place))
    return sorted(found, key=lambda photo: (photo.place is None, photo.name))


def photos() -> list[Photo]:
    """The best photos that are here, those with a place first."""
    return shared_photos() or made_photos()
