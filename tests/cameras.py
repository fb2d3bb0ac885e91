"""Picture files of every kind that phones write, with EXIF right and wrong, made here and now."""

from collections.abc import Mapping
from io import BytesIO

import pillow_heif
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

pillow_heif.register_heif_opener()  # tests may encode; the product only decodes

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 180, 20), (20, 20, 220), (240, 240, 240)
# How to turn an upright picture so that a viewer who heeds the orientation sees it upright again.
TURNS = {
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def quarters(width: int = 320, height: int = 240) -> Image.Image:
    """Red and green above blue and white: every turn and mirror image shows."""
    picture = Image.new("RGB", (width, height), WHITE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


def shows_quarters(picture: Image.Image) -> bool:
    """Whether the picture is what `quarters` made, upright."""
    seen = picture.convert("RGB")
    for (x, y), wanted in zip(
        [(1, 1), (3, 1), (1, 3), (3, 3)], [RED, GREEN, BLUE, WHITE], strict=True
    ):
        colour = seen.getpixel((seen.width * x // 4, seen.height * y // 4))
        assert isinstance(colour, tuple)
        if any(abs(a - b) > 40 for a, b in zip(colour, wanted, strict=True)):
            return False
    return True


def stored_as(picture: Image.Image, orientation: int) -> Image.Image:
    """The pixels as a sensor held that way writes them."""
    for turn in TURNS.get(orientation, []):
        picture = picture.transpose(turn)
    return picture


def exif(
    *,
    orientation: int = 0,
    texts: Mapping[int, str | bytes] | None = None,
    taken: str = "",
    offset: str = "",
    gps: Mapping[int, object] | None = None,
) -> Image.Exif:
    """EXIF with what is named, and nothing else."""
    made = Image.Exif()
    for tag, value in (texts or {}).items():
        made[tag] = value
    if orientation:
        made[Base.Orientation] = orientation
    if taken:
        made.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if offset:
        made.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    if gps:
        made.get_ifd(IFD.GPSInfo).update(gps)
    return made


def gps(lat: float, lon: float) -> dict[int, object]:
    """A position as phones write it: degrees, minutes, seconds."""
    return {
        GPS.GPSLatitudeRef: "N" if lat >= 0 else "S",
        GPS.GPSLatitude: _sexagesimal(lat),
        GPS.GPSLongitudeRef: "E" if lon >= 0 else "W",
        GPS.GPSLongitude: _sexagesimal(lon),
    }


def _sexagesimal(value: float) -> tuple[IFDRational, ...]:
    tenths = round(abs(value) * 36_000_000)
    seconds, fraction = divmod(tenths, 10_000)
    whole = (IFDRational(seconds // 3600, 1), IFDRational(seconds // 60 % 60, 1))
    return (*whole, IFDRational(seconds % 60 * 10_000 + fraction, 10_000))


NOT_A_NUMBER: dict[int, object] = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (IFDRational(0, 0),) * 3,
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (IFDRational(0, 0),) * 3,
}


def encode(picture: Image.Image, kind: str = "JPEG", tags: Image.Exif | None = None) -> bytes:
    """The picture as a file of this Pillow format."""
    file = BytesIO()
    given = {"exif": tags.tobytes()} if tags is not None else {}
    picture.save(file, kind, quality=85, **given)
    return file.getvalue()
