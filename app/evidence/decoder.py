"""Decodes one photo and writes what the screen shows: a program of its own, run by children.py.

It imports Pillow and nothing of ours: it must start in a moment, and what it decodes may be
hostile. Usage: decoder.py ORIGINAL FOLDER MAX_PIXELS FORMAT,FORMAT SCREEN_PX THUMBNAIL_PX.
Writes one JSON object to standard output: why the photo cannot be shown ("" when it can), its
upright size, and what its EXIF says, uninterpreted.
"""

import json
import math
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

# Real ones reach 190 kB: phones hide a preview in there.
MAX_EXIF_BYTES = 1 << 20
MAX_TEXT = 200
MAX_NUMBERS = 3
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ORIENTATION = 0x0112
TURNED = range(5, 9)  # the orientations that swap width and height
TEXTS = {
    "make": (None, 0x010F),
    "model": (None, 0x0110),
    "software": (None, 0x0131),
    "taken": (EXIF_IFD, 0x9003),
    "offset": (EXIF_IFD, 0x9011),
    "lat_ref": (GPS_IFD, 1),
    "lon_ref": (GPS_IFD, 3),
    "datum": (GPS_IFD, 18),
    "gps_date": (GPS_IFD, 29),
}
NUMBERS = {
    "lat": (GPS_IFD, 2),
    "lon": (GPS_IFD, 4),
    "gps_time": (GPS_IFD, 7),
    "error": (GPS_IFD, 31),
}
Report = dict[str, Any]


def write(
    original: Path, folder: Path, max_pixels: int, formats: tuple[str, ...], sizes: dict[str, int]
) -> Report:
    """Write `<name>.jpg` for each of the sizes (longest side in pixels), largest first."""
    Image.MAX_IMAGE_PIXELS = max_pixels
    report: Report = {"reason": ""}
    largest = max(sizes.values())
    try:
        with Image.open(original, formats=allow(formats, original)) as image:
            if image.width * image.height > max_pixels:
                return {"reason": "too_many_pixels"}
            report |= describe(image)
            image.draft("RGB", (largest, largest))
            # Shrink first, turn the small one: turning 12 megapixels costs three times as much.
            image.thumbnail((largest, largest), reducing_gap=2.0)
            # HEIC comes upright, with its orientation set to 1: this turns nothing twice.
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError:
        return report | {"reason": "not_a_picture"}
    except Image.DecompressionBombError:
        return report | {"reason": "too_many_pixels"}
    except MemoryError:
        return report | {"reason": "memory_limit"}
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError):
        return report | {"reason": "damaged_picture"}
    for name, size in sizes.items():
        upright.thumbnail((size, size))
        save(upright, folder / f"{name}.jpg")
    return report


def allow(formats: tuple[str, ...], original: Path) -> tuple[str, ...]:
    """Teach Pillow HEIC when the file looks like it: loading that library costs 50 ms."""
    with original.open("rb") as file:
        heic = file.read(8)[4:] == b"ftyp"
    if not heic or "HEIF" not in formats:
        return tuple(name for name in formats if name != "HEIF")
    import pillow_heif

    # One thread: four take 510 of our 512 MB at 12 megapixels. No embedded preview: what is shown
    # must come from the picture itself.
    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )
    return formats


def describe(image: Image.Image) -> Report:
    """The upright size in pixels, and the EXIF."""
    report = read_exif(image)
    width, height = image.size
    # Pillow has turned a HEIC already, and keeps what its EXIF said aside.
    if image.info.get("original_orientation") is None and report["orientation"] in TURNED:
        width, height = height, width
    return report | {"width": width, "height": height}


def read_exif(image: Image.Image) -> Report:
    """What the EXIF says: texts, fractions, orientation; `exif` says how the reading went."""
    report: Report = {"exif": "none", "orientation": None, "texts": {}, "numbers": {}}
    size = len(image.info.get("exif") or b"")
    if size > MAX_EXIF_BYTES:
        return report | {"exif": "unreadable"}
    try:
        exif = image.getexif()
        if not size and not len(exif):
            return report
        blocks = {None: exif, EXIF_IFD: exif.get_ifd(EXIF_IFD), GPS_IFD: exif.get_ifd(GPS_IFD)}
        report["orientation"] = whole(
            image.info.get("original_orientation") or exif.get(ORIENTATION)
        )
        for name, (block, tag) in TEXTS.items():
            if tag in blocks[block]:
                report["texts"][name] = text(blocks[block][tag])
        for name, (block, tag) in NUMBERS.items():
            if tag in blocks[block]:
                report["numbers"][name] = fractions(blocks[block][tag])
    except Exception:  # hostile EXIF fails in every way, and the picture may still be fine
        return report | {"exif": "unreadable"}
    return report | {"exif": "read"}


def text(value: object) -> str:
    """A text tag; bytes that Pillow left alone become Latin-1, so that none is lost."""
    raw = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return raw[:MAX_TEXT]


def whole(value: object) -> int | None:
    """An orientation, when it is one."""
    return value if isinstance(value, int) and 1 <= value <= 8 else None


def fractions(value: object) -> list[list[int]]:
    """Numbers as [numerator, denominator]; 0/0 stays 0/0."""
    parts: Iterable[Any] = value if isinstance(value, (tuple, list)) else (value,)
    found = []
    for part in list(parts)[:MAX_NUMBERS]:
        if isinstance(part, float):
            found.append(list(part.as_integer_ratio()) if math.isfinite(part) else [0, 0])
        elif hasattr(part, "denominator"):
            found.append([int(part.numerator), int(part.denominator)])
    return found


def save(image: Image.Image, path: Path) -> None:
    """Write under another name first: a reader never sees half a file."""
    partial = path.with_suffix(".part")
    image.save(partial, "JPEG", quality=85)
    partial.replace(path)


if __name__ == "__main__":
    source, target, pixels, kinds, screen_px, thumbnail_px = sys.argv[1:]
    done = write(
        Path(source),
        Path(target),
        int(pixels),
        tuple(kinds.split(",")),
        {"screen": int(screen_px), "thumbnail": int(thumbnail_px)},
    )
    sys.stdout.write(json.dumps(done))
