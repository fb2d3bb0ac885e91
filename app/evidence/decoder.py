"""Decodes one photo and writes what the screen shows: a program of its own, run by derivatives.py.

It imports Pillow and nothing of ours: it must start in a moment, and what it decodes may be
hostile. Usage: decoder.py ORIGINAL FOLDER MAX_PIXELS FORMAT,FORMAT SCREEN_PX THUMBNAIL_PX.
Exits with 3 and a reason on standard output when the bytes are no picture that we decode.
"""

import sys
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

NOT_VIEWABLE = 3


def write(
    original: Path, folder: Path, max_pixels: int, formats: tuple[str, ...], sizes: dict[str, int]
) -> str:
    """Write `<name>.jpg` for each of the sizes (longest side in pixels), largest first.

    Returns:
        "" or the reason why the photo cannot be shown.
    """
    Image.MAX_IMAGE_PIXELS = max_pixels
    largest = max(sizes.values())
    try:
        with Image.open(original, formats=formats) as image:
            if image.width * image.height > max_pixels:
                return "too_many_pixels"
            image.draft("RGB", (largest, largest))
            # Shrink first, turn the small one: turning 12 megapixels costs three times as much.
            image.thumbnail((largest, largest), reducing_gap=2.0)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except UnidentifiedImageError:
        return "not_a_picture"
    except Image.DecompressionBombError:
        return "too_many_pixels"
    except (OSError, ValueError, SyntaxError, MemoryError):
        return "damaged_picture"
    for name, size in sizes.items():
        upright.thumbnail((size, size))
        save(upright, folder / f"{name}.jpg")
    return ""


def save(image: Image.Image, path: Path) -> None:
    """Write under another name first: a reader never sees half a file."""
    partial = path.with_suffix(".part")
    image.save(partial, "JPEG", quality=85)
    partial.replace(path)


if __name__ == "__main__":
    source, target, pixels, kinds, screen_px, thumbnail_px = sys.argv[1:]
    reason = write(
        Path(source),
        Path(target),
        int(pixels),
        tuple(kinds.split(",")),
        {"screen": int(screen_px), "thumbnail": int(thumbnail_px)},
    )
    if reason:
        sys.stdout.write(reason)
        sys.exit(NOT_VIEWABLE)
