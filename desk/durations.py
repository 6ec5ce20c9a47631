"""A length of time as people write it: 90s, 30m, 1h30m, 2 小时, 半小时. Never in days.

A day has twenty-four hours on a clock and eight in an office: nobody knows which is meant.
"""

import re
from datetime import timedelta

HALF_AN_HOUR = frozenset({"半小时", "半个小时"})
HOW_LONG = re.compile(
    r"(?=\d)(?:(\d{1,4})\s*(?:h|小时|个小时))?\s*(?:(\d{1,5})\s*(?:m|min|分钟|分))?\s*"
    r"(?:(\d{1,6})\s*(?:s|秒))?"
)


def say_duration(span: timedelta) -> str:
    """A span of whole seconds as it is written in desk.yaml: 1h30m."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    parts = ((minutes // 60, "h"), (minutes % 60, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number) or "0s"


def read_duration(said: str) -> timedelta | None:
    """What it means; None if it is no length of time."""
    spoken = said.strip().casefold()
    if spoken in HALF_AN_HOUR:
        return timedelta(minutes=30)
    read = HOW_LONG.fullmatch(spoken)
    if read is None or not any(read.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in read.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
