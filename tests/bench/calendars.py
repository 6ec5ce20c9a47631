"""A deadline over 40 business hours with two pauses: on a calendar in use, and on one just read."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cards.desk_file import read_desk_file
from desk.calendar import Calendar, deadline
from desk.clocks import Pause
from desk.languages import Language
from desk.spec import DeskSpec
from storage.settings_calendars import calendar_of
from tests.bench.plan import Line, Plan
from tests.bench.rosters import BEGIN, desk_of_twenty

LIMIT = timedelta(hours=40)
HOUR = timedelta(hours=1)
PAUSES = (
    Pause(BEGIN + 26 * HOUR, BEGIN + 31 * HOUR, "customer"),
    Pause(BEGIN + 81 * HOUR, BEGIN + 97 * HOUR, "customer"),
)
AT_MOST_MICROSECONDS = 150
TIMES = 500


async def deadlines(plan: Plan) -> list[Line]:
    """In the working hours of China, with its holidays."""
    spec = read_desk_file(desk_of_twenty())
    assert isinstance(spec, DeskSpec)
    calendar = calendar_of(spec.calendars[0], BEGIN.year, Language.ENGLISH)
    assert _due(calendar) is not None
    warm, first = [], []
    for _ in range(plan.rounds * 3):
        fresh = [replace(calendar) for _ in range(TIMES // 10)]
        first.append(_microseconds(_due, fresh))
        warm.append(_microseconds(_due, [calendar] * TIMES))
    return [_line(warm, first)]


def _due(calendar: Calendar) -> datetime | None:
    return deadline(calendar, BEGIN + HOUR, LIMIT, PAUSES)


def _microseconds(do: Callable[[Calendar], object], each: Sequence[Calendar]) -> float:
    begin = time.perf_counter()
    for calendar in each:
        do(calendar)
    return (time.perf_counter() - begin) / len(each) * 1e6


def _line(took: Sequence[float], first: Sequence[float]) -> Line:
    middle = statistics.median(took)
    return {
        "figure": "deadline",
        "of": "paidan",
        "microseconds": round(middle, 1),
        "first_use": round(statistics.median(first)),
        "at_most": AT_MOST_MICROSECONDS,
        "holds": middle <= AT_MOST_MICROSECONDS,
    }
