"""A length of time as people type it: 30m, 1h30m, 2h, 半小时, 2小时."""

import re
from datetime import timedelta

LONGEST = timedelta(days=30)

_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "分": timedelta(minutes=1),
    "分钟": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "小时": timedelta(hours=1),
    "个小时": timedelta(hours=1),
    "d": timedelta(days=1),
    "天": timedelta(days=1),
}
_WORDS = {"半小时": timedelta(minutes=30), "半个小时": timedelta(minutes=30)}
_PART = re.compile(r"(\d{1,5}(?:\.\d)?)\s*(分钟|分|个小时|小时|天|min|m|h|d)", re.IGNORECASE)


def read_duration(word: str) -> timedelta | None:
    """What it means; None if it is no length of time, or longer than anybody can mean."""
    spoken = word.strip().casefold()
    if spoken in _WORDS:
        return _WORDS[spoken]
    if not spoken or _PART.sub("", spoken).strip():
        return None
    parts = (float(part[1]) * _UNITS[part[2].casefold()] for part in _PART.finditer(spoken))
    whole = sum(parts, timedelta(0))
    return whole if timedelta(0) < whole <= LONGEST else None
