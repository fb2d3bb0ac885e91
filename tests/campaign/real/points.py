"""The points in the server's work where something may happen: no hook in the product.

A point is every SQL statement, the moment before every commit, every call that changes or syncs
files, and the moment before the answer.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

FILE_CALLS = ("pwrite", "ftruncate", "fdatasync", "fsync", "replace", "unlink", "mkdir")


class PowerCut(BaseException):
    """The server ends here. No `except Exception` of the product sees it."""


class Points:
    """Counts the points of a request and lets something happen at one of them."""

    def __init__(self) -> None:
        self._left = 0
        self._then: Callable[[str], None] | None = None
        self._names: tuple[str, ...] = ()
        self.synced: Callable[[int], None] = lambda _handle: None
        """Told of every handle after it was synced."""
        self.fails: Callable[[str], None] = lambda _call: None
        """Asked before every call on files; may raise what the disk says."""
        self.writing = False
        """Whether the statement at this point belongs to a transaction that writes."""

    def arm(self, at: int, then: Callable[[str], None], *names: str) -> None:
        """Let this happen at the point of that number, from 0; of those names, if any are said."""
        self._left, self._then, self._names = at, then, names

    def disarm(self) -> None:
        """Let nothing happen any more."""
        self._then = None

    def reach_the_last(self, name: str) -> None:
        """The server is at the end of its work: what did not happen yet happens now."""
        self._left, self._names = 0, ()
        self.reach(name)

    def reach(self, name: str) -> None:
        """The server is at a point."""
        if self._then is None or (self._names and name not in self._names):
            return
        if self._left > 0:
            self._left -= 1
            return
        then, self._then = self._then, None
        then(name)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let the points be told of everything that this process does."""
        real = {name: getattr(os, name) for name in FILE_CALLS}
        event.listen(Engine, "before_cursor_execute", self._statement)
        event.listen(Engine, "commit", self._before_commit)
        for name, call in real.items():
            setattr(os, name, self._watching(name, call))
        try:
            yield
        finally:
            for name, call in real.items():
                setattr(os, name, call)
            event.remove(Engine, "before_cursor_execute", self._statement)
            event.remove(Engine, "commit", self._before_commit)

    def _watching(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: Any, **named: Any) -> Any:
            if self._then is not None:
                self.reach(name)
            self.fails(name)
            done = call(*arguments, **named)
            if name in ("fsync", "fdatasync"):
                self.synced(arguments[0])
            return done

        return watched

    def _statement(self, connection: Connection, *_rest: Any) -> None:
        self.writing = bool(connection.get_execution_options().get("writes"))
        self.reach("statement")

    def _before_commit(self, connection: Connection) -> None:
        self.writing = bool(connection.get_execution_options().get("writes"))
        self.reach("commit")
