"""What is pure about photos: what may be decoded, and for which chunk an upload waits."""

from enum import StrEnum

MAX_PHOTO_BYTES = 32 * 1024 * 1024
MAX_PIXELS = 50_000_000
DECODABLE = ("JPEG", "PNG", "WEBP", "HEIF")
"""Pillow formats that derivatives are made from; everything else is kept and never decoded."""


class PhotoState(StrEnum):
    """How much of a photo the server holds."""

    EXPECTED = "expected"  # a revision names it
    PARTIAL = "partial"  # an upload began
    STORED = "stored"  # whole, hashed, fsynced, receipted
    UNAVAILABLE = "unavailable"  # its officer declared that it will not come


class Viewable(StrEnum):
    """Whether a derivative for the screen exists."""

    PENDING = "pending"
    YES = "yes"
    NO = "no"  # kept as evidence, given out only as an attachment


class Watermark(StrEnum):
    """Whether the copy with the record's text on it exists."""

    PENDING = "pending"
    YES = "yes"
    NO_FONT = "no_font"  # made as soon as the font is there
    NO = "no"  # there is no picture to write on, or writing failed
