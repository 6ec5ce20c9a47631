"""A new ticket's line: its title, and what `#category`, `#VIP`, `!priority` and `impact:high` mean
here."""

import re
from dataclasses import dataclass, field

from cards.cut import cut
from desk.degrees import Degree, read_degrees
from desk.errors import Reason, Refusal
from desk.groups import Desk

TITLE_LENGTH = 120
LONGEST_LINE = 20_000

_TAG = re.compile(r"(?:(?<=\s)|^)([#＃!！])([^\s#＃!！]{1,40})(?=\s|$)")


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
    tags, degrees = _Tags(desk), read_degrees(text)
    words = re.sub(r"[ \t]{2,}", " ", _TAG.sub(tags.take, degrees.text)).strip()
    if not words:
        raise Refusal(Reason.EMPTY_LINE)
    title, body = title_and_body(words)
    found = tags.found
    return TicketLine(
        title,
        body,
        found.get("group"),
        found.get("category"),
        found.get("priority"),
        found.get("customer_tier"),
        degrees.impact,
        degrees.urgency,
    )


@dataclass(slots=True)
class _Tags:
    """What the tags of a line mean, each kind once."""

    desk: Desk
    found: dict[str, str] = field(default_factory=dict)

    def take(self, tag: re.Match[str]) -> str:
        """What stays of a tag: nothing if it is understood."""
        kind, key = self._meaning(tag[1], tag[2])
        if key is None or kind in self.found:
            return tag[0]
        self.found[kind] = key
        return ""

    def _meaning(self, mark: str, word: str) -> tuple[str, str | None]:
        if mark in "!！":
            priority = self.desk.priority_called(word)
            return "priority", priority.key if priority else None
        if by_category := self.desk.group_for_category(word):
            return "category", by_category[1]
        if by_name := self.desk.group_called(word):
            return "group", by_name.key
        return "customer_tier", self.desk.customer_tier_called(word)


def title_and_body(words: str) -> tuple[str, str]:
    """The first line is the title; the whole text is kept where that is not all of it."""
    first = words.splitlines()[0].strip()
    if first == words and len(first) <= TITLE_LENGTH:
        return first, ""
    return cut(first, TITLE_LENGTH)[0], words
