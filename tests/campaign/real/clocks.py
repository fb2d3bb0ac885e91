"""The server's clock and its chance, in the hand of the campaign: a seed plays one schedule."""

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from app.core import clock

BEGIN_MS = 1_790_000_000_000


class Clock(Protocol):
    """What time it is."""

    @property
    def now_ms(self) -> int:
        """Milliseconds."""
        ...


class ServerClock:
    """What `clock.now_ms` answers while the campaign runs."""

    def __init__(self) -> None:
        self.now_ms = BEGIN_MS

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now_ms += int(seconds * 1000)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let the product ask here what time it is."""
        real = clock.now_ms
        clock.now_ms = lambda: self.now_ms
        try:
            yield
        finally:
            clock.now_ms = real


@contextmanager
def seeded_names(seed: int) -> Iterator[None]:
    """Let the names of temporary files be drawn from the seed, since a power cut sorts them."""
    real, draw = secrets.token_hex, random.Random(seed)
    secrets.token_hex = lambda nbytes=None: draw.randbytes(nbytes or 32).hex()
    try:
        yield
    finally:
        secrets.token_hex = real
