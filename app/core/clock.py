"""The only place that asks what time it is. Instants are integer milliseconds since 1970 UTC."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
# A day inside what datetime can hold, since local time is ahead of UTC.
FIRST_MS = -62_135_510_400_000
LAST_MS = 253_402_128_000_000


def now_ms() -> int:
    """This moment, in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def to_local(instant_ms: int) -> datetime:
    """An instant as people in the bureau read it: an aware datetime in Asia/Shanghai.

    A phone's clock may say anything; beyond the years 1 to 9999 the nearest end is shown.
    """
    return datetime.fromtimestamp(min(max(instant_ms, FIRST_MS), LAST_MS) / 1000, CHINA)
