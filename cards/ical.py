"""Rosters as iCalendar: a feed to subscribe to, and calendars of others read into shifts."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cards.cut import clean
from cards.words import words
from desk.languages import Language
from desk.roster import Roster, Shift

if TYPE_CHECKING:
    from icalendar import Calendar, Event

REFRESH = timedelta(hours=1)


def roster_feed(
    roster: Roster,
    shifts: Sequence[Shift],
    names: Mapping[int, str],
    language: Language,
    base: str,
    person: int | None,
    now: datetime,
) -> bytes:
    """A calendar with an event a shift: all of them, or one person's.

    `base` is the host this desk is found at; with it, events are told from those of other desks.
    """
    say = words(language).say
    facts = {"roster": _line(roster.name)}
    name = say("ical.feed", **facts)
    if person is not None:
        name = say("ical.own_feed", person=_name(person, names, language), **facts)
    calendar = _calendar(name)
    for shift in shifts:
        if person is None or shift.person == person:
            calendar.add_component(_event(roster, shift, names, language, base, now))
    return bytes(calendar.to_ical(sorted=False))


def person_feed(
    rosters: Sequence[tuple[Roster, Sequence[Shift]]],
    names: Mapping[int, str],
    language: Language,
    base: str,
    person: int,
    now: datetime,
) -> bytes:
    """One person's shifts in all rosters as one calendar."""
    facts = {"person": _name(person, names, language)}
    calendar = _calendar(words(language).say("ical.person_feed", **facts))
    for roster, shifts in rosters:
        for shift in shifts:
            if shift.person == person:
                calendar.add_component(_event(roster, shift, names, language, base, now))
    return bytes(calendar.to_ical(sorted=False))


def _calendar(name: str) -> "Calendar":
    from icalendar import Calendar, vDuration, vText  # noqa: PLC0415 loaded on first use

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Paidan//Roster//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for called in ("name", "x-wr-calname"):
        calendar.add(called, vText(name))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _event(
    roster: Roster,
    shift: Shift,
    names: Mapping[int, str],
    language: Language,
    base: str,
    now: datetime,
) -> "Event":
    from icalendar import Event  # noqa: PLC0415 loaded on first use

    say = words(language).say
    event = Event()
    event.add("uid", _uid(roster, shift, base))
    event.add("dtstamp", now)
    event.add("dtstart", shift.start)
    event.add("dtend", shift.end)
    facts = {"person": _name(shift.person, names, language), "roster": _line(roster.name)}
    summary = say("ical.summary", layer=_line(shift.layer), **facts) if shift.layer else None
    event.add("summary", summary or say("ical.own_feed", **facts))
    if shift.instead_of is not None:
        other = _name(shift.instead_of, names, language)
        event.add("description", say("ical.instead", person=other))
    # Being on duty doesn't keep anybody from a meeting.
    event.add("transp", "TRANSPARENT")
    return event


def _uid(roster: Roster, shift: Shift, base: str) -> str:
    told = (roster.key, shift.layer, shift.ordinal, shift.start.isoformat(), shift.person)
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    return f"{digest}@{_line(base)}"


def _name(person: int, names: Mapping[int, str], language: Language) -> str:
    return _line(names.get(person, "")) or words(language).say("person.unknown")


def _line(text: str) -> str:
    return " ".join(clean(text).split())
