"""What is pure about the feed: its scopes, and the cursor that names a place in it."""

import json
from dataclasses import dataclass
from enum import StrEnum

import rfc8785

from app.core.encoding import from_base64url, to_base64url

MAX_PAGE = 500


class Scope(StrEnum):
    """What a row is about (docs/protocol.md §3.5)."""

    ZONES = "zones"
    LAW = "law"
    VENDORS = "vendors"
    HISTORY = "history"
    ROSTER = "roster"
    DECISIONS = "decisions"
    RETURNS = "returns"
    TASKS = "tasks"


@dataclass(frozen=True)
class Cursor:
    """A place in the feed: everything up to and with `seq` was read."""

    epoch: int
    seq: int

    def __str__(self) -> str:
        """As phones keep it, without looking inside."""
        return to_base64url(rfc8785.dumps({"epoch": self.epoch, "seq": self.seq}))


def read_cursor(text: str) -> Cursor | None:
    """The cursor behind the text, or None when we never wrote it."""
    try:
        raw = json.loads(from_base64url(text))
        cursor = Cursor(int(raw["epoch"]), int(raw["seq"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return cursor if str(cursor) == text else None


def reaches(cursor: Cursor, *, epoch: int, newest: int) -> bool:
    """Whether the cursor lies in this log: the same life of it, and not beyond its end."""
    return cursor.epoch == epoch and 0 <= cursor.seq <= newest


def scopes_of(text: str | None) -> frozenset[Scope]:
    """The scopes that were asked for; all when none was named; unknown names are ignored."""
    if text is None:
        return frozenset(Scope)
    asked = {name.strip() for name in text.split(",")}
    return frozenset(scope for scope in Scope if scope.value in asked)
