"""The times of desk.yaml as patterns for its JSON Schema, out of those that the readers use.

Editors' regular expressions know no flags and no named groups, so both are written out.
"""

from collections.abc import Iterable

from cards.desk_file_calendars import ROUND_THE_CLOCK
from cards.desk_file_rosters import UNITS
from cards.desk_file_summary import CLOCK
from cards.desk_file_times import DAILY, DAY, HOURS, OFF, WEEKDAY
from cards.desk_schema_shapes import Json, Shape, any_case, at_least_one, several
from desk.durations import HALF_AN_HOUR, HOW_LONG


def _whole(pattern: str) -> str:
    return rf"^\s*(?:{pattern})\s*$"


def _words(words: Iterable[str]) -> str:
    return any_case("|".join(sorted(words, key=lambda word: (-len(word), word))))


def _text(pattern: str, *examples: str) -> Shape:
    like = f"Not what is expected here; write it as {' or '.join(examples)}."
    return {
        "type": "string",
        "pattern": _whole(pattern),
        "patternErrorMessage": like,  # what editors say instead of the pattern
        "examples": list(examples),
    }


SPAN = any_case(HOW_LONG.pattern)
HALF = _words(HALF_AN_HOUR)
PERCENT = r"\d{1,6}(?:\.\d+)?\s*%"
REAL = r"(?:\s*real)?"
NAMED_DAY = _words(WEEKDAY)
DAYS = rf"(?:{_words(DAILY)}|(?:{NAMED_DAY})(?:\s*[-–—~至到]\s*(?:{NAMED_DAY}))?)"

DURATION = _text(rf"{HALF}|(?=.*[1-9]){SPAN}", "15m", "1h30m", "90s")
DURATION_OR_NONE = _text(rf"{HALF}|{SPAN}", "11h", "0m")
MOMENT = _text(rf"{PERCENT}(?:\s*[+-]\s*{SPAN}{REAL})?|{SPAN}{REAL}", "50%", "100% + 10m", "48h")
WINDOW = _text(HOURS.pattern, "09:00-18:00", "22:00-06:00")
WINDOWS = several(WINDOW)
SOME_WINDOWS = at_least_one(WINDOW)
WEEKDAYS = at_least_one(_text(DAYS, "mon-fri", "sat", "周一至周五"))
CLOCK_TIME = _text(CLOCK.pattern, "18:00")
WEEKLY = _text(rf"(?:{NAMED_DAY})\s+{CLOCK.pattern}", "mon 09:00")
LOCAL_TIME = _text(DAY.pattern, "2026-01-05 09:00", "2026-10-01")
EVERY = _text(rf"(?:\d{{1,4}}\s*)?(?:{_words(UNITS)})", "1 week", "2 days", "12 hours", "1 month")
TIMEZONE = _text(r"UTC|(?!Etc/)[A-Z][A-Za-z]*/[A-Za-z0-9_+/-]+", "Asia/Shanghai", "UTC")
DAY_OFF: Shape = {
    "anyOf": [{"const": False}, {"type": "string", "pattern": _whole(_words(OFF))}],
    "examples": ["off"],
}
ALWAYS_OPEN = _text(_words(ROUND_THE_CLOCK), "always")
OFF_OR_WINDOWS: Shape = {"anyOf": [DAY_OFF, WINDOWS]}
DAY_NAME: Json = {"pattern": f"^{DAYS}$"}
DATE_NAME: Json = {"pattern": r"^20\d{2}-\d{1,2}-\d{1,2}$"}
