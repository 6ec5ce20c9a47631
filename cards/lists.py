"""Tickets one a line."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import Message
from cards.cut import cut
from cards.names import Names, group_name, person_name, status_name, ticket_number
from cards.why_routing import SEPARATOR, grounds_said
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.ticket import Ticket
from desk.waiting import Skipped

LINES = 20
TITLE_LENGTH = 60


def ticket_list(
    tickets: Sequence[Ticket], desk: Desk, names: Names, language: Language, heading: str
) -> Message:
    """A line a ticket; of a long list the first lines, and how many are left.

    `heading` names what is listed: "mine", "group" (of this conversation) or "groups".
    """
    say = words(language).say
    known = {**{person.id: person.name for person in desk.people.values()}, **names}
    lines = [_line(ticket, known, language) for ticket in tickets[:LINES]]
    left = len(tickets) - LINES
    if left > 0:
        lines.append(say("list.more", n=left))
    return Message("\n".join([say(f"list.{heading}"), *(lines or [say("list.empty")])]))


def _line(ticket: Ticket, names: Names, language: Language) -> str:
    say = words(language).say
    nobody = ticket.assignee is None
    return say(
        "list.line",
        ticket=ticket_number(ticket.id, language),
        status=status_name(ticket.status, language),
        title=cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0],
        assignee=say("card.nobody") if nobody else person_name(ticket.assignee, names, language),
    )


def none_fits_message(
    skipped: Sequence[Skipped], desk: Desk, groups: Sequence[str], at: datetime, language: Language
) -> Message:
    """That nothing in these groups' queues can be somebody's next one, and why not."""
    say = words(language).say
    named = SEPARATOR[language].join(group_name(group, desk) for group in groups)
    if not skipped:
        return Message(say("next.empty", groups=named))
    lines = [say("next.none_fits", groups=named)]
    for one in skipped[:LINES]:
        grounds = grounds_said(one.grounds, desk, groups[0], at, language)
        number = ticket_number(one.ticket, language)
        lines.append(say("next.skipped", ticket=number, grounds=grounds))
    left = len(skipped) - LINES
    return Message("\n".join([*lines, *([say("list.more", n=left)] if left > 0 else [])]))
