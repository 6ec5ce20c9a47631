"""What the figures of a summary are called, and the time that they are about."""

from cards.duty_times import say_moment, say_span
from cards.names import group_name, group_timezone
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.reports import MOMENT, Counted, Figure, Part


def figure_name(figure: Figure, language: Language) -> str:
    """As it stands before its number."""
    return words(language).say(f"summary.{figure}")


def counted_heading(counted: Counted, desk: Desk, language: Language) -> str:
    """What stands above the tickets behind a figure."""
    say, part = words(language).say, counted.parts[0]
    if counted.figure is None:
        return say("list.tickets")
    time = said_time(part, desk, language)
    if counted.figure is Figure.BACKLOG:
        zone = group_timezone(part.group, desk)
        time = say_moment(part.until - MOMENT, zone, language, part.as_of)
    return say(
        "summary.behind",
        figure=figure_name(counted.figure, language),
        groups=said_groups(counted.parts, desk, language),
        time=time,
    )


def said_groups(parts: tuple[Part, ...], desk: Desk, language: Language) -> str:
    """The group by name, or how many there are."""
    if len(parts) == 1:
        return group_name(parts[0].group, desk)
    return words(language).say("summary.groups", n=len(parts))


def said_time(part: Part, desk: Desk, language: Language) -> str:
    """From when to when, by the group's clocks."""
    zone = group_timezone(part.group, desk)
    return say_span((part.since, part.until), zone, language, part.as_of)
