"""What somebody did to a clock: reminders put off, or more time; of which one, and until when."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from cards.cut import cut
from cards.lengths import say_length
from cards.names import clock_name, group_timezone, ticket_number
from cards.words import say_day, words
from desk.clocks import Clock, ClockKind, extendable, nearest
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Action
from desk.ticket import Ticket

TITLE_LENGTH = 60


def moved_clock_line(
    ticket: Ticket,
    action: Action,
    by: str,
    facts: Mapping[str, Fact],
    desk: Desk,
    language: Language,
) -> str:
    """What was done to which clock; empty where the event does not tell."""
    kind = str(facts.get("clock", ""))
    if action not in {Action.SNOOZE, Action.EXTEND} or kind not in set(ClockKind):
        return ""
    told = _extended(facts) if action is Action.EXTEND else _snoozed(facts)
    return told and words(language).say(
        told,
        person=by,
        clock=clock_name(ClockKind(kind), language),
        ticket=ticket_number(ticket.id, language),
        title=cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0],
        length=say_length(timedelta(seconds=int(str(facts.get("seconds", 0)))), language),
        **{
            name: _moment(facts.get(fact), ticket, desk, language)
            for name, fact in (("old", "from_due"), ("due", "due"), ("until", "until"))
        },
    )


def clock_question(action: Action, ticket: Ticket, desk: Desk, language: Language) -> str:
    """What a form asks, naming the clock that it is about; empty where none is."""
    clock = _asked_about(action, ticket)
    if clock is None:
        return ""
    say, name = words(language).say, clock_name(clock.kind, language)
    if clock.due is None:
        return say(f"form.{action}.question_stopped", clock=name)
    due = say_day(clock.due, group_timezone(ticket.group, desk), language, ticket.changed_at)
    return say(f"form.{action}.question_of", clock=name, due=due)


def _asked_about(action: Action, ticket: Ticket) -> Clock | None:
    match action:
        case Action.SNOOZE:
            return nearest(ticket.clocks)
        case Action.EXTEND:
            return extendable(ticket.clocks)
        case _:
            return None


def _extended(facts: Mapping[str, Fact]) -> str:
    return "notice.extended" if {"from_due", "due"} <= facts.keys() else "notice.extended_stopped"


def _snoozed(facts: Mapping[str, Fact]) -> str:
    return f"notice.snoozed_{facts.get('cut', 'until')}" if "until" in facts else ""


def _moment(fact: Fact | None, ticket: Ticket, desk: Desk, language: Language) -> str:
    if not fact:
        return ""
    at = datetime.fromisoformat(str(fact))
    return say_day(at, group_timezone(ticket.group, desk), language, ticket.changed_at)
