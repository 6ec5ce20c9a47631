"""A calendar's text, reduced to the lines that shifts are made of, each of them looked at.

What repeats too often, never ends or is nested is refused here, before a library sees it. Zones are
those of the time zone database, by their own name or by the one Windows has for them; definitions
of zones in the file are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from zoneinfo import available_timezones

from cards.cut import cut
from cards.ical_rules import RuleCost, RuleProblem, rule_cost

LARGEST = 1_000_000
MOST_LINES = 100_000
MOST_KEPT = 30_000
MOST_COMPONENTS = 5_000
MOST_DATES = 10_000
MOST_STEPS = 200_000
MOST_TIMES = 10_000
MOST_BRANCHES = 20
FARTHEST_MOVE = 31
DEEPEST = 4
SHOWN = 60

LISTS = frozenset({"RDATE", "EXDATE"})
SEVERAL = LISTS | {"RRULE", "ATTENDEE"}
TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
KEPT = SEVERAL | TIMES | {"UID", "DURATION", "SEQUENCE", "STATUS", "SUMMARY"}
LINE = re.compile(r"([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
ZONE = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
WHOLE_DATE = re.compile(r"\s*([0-9]{4})([0-9]{2})([0-9]{2})")
UNTIL = re.compile(r"UNTIL=([0-9]{8})", re.IGNORECASE)


class IcalReason(StrEnum):
    """Why a calendar is not taken."""

    TOO_BIG = "too_big"
    NOT_A_CALENDAR = "not_a_calendar"
    TOO_MANY = "too_many"
    TOO_OFTEN = "too_often"
    ODD_RULE = "odd_rule"
    UNKNOWN_ZONE = "unknown_zone"


class RefusedCalendar(Exception):
    """Ends the reading as soon as it is known that a calendar is not taken."""

    def __init__(self, reason: IcalReason, text: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.text = cut(text, SHOWN)[0]


class _Line(NamedTuple):
    name: str
    parameters: str
    value: str

    def __str__(self) -> str:
        return f"{self.name}{self.parameters}:{self.value}"


def reduced(data: bytes, start: date, end: date) -> str:
    """The calendar with nothing but the events that may reach into the days from start to end.

    Raises:
        RefusedCalendar: it is not taken, and why.
    """
    walk = _Walk(start, end)
    for line in _unfolded(data):
        walk.take(line)
    return walk.text()


@dataclass(slots=True)
class _Walk:
    """Goes through the lines and counts what they would cost."""

    start: date
    end: date
    path: list[str] = field(default_factory=list)
    event: list[_Line] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    out: list[str] = field(default_factory=list)
    kept: int = 0
    components: int = 0
    steps: int = 0
    times: int = 0
    dates: int = 0
    branches: int = 0

    def take(self, line: _Line) -> None:
        if line.name == "BEGIN":
            self._begin(line.value.strip().upper())
        elif line.name == "END":
            self._end(line.value.strip().upper())
        elif not self.path:
            raise RefusedCalendar(IcalReason.NOT_A_CALENDAR)
        elif self.path == ["VCALENDAR", "VEVENT"] and line.name in KEPT:
            self._keep(line)
        elif self.path == ["VCALENDAR"] and line.name == "X-WR-TIMEZONE":
            zone = _zone(line.value.strip())
            self.out += [f"X-WR-TIMEZONE:{zone}"] if zone else []

    def text(self) -> str:
        """All that was kept, as a calendar."""
        if self.path or not self.components:
            raise RefusedCalendar(IcalReason.NOT_A_CALENDAR)
        return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *self.out, "END:VCALENDAR", ""])

    def _begin(self, name: str) -> None:
        if not self.path and name != "VCALENDAR":
            raise RefusedCalendar(IcalReason.NOT_A_CALENDAR)
        self.path.append(name)
        self.components += 1
        if len(self.path) > DEEPEST or self.components > MOST_COMPONENTS:
            raise RefusedCalendar(IcalReason.TOO_MANY)
        if name == "VEVENT":
            self.event, self.names = [], set()

    def _end(self, name: str) -> None:
        if not self.path or self.path[-1] != name:
            raise RefusedCalendar(IcalReason.NOT_A_CALENDAR)
        if self.path == ["VCALENDAR", "VEVENT"]:
            self._finish_event()
        self.path.pop()

    def _keep(self, line: _Line) -> None:
        # What may stand once in an event is taken from where it stands first.
        if line.name not in SEVERAL and line.name in self.names:
            return
        self.names.add(line.name)
        self.kept += 1
        if line.name in LISTS:
            self.dates += line.value.count(",") + 1
        if "RANGE=" in line.parameters.upper():
            self.branches += 1
        too_many = self.dates > MOST_DATES or self.branches > MOST_BRANCHES
        if too_many or self.kept > MOST_KEPT:
            raise RefusedCalendar(IcalReason.TOO_MANY)
        self.event.append(line._replace(parameters=_with_zone(line.parameters)))

    def _finish_event(self) -> None:
        starts = [line.value for line in self.event if line.name == "DTSTART"]
        if not starts or self._is_elsewhere(starts[0]):
            return
        for line in self.event:
            if line.name == "RECURRENCE-ID":
                self._stands_for(line, starts[0])
        for line in self.event:
            if line.name == "RRULE":
                cost = _cost(line.value, starts[0], self.start, self.end)
                self.steps, self.times = self.steps + cost.steps, self.times + cost.times
        if self.steps > MOST_STEPS or self.times > MOST_TIMES:
            raise RefusedCalendar(IcalReason.TOO_MANY)
        self.out += ["BEGIN:VEVENT", *map(str, self.event), "END:VEVENT"]

    def _stands_for(self, time: _Line, start: str) -> None:
        """It stands for one time of another event, and has no times of its own."""
        self.event = [line for line in self.event if line.name != "RRULE"]
        meant, begins = _date(time.value), _date(start)
        if "RANGE=" not in time.parameters.upper() or meant is None or begins is None:
            return
        # All later times move with it: by days, not by centuries.
        if abs((meant - begins).days) > FARTHEST_MOVE:
            raise RefusedCalendar(IcalReason.ODD_RULE, str(time))

    def _is_elsewhere(self, start: str) -> bool:
        """Whether an event that happens once is long over or far ahead."""
        if self.names & {"RRULE", "RDATE", "RECURRENCE-ID"}:
            return False
        ends = [_date(line.value) for line in self.event if line.name == "DTEND"]
        begins, over = _date(start), ends[0] if ends else None
        return (begins is not None and begins > self.end) or (
            over is not None
            and over < self.start
            # What ends before it begins is somewhere in between, and has to be told.
            and (begins is None or begins < self.start)
        )


def _unfolded(data: bytes) -> Iterator[_Line]:
    if len(data) > LARGEST:
        raise RefusedCalendar(IcalReason.TOO_BIG)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedCalendar(IcalReason.NOT_A_CALENDAR) from None
    text = re.sub(r"\r\n?", "\n", text).replace("\0", "")
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    if len(lines) > MOST_LINES:
        raise RefusedCalendar(IcalReason.TOO_MANY)
    for line in lines:
        if parts := LINE.fullmatch(line):
            yield _Line(parts[1].upper(), parts[2], parts[3])


def _cost(rule: str, begun: str, start: date, end: date) -> RuleCost:
    first = _date(begun)
    if first is None:
        raise RefusedCalendar(IcalReason.NOT_A_CALENDAR)
    until = UNTIL.search(rule)
    last = (_date(until[1]) if until else None) or end
    cost = rule_cost(rule.strip(), first, start, max(min(last, end), start))
    if isinstance(cost, RuleProblem):
        raise RefusedCalendar(IcalReason(cost.value), rule)
    return cost


def _date(text: str) -> date | None:
    digits = WHOLE_DATE.match(text)
    try:
        return date(int(digits[1]), int(digits[2]), int(digits[3])) if digits else None
    except ValueError:
        return None


def _with_zone(parameters: str) -> str:
    found = ZONE.search(parameters)
    if found is None:
        return parameters
    called = found[1].strip('"')
    if (zone := _zone(called)) is None:
        raise RefusedCalendar(IcalReason.UNKNOWN_ZONE, called)
    return parameters.replace(found[0], f";TZID={zone}")


def _zone(called: str) -> str | None:
    """A zone's name in the database, from what calendars call it."""
    from icalendar.timezone.windows_to_olson import (  # noqa: PLC0415 loaded on first use
        WINDOWS_TO_OLSON,
    )

    words = called.strip("/").split("/")
    # Some write their own address before it: /example.org/Europe/Berlin.
    names = ["/".join(words[first:]) for first in range(len(words))]
    names.insert(0, WINDOWS_TO_OLSON.get(called.strip("/"), ""))
    return next((name for name in names if name in _zones()), None)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
