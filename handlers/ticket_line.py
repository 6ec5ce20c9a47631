"""A new ticket's line: its title, and what `#category` and `!priority` in it mean on this desk."""

import re
from dataclasses import dataclass

from cards.cut import cut
from desk.errors import Reason, Refusal
from desk.groups import Desk, Group

TITLE_LENGTH = 120
LONGEST_LINE = 20_000

_TAG = re.compile(r"(?:(?<=\s)|^)([#＃!！])([^\s#＃!！]{1,40})(?=\s|$)")


@dataclass(frozen=True, slots=True)
class TicketLine:
    """What a line says of the ticket; None where it says nothing."""

    title: str
    body: str
    group: str | None
    category: str | None
    priority: str | None


def read_ticket_line(text: str, desk: Desk) -> TicketLine:
    """Read a line. Tags that the desk doesn't know stay in the title.

    Raises:
        Refusal: nothing is left to be a title, or it is longer than a ticket can hold.
    """
    if len(text) > LONGEST_LINE:
        raise Refusal(Reason.TOO_LONG, limit=LONGEST_LINE)
    group: Group | None = None
    category: str | None = None
    priority: str | None = None

    def take(tag: re.Match[str]) -> str:
        nonlocal group, category, priority
        if tag[1] in "!！" and priority is None and (found := desk.priority_called(tag[2])):
            priority = found.key
            return ""
        if tag[1] in "#＃" and group is None:
            if by_category := desk.group_for_category(tag[2]):
                group, category = by_category
                return ""
            if by_name := desk.group_called(tag[2]):
                group = by_name
                return ""
        return tag[0]

    words = re.sub(r"[ \t]{2,}", " ", _TAG.sub(take, text)).strip()
    if not words:
        raise Refusal(Reason.EMPTY_LINE)
    title, body = _title_and_body(words)
    return TicketLine(title, body, group.key if group else None, category, priority)


def _title_and_body(words: str) -> tuple[str, str]:
    """The first line is the title; the whole text is kept where that is not all of it."""
    first = words.splitlines()[0].strip()
    if first == words and len(first) <= TITLE_LENGTH:
        return first, ""
    return cut(first, TITLE_LENGTH)[0], words
