"""Changing the files of photos."""

import random
from collections.abc import Callable
from pathlib import Path

FileChange = Callable[[list[Path], random.Random], str]


def flip(photos: list[Path], luck: random.Random) -> str:
    """Turn one bit."""
    path = luck.choice(photos)
    raw = bytearray(path.read_bytes())
    at = luck.randrange(len(raw))
    raw[at] ^= 1 << luck.randrange(8)
    path.write_bytes(raw)
    return f"flip a bit of byte {at} of {path.name}"


def cut(photos: list[Path], luck: random.Random) -> str:
    """Cut the end off."""
    path = luck.choice(photos)
    raw = path.read_bytes()
    path.write_bytes(raw[: luck.randrange(len(raw))])
    return f"cut {path.name}"


def lengthen(photos: list[Path], luck: random.Random) -> str:
    """Add to the end."""
    path = luck.choice(photos)
    path.write_bytes(path.read_bytes() + bytes(luck.randint(1, 99)))
    return f"lengthen {path.name}"


def remove(photos: list[Path], luck: random.Random) -> str:
    """Take the file away."""
    path = luck.choice(photos)
    path.unlink()
    return f"remove {path.name}"


def exchange(photos: list[Path], luck: random.Random) -> str:
    """Let two photos change places."""
    one, other = luck.sample(photos, 2)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    return f"exchange {one.name} and {other.name}"


def replace(photos: list[Path], luck: random.Random) -> str:
    """Put other bytes of the same length in its place."""
    path = luck.choice(photos)
    path.write_bytes(luck.randbytes(path.stat().st_size))
    return f"replace {path.name}"


FILE_CHANGES: tuple[FileChange, ...] = (flip, cut, lengthen, remove, exchange, replace)
