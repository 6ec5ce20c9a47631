"""A ticket made of a line, wherever the line came from."""

from desk.groups import Desk
from desk.languages import Language
from desk.people import Actor
from desk.ticket import Origin, Ticket
from handlers.request import Request
from handlers.ticket_line import TicketLine, read_ticket_line
from storage.store import Store


def new_ticket(
    text: str, origin: Origin, by: Actor, request: Request, store: Store, language: Language
) -> Ticket:
    """A ticket as its line asks for it; its time is the messenger's, never later than now."""
    desk = store.desk
    line = read_ticket_line(text, desk)
    at = min(request.at + store.clock.offset, store.clock.now())
    return Ticket(
        title=line.title,
        body=line.body,
        group=_group_for(line, origin, desk),
        category=line.category,
        priority=line.priority or desk.default_priority,
        reporter=by.person.id,
        origin=origin,
        language=language,
        opened_at=at,
        changed_at=at,
        status_since=at,
        status_by=by.person.id,
    )


def _group_for(line: TicketLine, origin: Origin, desk: Desk) -> str:
    here = desk.group_at(origin.place.conversation)
    return line.group or (here.key if here else desk.default_group)
