"""What is pure about phones: what can be believed of what they say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CHAIN_START = "0" * 64
"""What the first link of a chain names as the one before it."""

_EPOCH_LINE = re.compile(r"^epoch ([0-9]{1,15})$", re.MULTILINE)


class SignatureGrade(StrEnum):
    """What the phone's signature of sealed bytes is worth; an extra, never in the way."""

    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"  # there is none, or no key that it could be checked with


@dataclass(frozen=True)
class Link:
    """One sealed thing in the chain of its phone."""

    seq: int
    sha256: str
    prev: str


def chain_flags(link: Link, neighbours: Sequence[Link]) -> list[str]:
    """What is odd about a link, given those that are known under its number and the two beside it.

    Links come in any order, so both sides are looked at; one that has not come yet proves nothing.
    """
    reused = any(other.seq == link.seq and other != link for other in neighbours)
    before = {other.sha256 for other in neighbours if other.seq == link.seq - 1}
    after = {other.prev for other in neighbours if other.seq == link.seq + 1}
    if link.seq == 1:
        before = {CHAIN_START}
    flags = ["seq_reused"] if reused else []
    torn_before = bool(before) and link.prev not in before
    # Under a number used twice, the next link may rightly name the other one.
    torn_after = bool(after) and link.sha256 not in after and not reused
    return [*flags, "chain_broken"] if torn_before or torn_after else flags


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Numbers of a phone's chain of which nothing came, though a later one is known."""

    first: int
    last: int
    since_ms: int
    """When the server learned of a later one."""

    @property
    def count(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def gap_at_the_end(received: int, *, heard: int, heard_ms: int) -> list[Gap]:
    """What is missing between the last number that came and the last that the phone spoke of."""
    return [Gap(first=received + 1, last=heard, since_ms=heard_ms)] if heard > received else []


def oldest_unsent(
    said_ms: int | None, *, unsent: int, enrolled_ms: int, before_ms: int | None, now_ms: int
) -> int | None:
    """Since when the oldest unsent item waits; None when nothing waits.

    It is the phone's clock that says so, and that may be years off: nothing was sealed before the
    phone was enrolled, and nothing in the future.

    Args:
        said_ms: what the phone says; None when it says nothing.
        unsent: how many items it still holds.
        before_ms: what was believed at the last contact; None when nothing waited then.
    """
    if unsent == 0:
        return None
    if said_ms is None or said_ms > now_ms:
        return now_ms if before_ms is None else before_ms
    return max(said_ms, min(enrolled_ms, now_ms))


def epoch_of(note: str) -> int | None:
    """The epoch that a checkpoint note names, or None where it names none."""
    found = _EPOCH_LINE.search(note)
    return int(found[1]) if found else None
