"""Which repetitions of a calendar are followed, and what it costs to follow them.

A rule is followed by trying every period since its event's start, and on to the next match after
the time that is asked for. So rules by the second or minute are refused, and those that hardly ever
or never match, or that began very long ago, before anybody tries.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
COSTS: Mapping[str, tuple[float, int]] = {
    "HOURLY": (1 / 24, 1),
    "DAILY": (1, 1),
    "WEEKLY": (7, 2),
    "MONTHLY": (28, 8),
    "YEARLY": (365, 60),
}
"""Days in a period, and how hard one is to try."""
FEWEST_HOURS = 2
LOOK_AHEAD = 4 * 366 + 1
LAST_YEAR = 2200
MOST_TIMES_A_DAY = 24
PARTS = frozenset(
    {
        "FREQ",
        "INTERVAL",
        "COUNT",
        "UNTIL",
        "WKST",
        "BYDAY",
        "BYMONTH",
        "BYMONTHDAY",
        "BYSETPOS",
        "BYHOUR",
        "BYMINUTE",
        "BYSECOND",
    }
)
UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?", re.IGNORECASE)
NTH = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


class RuleProblem(StrEnum):
    """Why a rule is not followed."""

    TOO_OFTEN = "too_often"
    ODD_RULE = "odd_rule"


@dataclass(frozen=True, slots=True)
class _Rule:
    """The parts of a rule that say on which days it may match."""

    frequency: str
    interval: int
    start: date
    months: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]

    def matches(self, day: date) -> bool:
        return (
            self._in_turn(day)
            and (not self.months or day.month in self.months)
            and (not self.month_days or bool(self.month_days & _days_of_month(day)))
            and (not self.weekdays or bool(self.weekdays & _weekdays_of(day)))
        )

    def _in_turn(self, day: date) -> bool:
        match self.frequency:
            case "DAILY":
                passed = (day - self.start).days
            case "WEEKLY":
                passed = (day - self.start + timedelta(days=self.start.weekday())).days // 7
            case "MONTHLY":
                passed = (day.year - self.start.year) * 12 + day.month - self.start.month
            case _:
                passed = day.year - self.start.year
        return passed % self.interval == 0


@dataclass(frozen=True, slots=True)
class RuleCost:
    """How many steps it takes to follow a rule, and how many times it gives at most."""

    steps: int
    times: int


def rule_cost(text: str, begun: date, start: date, end: date) -> RuleCost | RuleProblem:
    """What it costs to follow the rule of an event that has `begun`, for the days from start on."""
    parts = _parts(text)
    frequency = parts.get("FREQ", "") if parts else ""
    if parts is None or frequency in {"SECONDLY", "MINUTELY"}:
        return RuleProblem.ODD_RULE if parts is None else RuleProblem.TOO_OFTEN
    interval = _number(parts.get("INTERVAL", "1"))
    if frequency not in COSTS or not interval:
        return RuleProblem.ODD_RULE
    times = _times_a_day(parts)
    if times is None or not _is_usual(parts, frequency):
        return RuleProblem.ODD_RULE
    if times > MOST_TIMES_A_DAY or (frequency == "HOURLY" and interval < FEWEST_HOURS):
        return RuleProblem.TOO_OFTEN
    rule = _rule(parts, frequency, interval, begun)
    ahead = _days_till_match(rule, max(begun, end)) if rule else None
    if rule is None or ahead is None:
        return RuleProblem.ODD_RULE
    days, cost = COSTS[frequency]
    length = days * interval
    # With BYSETPOS a day that matches may not be the one that is meant; the next period has one.
    tried = ((max(begun, end) - begun).days + ahead) / length + 2
    asked = ((end - max(begun, start)).days + 1) / length + 1
    return RuleCost(int(tried * (cost + times)), int(asked * times * _most_days(rule)))


def _parts(text: str) -> Mapping[str, str] | None:
    pairs = [part.partition("=") for part in text.upper().split(";") if part]
    names = [name for name, _, _ in pairs]
    if not set(names) <= PARTS or len(set(names)) != len(names):
        return None
    parts = {name: value for name, _, value in pairs}
    until = parts.get("UNTIL")
    if until is not None and not UNTIL.fullmatch(until):
        return None
    return None if _number(parts.get("COUNT", "1")) is None else parts


def _is_usual(parts: Mapping[str, str], frequency: str) -> bool:
    """Combinations that calendars write and that surely match something."""
    by = {name for name in parts if name.startswith("BY")}
    nth = any(char.isdigit() for char in parts.get("BYDAY", ""))
    if frequency == "HOURLY":
        return not by
    if nth and (frequency not in {"MONTHLY", "YEARLY"} or "BYMONTHDAY" in by):
        return False
    if nth and frequency == "YEARLY" and "BYMONTH" not in by:
        return False
    if "BYSETPOS" not in by:
        return True
    positions = _numbers(parts["BYSETPOS"], 31)
    days = parts.get("BYDAY", "")
    every_month = 4 * len(set(days.split(","))) if days and not nth else 0
    plain = frequency == "MONTHLY" and "BYMONTHDAY" not in by
    return plain and positions is not None and all(abs(p) <= every_month for p in positions)


def _times_a_day(parts: Mapping[str, str]) -> int | None:
    times = 1
    for name, most in (("BYHOUR", 23), ("BYMINUTE", 59), ("BYSECOND", 59)):
        numbers = _numbers(parts[name], most) if name in parts else frozenset({0})
        if not numbers or min(numbers) < 0:
            return None
        times *= len(numbers)
    return times


def _rule(parts: Mapping[str, str], frequency: str, interval: int, start: date) -> _Rule | None:
    months = _numbers(parts["BYMONTH"], 12) if "BYMONTH" in parts else frozenset[int]()
    month_days = _numbers(parts["BYMONTHDAY"], 31) if "BYMONTHDAY" in parts else frozenset[int]()
    weekdays = _weekdays(parts["BYDAY"]) if "BYDAY" in parts else frozenset[tuple[int, int]]()
    if months is None or month_days is None or weekdays is None:
        return None
    # What a rule leaves open follows from its event's start.
    if not month_days and not weekdays:
        if frequency == "YEARLY":
            months, month_days = months or frozenset({start.month}), frozenset({start.day})
        elif frequency == "MONTHLY":
            month_days = frozenset({start.day})
        elif frequency == "WEEKLY":
            weekdays = frozenset({(0, start.weekday())})
    return _Rule(frequency, interval, start, months, month_days, weekdays)


def _most_days(rule: _Rule) -> int:
    """On how many days of one period a rule matches at most."""
    match rule.frequency:
        case "WEEKLY":
            return len(rule.weekdays) or 7
        case "MONTHLY":
            return len(rule.month_days) or 5 * len(rule.weekdays)
        case "YEARLY":
            return 12 * len(rule.month_days) or 60 * len(rule.weekdays)
        case _:
            return 1


def _days_till_match(rule: _Rule, after: date) -> int | None:
    if rule.frequency == "HOURLY":
        return 1
    if after.year > LAST_YEAR:
        return None
    ahead = range(LOOK_AHEAD)
    return next((days for days in ahead if rule.matches(after + timedelta(days=days))), None)


def _days_of_month(day: date) -> set[int]:
    return {day.day, day.day - monthrange(day.year, day.month)[1] - 1}


def _weekdays_of(day: date) -> set[tuple[int, int]]:
    weekday, last = day.weekday(), monthrange(day.year, day.month)[1]
    return {
        (0, weekday),
        ((day.day - 1) // 7 + 1, weekday),
        (-((last - day.day) // 7 + 1), weekday),
    }


def _weekdays(text: str) -> frozenset[tuple[int, int]] | None:
    found = [NTH.fullmatch(word) for word in text.split(",")]
    named = [(int(word[1] or 0), WEEKDAYS.index(word[2])) for word in found if word]
    return frozenset(named) if len(named) == len(found) else None


def _numbers(text: str, most: int) -> frozenset[int] | None:
    """Whole numbers from -most to most, without 0 where numbers may count from the end."""
    found: set[int] = set()
    for word in text.split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,2}", word) or abs(int(word)) > most:
            return None
        found.add(int(word))
    return frozenset(found)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) and int(text) else None
