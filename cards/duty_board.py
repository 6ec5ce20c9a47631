"""Who is on duty, the coming days, and somebody's own shifts, as messages."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cards.card import Message
from cards.duty_times import say_date, say_hours, say_moment, say_span
from cards.duty_words import people_said, position_name
from cards.names import Names, person_name
from cards.words import words
from desk.calendar_spans import Span
from desk.duty_board import DutyDay, Standing, Stretch
from desk.groups import Group
from desk.languages import Language
from desk.roster import Shift

MOST_SHIFTS = 30


def board_message(
    boards: Sequence[tuple[Group, Sequence[Standing]]],
    names: Names,
    language: Language,
    now: datetime,
) -> Message:
    """A paragraph a group: each position, till when, and who comes then."""
    if not boards:
        return Message(words(language).say("duty.no_group"))
    return Message("\n\n".join(_board(*board, names, language, now) for board in boards))


def _board(
    group: Group, standings: Sequence[Standing], names: Names, language: Language, now: datetime
) -> str:
    say = words(language).say
    lines = [_standing(one, group.timezone, names, language, now) for one in standings]
    heading = say("duty.board", group=group.name)
    return "\n".join([heading, *(lines or [say("duty.no_roster")])])


def _standing(
    standing: Standing, timezone: str, names: Names, language: Language, now: datetime
) -> str:
    say = words(language).say
    people = people_said(standing.people, names, language)
    if standing.position is None:
        return say("duty.always", people=people)
    position = position_name(standing.position, language)
    if standing.until is None:
        return say("duty.on", position=position, people=people)
    until = say_moment(standing.until, timezone, language, now)
    if not standing.following:
        return say("duty.on_until_nobody", position=position, people=people, until=until)
    following = people_said(standing.following, names, language)
    return say("duty.on_until", position=position, people=people, until=until, next=following)


def week_message(
    weeks: Sequence[tuple[Group, Sequence[DutyDay]]],
    names: Names,
    language: Language,
    now: datetime,
) -> Message:
    """A paragraph a group, a line a day and position."""
    if not weeks:
        return Message(words(language).say("duty.no_group"))
    return Message("\n\n".join(_week(*week, names, language, now) for week in weeks))


def _week(
    group: Group, days: Sequence[DutyDay], names: Names, language: Language, now: datetime
) -> str:
    heading = words(language).say("duty.week", group=group.name)
    lines = [_day(day, group.timezone, names, language, now) for day in days]
    return "\n".join([heading, *(lines or [words(language).say("duty.no_roster")])])


def _day(day: DutyDay, timezone: str, names: Names, language: Language, now: datetime) -> str:
    say = words(language).say
    said = [
        _position(day, position, timezone, names, language)
        for position in sorted({stretch.position for stretch in day.stretches})
    ]
    if day.gaps:
        hours = say("duty.and").join(say_hours(g, day.span, timezone, language) for g in day.gaps)
        said.append(say("duty.gap", hours=hours))
    today = now.astimezone(ZoneInfo(timezone)).date()
    date = say_date(day.day, language, today)
    who = say("duty.then").join(said) or say("duty.nobody")
    return say("duty.day", day=date, who=who)


def _position(day: DutyDay, position: int, timezone: str, names: Names, language: Language) -> str:
    stretches = [stretch for stretch in day.stretches if stretch.position == position]
    return words(language).say(
        "duty.day_position",
        position=position_name(position, language),
        people=_stretches(stretches, day.span, timezone, names, language),
    )


def _stretches(
    stretches: Sequence[Stretch], day: Span, timezone: str, names: Names, language: Language
) -> str:
    pieces = (
        f"{people_said(one.people, names, language)} {say_hours(one.span, day, timezone, language)}"
        for one in stretches
    )
    return words(language).say("duty.and").join(pieces)


def own_message(
    shifts: Sequence[tuple[Group, Shift]], names: Names, language: Language, now: datetime
) -> Message:
    """A line a shift; of many the first, and how many are left."""
    say = words(language).say
    lines = [_own(group, shift, names, language, now) for group, shift in shifts[:MOST_SHIFTS]]
    left = len(shifts) - MOST_SHIFTS
    if left > 0:
        lines.append(say("duty.own_more", n=left))
    return Message("\n".join([say("duty.own"), *(lines or [say("duty.own_none")])]))


def _own(group: Group, shift: Shift, names: Names, language: Language, now: datetime) -> str:
    say = words(language).say
    line = say(
        "duty.own_line",
        time=say_span((shift.start, shift.end), group.timezone, language, now),
        group=group.name,
        position=position_name(shift.position, language),
    )
    if shift.instead_of is None:
        return line
    return line + say("duty.instead_of", person=person_name(shift.instead_of, names, language))
