"""Why a ticket's deadlines are when they are, what was decided about them, and who was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cards.card import Button, Card, Color, Fact, Page, Press
from cards.clock_facts import clock_state
from cards.cut import cut
from cards.lengths import say_length
from cards.names import (
    Names,
    calendar_name,
    clock_name,
    group_name,
    group_timezone,
    person_name,
    ticket_number,
)
from cards.why_days import day_lines
from cards.why_events import Decided, EventWords
from cards.words import say_day, words
from desk.clocks import Clock, latest
from desk.groups import Desk
from desk.languages import Language
from desk.sla import Explanation
from desk.ticket import Ticket

TITLE_LENGTH = 60
DAYS_A_CLOCK = 5
EVENTS = 6
REASONS = 8
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Why:
    """All that there is to be told about a ticket's deadlines.

    `clocks` come with their explanations, `events` oldest first; `reasons` tell who was chosen and
    why, in lines.
    """

    ticket: Ticket
    clocks: Sequence[tuple[Clock, Explanation]]
    events: Sequence[Decided]
    desk: Desk
    names: Names
    reasons: Sequence[str] = field(default_factory=tuple)


def why_card(why: Why, language: Language) -> Card:
    """The most of it; what is left out can be had under a button."""
    ticket, say = why.ticket, words(language).say
    shown = [one for one in why.clocks if _is_told_first(one[0], ticket)]
    days = [_days(one, why, language) for one in shown]
    clocks = [
        (*_heading(one, why, language), *_some(lines, language))
        for one, lines in zip(shown, days, strict=True)
    ]
    events = [_event_words(why, language).line(event) for event in why.events[-EVENTS:]]
    left = len(why.events) > EVENTS or len(why.reasons) > REASONS or len(shown) < len(why.clocks)
    left = left or any(len(lines) > DAYS_A_CLOCK for lines in days)
    rest = Button(say("why.all"), Press("why_all", ticket.id))
    return Card(
        title=_title(ticket, language),
        tag=say("why.tag"),
        color=Color.BLUE,
        body="\n\n".join("\n".join(lines) for lines in clocks) or say("promise.nothing"),
        facts=(
            Fact(say("label.group"), group_name(ticket.group, why.desk)),
            Fact(say("label.assignee"), _assignee(why, language)),
        ),
        news="\n\n".join(
            filter(None, (_decided(events, language), _chosen(why, language, REASONS)))
        ),
        buttons=(rest,) if left else (),
        rest=rest if not left else None,
    )


def why_page(why: Why, language: Language) -> Page:
    """All of it."""
    words_of_events = _event_words(why, language)
    clocks = [
        "\n".join((*_heading(one, why, language), *_days(one, why, language, whole=True)))
        for one in why.clocks
    ]
    events = [words_of_events.line(event, whole=True) for event in why.events]
    parts = (*clocks, _decided(events, language), _chosen(why, language))
    say = words(language).say
    return Page(
        title=_title(why.ticket, language),
        text="\n\n".join(filter(None, parts)) or say("promise.nothing"),
        close=say("page.close"),
    )


def _title(ticket: Ticket, language: Language) -> str:
    title = cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0]
    return words(language).say("why.title", ticket=ticket_number(ticket.id, language), title=title)


def _is_told_first(clock: Clock, ticket: Ticket) -> bool:
    return clock.runs or clock is latest(ticket.clocks, clock.kind)


def _days(
    one: tuple[Clock, Explanation], why: Why, language: Language, whole: bool = False
) -> tuple[str, ...]:
    zone = group_timezone(why.ticket.group, why.desk)
    return day_lines(one[1].stretches, zone, language, whole)


def _some(lines: Sequence[str], language: Language) -> Sequence[str]:
    """The first ones and the last, and how many lie between."""
    left = len(lines) - DAYS_A_CLOCK
    if left <= 0:
        return lines
    between = words(language).say("why.further", n=left + 1)
    return (*lines[: DAYS_A_CLOCK - 2], between, lines[-1])


def _heading(one: tuple[Clock, Explanation], why: Why, language: Language) -> tuple[str, ...]:
    """What the clock waits for, until when, and by which promise."""
    clock, explained = one
    say = words(language).say
    zone = group_timezone(why.ticket.group, why.desk)
    promised = say(
        "why.promised",
        length=say_length(explained.limit, language),
        calendar=calendar_name(explained.calendar, language),
        policy=explained.policy,
        version=explained.version,
        start=say_day(clock.started_at, zone, language, why.ticket.changed_at),
    )
    state = clock_state(clock, why.ticket, why.desk, language)
    return (
        say("why.clock", clock=clock_name(clock.kind, language), state=state),
        promised + _added(clock, language),
    )


def _added(clock: Clock, language: Language) -> str:
    say = words(language).say
    extended = say("why.extended", length=say_length(clock.extended, language))
    held = say("why.kept", length=say_length(clock.held, language))
    return (extended if clock.extended else "") + (held if clock.held else "")


def _decided(lines: Sequence[str], language: Language) -> str:
    return "\n".join((words(language).say("why.decided"), *lines)) if lines else NOTHING


def _chosen(why: Why, language: Language, most: int | None = None) -> str:
    reasons = why.reasons if most is None else why.reasons[:most]
    return "\n".join((words(language).say("why.chosen"), *reasons)) if reasons else NOTHING


def _event_words(why: Why, language: Language) -> EventWords:
    zone = group_timezone(why.ticket.group, why.desk)
    return EventWords(why.desk, why.names, zone, language, why.ticket.changed_at)


def _assignee(why: Why, language: Language) -> str:
    person = why.ticket.assignee
    if person is None:
        return words(language).say("card.nobody")
    return person_name(person, why.names, language)
