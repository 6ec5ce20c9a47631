"""A new ticket's line: its title, and what `#category`, `#VIP`, `!priority` and `impact:high` mean
here."""

import re
from dataclasses import dataclass

from cards.cut import cut
from desk.degrees import Degree, read_degrees
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.tags import TagKind, Tags

TITLE_LENGTH = 120
LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class TicketLine:
    """What a line says of the ticket; None where it says nothing. `group` is one that it names."""

    title: str
    body: str
    group: str | None
    category: str | None
    priority: str | None
    customer_tier: str | None = None
    impact: Degree | None = None
    urgency: Degree | None = None


def read_ticket_line(text: str, desk: Desk) -> TicketLine:
    """Read a line. Tags that the desk doesn't know, or a second one of a kind, stay in the title.

    Raises:
        Refusal: nothing is left to be a title, or it is longer than a ticket can hold.
    """
    if len(text) > LONGEST_LINE:
        raise Refusal(Reason.TOO_LONG, limit=LONGEST_LINE)
    tags, degrees = Tags(desk), read_degrees(text)
    words = re.sub(r"[ \t]{2,}", " ", tags.without(degrees.text)).strip()
    if not words:
        raise Refusal(Reason.EMPTY_LINE)
    title, body = title_and_body(words)
    found = tags.found
    return TicketLine(
        title,
        body,
        found.get(TagKind.GROUP),
        found.get(TagKind.CATEGORY),
        found.get(TagKind.PRIORITY),
        found.get(TagKind.CUSTOMER_TIER),
        degrees.impact,
        degrees.urgency,
    )


def title_and_body(words: str) -> tuple[str, str]:
    """The first line is the title; the whole text is kept where that is not all of it."""
    first = words.splitlines()[0].strip()
    if first == words and len(first) <= TITLE_LENGTH:
        return first, ""
    return cut(first, TITLE_LENGTH)[0], words
