"""A ticket's clocks in words: by when, how near that is, and what happens next."""

from collections.abc import Iterable
from datetime import datetime

from cards.card import Fact
from cards.names import (
    clock_name,
    group_name,
    group_timezone,
    priority_name,
    status_name,
    waiting_name,
)
from cards.words import say_day, words
from desk.clock_face import Upcoming, clock_shown, upcoming_of
from desk.clocks import Clock, ClockState
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.ticket import Ticket


def clock_facts(ticket: Ticket, desk: Desk, language: Language) -> Iterable[Fact]:
    """The nearest clock, and what happens next; a card follows them: they change by events only.

    All of it is in desk/clock_face.py, by which it is known whether a card has to be redrawn.
    """
    clock = clock_shown(ticket.clocks)
    if clock is None:
        return
    say = words(language).say
    label = say("clock.label", clock=clock_name(clock.kind, language))
    yield Fact(label, clock_state(clock, ticket, desk, language))
    upcoming = upcoming_of(ticket.clocks, ticket, desk)
    if upcoming is None:
        return
    told = _next(upcoming, ticket, desk, language)
    if upcoming.clock is not clock.kind:
        told = say("clock.next_of", next=told, clock=clock_name(upcoming.clock, language))
    yield Fact(say("label.next"), told)


def clock_state(clock: Clock, ticket: Ticket, desk: Desk, language: Language) -> str:
    """Until when it runs, or how it ended."""
    say = words(language).say
    due = _time(clock.due, ticket, desk, language) if clock.due else "-"
    done = _time(clock.stopped_at, ticket, desk, language) if clock.stopped_at else "-"
    match clock.state:
        case ClockState.PAUSED:
            why = clock.pauses[-1].why if clock.pauses else ""
            return say("clock.paused", why=why_paused(why, language))
        case ClockState.RUNNING:
            return say(f"clock.{clock.mood}", due=due)
        case ClockState.MET:
            return say("clock.met", at=done)
        case ClockState.MISSED:
            return say("clock.missed", due=due, at=done)
        case ClockState.DROPPED:
            return say("clock.dropped")


def clock_next(clock: Clock, ticket: Ticket, desk: Desk, language: Language) -> str:
    """When something happens next around this clock, and what; empty if nothing will."""
    upcoming = upcoming_of((clock,), ticket, desk)
    return _next(upcoming, ticket, desk, language) if upcoming else ""


def why_paused(why: str, language: Language) -> str:
    """What a paused clock waits for, or in which state the ticket was over."""
    if why in set(WaitingFor):
        return waiting_name(WaitingFor(why), language)
    return status_name(Status(why), language) if why in set(Status) else why


def _time(at: datetime, ticket: Ticket, desk: Desk, language: Language) -> str:
    return say_day(at, group_timezone(ticket.group, desk), language, ticket.changed_at)


def _next(upcoming: Upcoming, ticket: Ticket, desk: Desk, language: Language) -> str:
    """When, and all that happens then: people are told, and what the desk does itself."""
    say = words(language).say
    whom = say("clock.and").join(say(f"whom.{one}") for one in upcoming.whom)
    priority, rung = upcoming.priority, upcoming.rung
    what = (
        say("next.remind", whom=whom) if whom else "",
        say("next.raise", priority=priority_name(priority, desk, language)) if priority else "",
        say("next.move", group=group_name(rung, desk)) if rung else "",
        say("next.post") if upcoming.post else "",
        say("next.webhook") if upcoming.webhook else "",
    )
    time = _time(upcoming.at, ticket, desk, language)
    return say("clock.next", time=time, what=say("next.and").join(filter(None, what)))
