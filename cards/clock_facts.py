"""A ticket's clocks in words: by when, how near that is, and what happens next."""

from collections.abc import Iterable
from datetime import datetime

from cards.card import Fact
from cards.names import clock_name, group_name, group_timezone, status_name, waiting_name
from cards.words import say_day, words
from desk.clock_steps import next_step, policy_called
from desk.clocks import PROMISES, Clock, ClockState, nearest
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.promises import Step
from desk.ticket import Ticket
from desk.triage import next_rung


def clock_facts(ticket: Ticket, desk: Desk, language: Language) -> Iterable[Fact]:
    """The nearest clock and its next step; a card follows them, as they change by events only."""
    clock = nearest(ticket.clocks) or _paused(ticket.clocks)
    if clock is None:
        return
    say = words(language).say
    label = say("clock.label", clock=clock_name(clock.kind, language))
    yield Fact(label, clock_state(clock, ticket, desk, language))
    if following := clock_next(clock, ticket, desk, language):
        yield Fact(say("label.next"), following)


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
    """When somebody is told next, and who; empty if nobody will be."""
    policy = policy_called(desk, clock.policy)
    following = next_step(clock, policy, desk) if policy else None
    if following is None:
        return ""
    _, step, at = following
    whom = _whom(step, ticket, desk, language)
    time = _time(at, ticket, desk, language)
    return words(language).say("clock.next", time=time, whom=whom) if whom else ""


def why_paused(why: str, language: Language) -> str:
    """What a paused clock waits for, or in which state the ticket was over."""
    if why in set(WaitingFor):
        return waiting_name(WaitingFor(why), language)
    return status_name(Status(why), language) if why in set(Status) else why


def _time(at: datetime, ticket: Ticket, desk: Desk, language: Language) -> str:
    return say_day(at, group_timezone(ticket.group, desk), language, ticket.changed_at)


def _whom(step: Step, ticket: Ticket, desk: Desk, language: Language) -> str:
    """The people, and the group that gets the ticket."""
    say = words(language).say
    told = [say(f"whom.{whom}") for whom in step.tell]
    rung = next_rung(desk, ticket.group, ticket.category) if step.next_tier else None
    if rung is not None:
        told.append(group_name(rung, desk))
    return say("clock.and").join(told)


def _paused(clocks: tuple[Clock, ...]) -> Clock | None:
    paused = [c for c in clocks if c.kind in PROMISES and c.state is ClockState.PAUSED]
    return paused[0] if paused else None
