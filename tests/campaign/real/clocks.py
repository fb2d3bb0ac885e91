"""The server's clock, in the hand of the campaign."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core import clock

BEGIN_MS = 1_790_000_000_000


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
