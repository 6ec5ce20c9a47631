"""A calendar from outside, read into shifts of people we know."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cards.cut import cut
from cards.ical_lines import SHOWN, IcalReason, RefusedCalendar, reduced
from cards.words import words
from desk.languages import Language
from desk.tracks import instant

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MOST_SHIFTS = 5_000
MOST_UNKNOWN = 50
DAY = timedelta(days=1)
LONGEST_REPEATED = 62 * DAY
LONGEST: Mapping[str, timedelta] = {"HOURLY": 2 * DAY, "DAILY": 8 * DAY}
"""How long what repeats by the hour or day may last: more would be many times over at once."""
PARTED = re.compile(r"\s*[·|,;:/&+()\[\]<>：，、；（）｜【】\n]+\s*|\s+[-–—]+\s+")
BROKEN = (ValueError, ArithmeticError, TypeError, AttributeError, LookupError, RecursionError)
"""What the libraries raise on calendars that are not what they should be."""


Backwards = tuple[str, datetime]
"""What an event is called, and when it begins."""


@dataclass(frozen=True, slots=True)
class IcalProblem:
    """A calendar that is not taken; `text` is the rule or zone that is meant."""

    reason: IcalReason
    text: str = ""


@dataclass(frozen=True, slots=True)
class IcalShifts:
    """Who serves when (UTC), in order; `unknown` are names that nobody here has.

    `empty` tells that the calendar has nothing at all in the time asked for; `backwards` are events
    that end before they begin, which are left out.
    """

    shifts: tuple[tuple[datetime, datetime, int], ...]
    unknown: tuple[str, ...]
    empty: bool
    backwards: tuple[Backwards, ...] = ()


def read_ical(
    data: bytes, start: datetime, end: datetime, people: Mapping[str, int], timezone: str
) -> IcalShifts | IcalProblem:
    """The shifts that overlap [start, end); `people` by any name or e-mail address of theirs.

    Events without a zone, and whole days, are in `timezone`.
    """
    zone = ZoneInfo(timezone)
    try:
        text = reduced(data, (start - LONGEST_REPEATED).date(), (end + 2 * DAY).date())
        calendar, backwards = _parted(text, zone)
        events = _expanded(calendar, start - DAY, end + DAY)
        found = _shifts(events, start, end, _People(people), zone)
        return replace(found, backwards=backwards)
    except RefusedCalendar as refused:
        return IcalProblem(refused.reason, refused.text)
    except BROKEN:
        return IcalProblem(IcalReason.NOT_A_CALENDAR)


def ical_problem_text(problem: IcalProblem, language: Language) -> str:
    """The sentence for a calendar that is not taken."""
    return words(language).say(f"ical.problem.{problem.reason}", text=problem.text)


def _parted(text: str, zone: ZoneInfo) -> "tuple[Calendar, tuple[Backwards, ...]]":
    """The calendar without the events that end before they begin, and these."""
    from icalendar import Calendar  # noqa: PLC0415 loaded on first use

    calendar = Calendar.from_ical(text)
    backwards: list[Backwards] = []
    for event in calendar.events:
        begun = _written(event, "DTSTART")
        begins = _utc(begun, zone) if isinstance(begun, date) else None
        if begins is not None and _ends_before(event, begins, zone):
            calendar.subcomponents.remove(event)
            if not _is_cancelled(event):
                backwards.append((_title(event), begins))
    return calendar, tuple(backwards[:MOST_UNKNOWN])


def _ends_before(event: "Event", begins: datetime, zone: ZoneInfo) -> bool:
    ends, lasts = _written(event, "DTEND"), _written(event, "DURATION")
    if isinstance(ends, date):
        return _utc(ends, zone) < begins
    return isinstance(lasts, timedelta) and lasts < timedelta(0)


def _written(event: "Event", name: str) -> object:
    """A time as it is written: the libraries turn those around that end before they begin."""
    return getattr(event.get(name), "dt", None)


def _expanded(calendar: "Calendar", start: datetime, end: datetime) -> "Iterable[Event]":
    from recurring_ical_events import (  # type: ignore[import-untyped]  # noqa: PLC0415 as above
        of,
    )

    for event in calendar.events:
        repeats = "RRULE" in event or "RECURRENCE-ID" in event
        if repeats and event.end - event.start > _longest(event):
            raise RefusedCalendar(IcalReason.TOO_OFTEN)
    events: Iterable[Event] = of(calendar).between(start, end)
    return events


def _longest(event: "Event") -> timedelta:
    listed = event.get("RRULE", [])
    rules = listed if isinstance(listed, list) else [listed]
    units = [str(u).upper() for rule in rules if isinstance(rule, dict) for u in rule["FREQ"]]
    return min((LONGEST.get(unit, LONGEST_REPEATED) for unit in units), default=LONGEST_REPEATED)


def _shifts(
    events: "Iterable[Event]",
    start: datetime,
    end: datetime,
    people: "_People",
    zone: ZoneInfo,
) -> IcalShifts:
    found: set[tuple[datetime, datetime, int]] = set()
    unknown: dict[str, None] = {}
    empty = True
    for event in events:
        begins, ends = _utc(event.start, zone), _utc(event.end, zone)
        if not (begins < ends and begins < end and ends > start) or _is_cancelled(event):
            continue
        empty = False
        who = people.named_by(event)
        found.update((begins, ends, person) for person in who)
        if not who:
            unknown.setdefault(_title(event))
        if len(found) > MOST_SHIFTS:
            raise RefusedCalendar(IcalReason.TOO_MANY)
    return IcalShifts(tuple(sorted(found)), tuple(unknown)[:MOST_UNKNOWN], empty)


@dataclass(slots=True)
class _People:
    """Who is meant by what an event is called."""

    people: Mapping[str, int]
    _known: dict[str, int] = field(init=False)
    _remembered: dict[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = {_plain(name): person for name, person in self.people.items() if _plain(name)}

    def named_by(self, event: "Event") -> frozenset[int]:
        """By address, else by what stands in the title."""
        attendees = frozenset(self._known[a] for a in _attendees(event) if a in self._known)
        return attendees or self._in_title(_plain(_summary(event)))

    def _in_title(self, title: str) -> frozenset[int]:
        if title not in self._remembered:
            parts = {title, *PARTED.split(title)}
            whole = frozenset(self._known[part] for part in parts if part in self._known)
            self._remembered[title] = whole or self._contained(title)
        return self._remembered[title]

    def _contained(self, title: str) -> frozenset[int]:
        """Who is named within other words (小王值班), if that is one person."""
        people = {
            person
            for name, person in self._known.items()
            if name in title and re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", title)
        }
        return frozenset(people) if len(people) == 1 else frozenset()


def _attendees(event: "Event") -> Iterator[str]:
    listed = event.get("ATTENDEE", [])
    for attendee in listed if isinstance(listed, list) else [listed]:
        yield _plain(re.sub(r"^mailto:", "", str(attendee), flags=re.IGNORECASE))
        yield _plain(str(getattr(attendee, "params", {}).get("CN", "")))


def _summary(event: "Event") -> str:
    return str(event.get("SUMMARY", ""))


def _title(event: "Event") -> str:
    """What an event is called, as it is told to people."""
    return cut(" ".join(_summary(event).split()), SHOWN)[0]


def _is_cancelled(event: "Event") -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _utc(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return instant(datetime.combine(at, time()), zone)
    return at.astimezone(UTC) if at.tzinfo else instant(at, zone)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
