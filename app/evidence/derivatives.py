"""Making what the screen shows, in child processes with limits (design/sync.md amendment 13).

Evidence is never refused for what it shows: what cannot be decoded is kept and marked.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from app.evidence import children
from app.evidence.children import ChildFailed, Limits, OutOfTime
from app.evidence.rules import DECODABLE, MAX_PIXELS
from app.evidence.schemas import Decoded

# Started by path and never imported: the server needs no Pillow.
PROGRAMS = Path(__file__).parent
THUMBNAIL_PX = 320
SCREEN_PX = 1600
# Pillow decodes WebP through three full copies: 772 MB at 48 megapixels (decision 0005).
WEBP_MEMORY_BYTES = 832 * 1024 * 1024


def make(original: Path, folder: Path) -> Decoded:
    """Make thumbnail and screen picture of one photo, and read what it says of itself."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [str(original), str(folder), str(MAX_PIXELS), ",".join(DECODABLE)]
    arguments += [str(SCREEN_PX), str(THUMBNAIL_PX)]
    try:
        answer = children.run(PROGRAMS / "decoder.py", arguments, limits=_limits(original))
        return Decoded.model_validate_json(answer)
    except OutOfTime:
        return Decoded(reason="time_limit")
    except (ChildFailed, ValidationError):
        return Decoded(reason="decoder_failed")


def mark(folder: Path, lines: Sequence[str], font: Path) -> bool:
    """Make the copy of the screen picture that carries these lines; returns whether it worked."""
    arguments = [str(folder / "screen.jpg"), str(folder / "watermark.jpg"), str(font)]
    try:
        children.run(PROGRAMS / "watermark.py", arguments, given=json.dumps(lines).encode())
    except ChildFailed:
        return False
    return True


def _limits(original: Path) -> Limits:
    with original.open("rb") as file:
        head = file.read(12)
    is_webp = head[:4] == b"RIFF" and head[8:] == b"WEBP"
    return Limits(WEBP_MEMORY_BYTES) if is_webp else Limits()
