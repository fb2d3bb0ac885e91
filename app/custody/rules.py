"""What is pure about keeping: when a backup is due, too old, or may go; which epoch is next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ALARM_MS = 26 * HOUR_MS
"""How old the newest verified backup may be before it is an alarm (design/sync.md amendment 11)."""

AGAIN_MS = HOUR_MS
"""How long the worker waits after a backup that failed."""

FRESH = timedelta(days=1)
"""All copies of the newest verified one's last day stay."""

DAILY_KEPT = 14
MONTHLY_KEPT = 12


@dataclass(frozen=True)
class Kept:
    """A copy of the database among the backups."""

    id: str
    made: datetime
    """In the bureau's local time: a day and a month are those of people."""

    verified: bool


def last_due(now: datetime, hour: int) -> datetime:
    """The newest moment at which the nightly work was to begin."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def is_due(now: datetime, hour: int, *, done: datetime, tried: datetime | None) -> bool:
    """Whether the nightly work is to begin now: also in the morning, was the machine off at night.

    Args:
        now: with its time zone, like the others.
        hour: of the day at which it begins.
        done: when it was last done, or from when on it has to be.
        tried: when it was last tried.
    """
    waited = tried is None or now - tried >= timedelta(milliseconds=AGAIN_MS)
    return waited and done < last_due(now, hour)


def to_thin(kept: Collection[Kept]) -> list[str]:
    """Ids of the database copies that may go: verified ones beyond 14 days and 12 months.

    The newest verified copy of a day and of a month stands for it. What was not verified goes once
    a verified one is newer; without any verified copy nothing goes.
    """
    verified = sorted((each for each in kept if each.verified), key=lambda each: each.made)
    if not verified:
        return []
    stay = {each.id for each in _newest_of_each(verified, "%Y-%m-%d")[-DAILY_KEPT:]}
    stay |= {each.id for each in _newest_of_each(verified, "%Y-%m")[-MONTHLY_KEPT:]}
    stay |= {each.id for each in verified if verified[-1].made - each.made < FRESH}
    stay |= {each.id for each in kept if not each.verified and each.made > verified[-1].made}
    return sorted(each.id for each in kept if each.id not in stay)


def _newest_of_each(verified: Sequence[Kept], span: str) -> list[Kept]:
    return list({each.made.strftime(span): each for each in verified}.values())


class Misfit(StrEnum):
    """Why a database is not the one that this data folder was last used with."""

    NONE = ""
    UNSTAMPED = "unstamped"  # the folder says nothing: `storage prepare` has not run
    OTHER_EPOCH = "other_epoch"  # brought back half, or belongs to another folder
    SHORTER = "shorter"  # an older copy was put in place by hand


def misfit(*, epoch: int, log_size: int, stamped: tuple[int, int] | None) -> Misfit:
    """Compare a database with the stamp (epoch, log size) that lies outside of it."""
    if stamped is None:
        return Misfit.UNSTAMPED
    if epoch != stamped[0]:
        return Misfit.OTHER_EPOCH
    return Misfit.SHORTER if log_size < stamped[1] else Misfit.NONE


def next_epoch(known: Collection[int], wanted: int | None) -> int | None:
    """The epoch after a restore: beyond every one that is known; None when `wanted` is not."""
    lowest = max(known, default=0) + 1
    if wanted is None:
        return lowest
    return wanted if wanted >= lowest else None
