"""The only place that asks what time it is. Instants are integer milliseconds since 1970 UTC."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now_ms() -> int:
    """This moment, in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def to_local(instant_ms: int) -> datetime:
    """An instant as people in the bureau read it: an aware datetime in Asia/Shanghai."""
    return datetime.fromtimestamp(instant_ms / 1000, CHINA)
