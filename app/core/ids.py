"""Time-ordered ids (UUIDv7, RFC 9562 §5.7), made on either side of the wire."""

import os
import re

from app.core import clock

UUID7_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_UUID7 = re.compile(UUID7_PATTERN)


def uuid7() -> str:
    """A new id. Its time orders rows roughly; nothing may trust it."""
    value = (clock.now_ms() & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_uuid7(text: str) -> bool:
    """Whether the text is a UUIDv7 in lower-case hyphenated form."""
    return _UUID7.fullmatch(text) is not None
