"""What is pure about phones: what can be believed of what they say."""

import re

_EPOCH_LINE = re.compile(r"^epoch ([0-9]{1,15})$", re.MULTILINE)


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
