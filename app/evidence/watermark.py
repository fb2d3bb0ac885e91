"""Writes a copy of the screen picture with a strip of text: a program of its own (children.py).

Usage: watermark.py PICTURE TARGET FONT, with a JSON list of lines on standard input. The strip
goes under the picture and covers nothing of it.
"""

import json
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MIN_WIDTH = 480
MAX_LINES = 24
INK, PAPER = (255, 255, 255), (16, 24, 32)
NO_SUCH_CHARACTER = "\U0010ffff"


class Pen:
    """A font that knows what it lacks, and breaks lines at a width in pixels."""

    def __init__(self, path: Path, size: int) -> None:
        """Open the font at a size in pixels."""
        # The basic engine draws characters one by one: no ligatures, nothing reordered.
        self.font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
        self._blank = self._drawn(NO_SUCH_CHARACTER)

    def spell(self, line: str) -> str:
        """The line with what the font lacks written as its number: an empty box says nothing."""
        return "".join(
            c if c == " " or self._drawn(c) != self._blank else f"[U+{ord(c):04X}]" for c in line
        )

    def wrap(self, line: str, width: int) -> list[str]:
        """Break before the character that no longer fits, at the last space when there is one."""
        rows: list[str] = []
        row = ""
        for character in line:
            if self.font.getlength(row + character) <= width or not row:
                row += character
                continue
            head, space, tail = row.rpartition(" ")
            if space and head and len(tail) <= len(row) // 2:
                rows.append(head)
                row = tail + character
            else:
                rows.append(row)
                row = character.lstrip()
        return [*rows, row]

    def _drawn(self, character: str) -> tuple[tuple[int, int], bytes]:
        mask = self.font.getmask(character)
        return mask.size, bytes(mask)


def stamp(picture: Image.Image, lines: list[str], font: Path) -> Image.Image:
    """The picture on a canvas with the lines under it."""
    width = max(picture.width, MIN_WIDTH)
    size = max(16, width // 52)
    pen, margin, leading = Pen(font, size), size, size * 3 // 2
    rows = [row for line in lines for row in pen.wrap(pen.spell(line), width - 2 * margin)]
    if len(rows) > MAX_LINES:
        rows = [*rows[: MAX_LINES - 1], "…"]
    height = picture.height + len(rows) * leading + 2 * (margin // 2)
    canvas = Image.new("RGB", (width, height), PAPER)
    canvas.paste(picture, ((width - picture.width) // 2, 0))
    draw = ImageDraw.Draw(canvas)
    for n, row in enumerate(rows):
        draw.text((margin, picture.height + margin // 2 + n * leading), row, INK, pen.font)
    return canvas


if __name__ == "__main__":
    source, target, font_path = (Path(argument) for argument in sys.argv[1:])
    with Image.open(source, formats=("JPEG",)) as screen:
        stamped = stamp(screen.convert("RGB"), json.load(sys.stdin), font_path)
    partial = target.with_suffix(".part")
    stamped.save(partial, "JPEG", quality=85)
    partial.replace(target)
