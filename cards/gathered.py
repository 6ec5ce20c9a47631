"""What is told in a flood of less urgent tickets: one message that names each, with its clock."""

from collections.abc import Sequence

from cards.card import Message
from cards.clock_facts import clock_state
from cards.cut import cut
from cards.names import clock_name, status_name, ticket_number
from cards.words import words
from desk.address import AccountAddress
from desk.clock_face import clock_shown
from desk.groups import Desk
from desk.languages import Language
from desk.ticket import Ticket

TITLE_LENGTH = 60


def gathered_message(
    tickets: Sequence[Ticket],
    desk: Desk,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
) -> Message:
    """A line a ticket, as it is by now."""
    heading = words(language).say("gathered.heading", n=len(tickets))
    lines = (_line(ticket, desk, language) for ticket in tickets)
    return Message("\n".join((heading, *lines)), call)


def _line(ticket: Ticket, desk: Desk, language: Language) -> str:
    say, clock = words(language).say, clock_shown(ticket.clocks)
    named = say(
        "remind.ticket",
        ticket=ticket_number(ticket.id, language),
        title=cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0],
    )
    status = status_name(ticket.status, language)
    if clock is None:
        return say("gathered.line", ticket=named, status=status)
    state = clock_state(clock, ticket, desk, language)
    kind = clock_name(clock.kind, language)
    return say("gathered.line_clock", ticket=named, status=status, clock=kind, state=state)
