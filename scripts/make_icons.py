"""Draws the app's icons into static/icons: a place pin whose head is a camera lens.

Amber and violet are the colours of day zones and night markets. Drawn four times as large and
scaled down, because Pillow draws without smoothing. Run again only to change the drawing.
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parent.parent / "static" / "icons"
SMOOTH = 4

BLUE = "#0B4F8A"
DEEP = "#083B68"
WHITE = "#FFFFFF"
DAY = "#FFB45C"
NIGHT = "#C3B0FF"
GLASS = "#06233F"


def circle(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, fill: str
) -> None:
    """A filled circle; all lengths in pixels of the large drawing."""
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def draw_pin(draw: ImageDraw.ImageDraw, side: float, height: float) -> None:
    """The pin, ``height`` pixels tall, in the middle of a square of ``side`` pixels."""
    middle = side / 2
    radius = height * 0.36
    top = (side - height) / 2
    head = (middle, top + radius)
    # The sides leave the head as tangents, so that no corner shows where they meet it.
    cosine = radius / (height - radius)
    reach, drop = radius * math.sqrt(1 - cosine**2), radius * cosine
    draw.polygon(
        [
            (middle - reach, head[1] + drop),
            (middle + reach, head[1] + drop),
            (middle, top + height),
        ],
        fill=WHITE,
    )
    circle(draw, head, radius, WHITE)
    lens = radius * 0.74
    box = (head[0] - lens, head[1] - lens, head[0] + lens, head[1] + lens)
    draw.pieslice(box, 135, 315, fill=DAY)
    draw.pieslice(box, 315, 495, fill=NIGHT)
    circle(draw, head, lens * 0.66, GLASS)
    circle(draw, (head[0] - lens * 0.22, head[1] - lens * 0.22), lens * 0.15, WHITE)


def icon(pixels: int, *, maskable: bool) -> Image.Image:
    """One icon; a maskable one fills its square and keeps the pin within the safe 80 %."""
    side = pixels * SMOOTH
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if maskable:
        draw.rectangle((0, 0, side, side), fill=BLUE)
    else:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * 0.22, fill=BLUE)
    ground = side * (0.20 if maskable else 0.25)
    base = side * (0.76 if maskable else 0.83)
    draw.ellipse(
        (side / 2 - ground, base - side * 0.045, side / 2 + ground, base + side * 0.045), fill=DEEP
    )
    draw_pin(draw, side, side * (0.54 if maskable else 0.68))
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the three PNG files that the manifest names."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, pixels, maskable in [
        ("icon-192.png", 192, False),
        ("icon-512.png", 512, False),
        ("icon-maskable-512.png", 512, True),
    ]:
        icon(pixels, maskable=maskable).save(OUT / name, optimize=True)
        print(OUT / name)


if __name__ == "__main__":
    main()
