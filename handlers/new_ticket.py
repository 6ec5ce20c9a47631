"""A ticket made of a line, wherever the line came from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desk.errors import Fact
from desk.events import Origin
from desk.groups import Desk
from desk.languages import Language
from desk.people import Actor
from desk.source import Source
from desk.ticket import Ticket
from desk.triage import Asked, Destination, PriorityChoice, priority_for, where_to
from handlers.request import Request
from handlers.ticket_line import TicketLine, read_ticket_line
from storage.store import Store


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket that nobody was chosen for yet; `why` it has its group and priority."""

    ticket: Ticket
    why: Mapping[str, Fact]


def new_ticket(
    text: str,
    origin: Origin,
    by: Actor,
    request: Request,
    store: Store,
    language: Language,
    source: Source | None = None,
) -> NewTicket:
    """A ticket as its line asks for it."""
    line = read_ticket_line(text, store.desk)
    return ticket_of_line(line, origin, by, request, store, language, source)


def ticket_of_line(
    line: TicketLine,
    origin: Origin,
    by: Actor,
    request: Request,
    store: Store,
    language: Language,
    source: Source | None = None,
) -> NewTicket:
    """A ticket as a line or a form says it; its time is the messenger's, never later than now."""
    desk = store.desk
    at = min(request.at + store.clock.offset, store.clock.now())
    here = desk.group_at(origin.place.conversation)
    new = ticket_asked_at(line, origin, by, at, desk, here.key if here else None, language)
    return replace(new, ticket=replace(new.ticket, source=source))


def ticket_asked_at(
    line: TicketLine,
    origin: Origin,
    by: Actor,
    at: datetime,
    desk: Desk,
    here: str | None,
    language: Language,
) -> NewTicket:
    """A ticket as its line asks for it; `here` is the group it was asked at."""
    destination = where_to(desk, line.category, line.customer_tier, line.group, here)
    priority = _priority_of(line, desk)
    ticket = Ticket(
        title=line.title,
        body=line.body,
        group=destination.group,
        category=line.category,
        customer_tier=line.customer_tier,
        impact=line.impact,
        urgency=line.urgency,
        priority=priority.priority,
        reporter=by.person.id,
        origin=origin,
        language=language,
        opened_at=at,
        changed_at=at,
        status_since=at,
        status_by=by.person.id,
    )
    return NewTicket(ticket, _why(destination, priority))


def _priority_of(line: TicketLine, desk: Desk) -> PriorityChoice:
    return priority_for(
        desk,
        Asked(
            priority=line.priority,
            text=line.body or line.title,
            category=line.category,
            customer_tier=line.customer_tier,
            impact=line.impact,
            urgency=line.urgency,
        ),
    )


def _why(destination: Destination, priority: PriorityChoice) -> Mapping[str, Fact]:
    facts: Mapping[str, Fact | None] = {
        "group_why": destination.why.value,
        "group_fact": destination.fact,
        "priority_why": priority.why.value,
        "priority_rule": priority.rule,
        "priority_word": priority.word,
        "priority_category": priority.category,
        "priority_impact": priority.impact,
        "priority_urgency": priority.urgency,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
