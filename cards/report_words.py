"""What reports for operators are made of: tickets, people, times and lists, as lines of text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cards.cut import clean, cut
from cards.names import Names, group_timezone, person_name, ticket_number
from cards.words import say_day, words
from desk.address import ConversationAddress
from desk.groups import Desk
from desk.languages import Language
from desk.ticket import Ticket

T = TypeVar("T")

TITLE_LENGTH = 60
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Teller:
    """Says things in the operator's language; `at` is when the report is made."""

    desk: Desk
    names: Names
    language: Language
    at: datetime

    def say(self, key: str, **facts: str | int) -> str:
        """A sentence."""
        return words(self.language).say(key, **facts)

    def ticket(self, ticket: Ticket) -> str:
        """Its number and the beginning of its title."""
        title = cut(" ".join(clean(ticket.title).split()), TITLE_LENGTH)[0]
        return f"{ticket_number(ticket.id, self.language)} {title}"

    def people(self, people: Iterable[int]) -> str:
        """Their names; nobody, if there are none."""
        names = [person_name(person, self.names, self.language) for person in people]
        return self.say("report.and").join(names) or self.say("report.nobody")

    def time(self, at: datetime | None, timezone: str) -> str:
        """A moment with its day, in that zone."""
        if at is None:
            return self.say("report.none")
        return say_day(at, timezone, self.language, self.at)

    def time_of(self, at: datetime | None, ticket: Ticket) -> str:
        """A moment as the ticket's group reads it."""
        return self.time(at, group_timezone(ticket.group, self.desk))

    def places(self, places: Sequence[ConversationAddress]) -> str:
        """Conversations by messenger and id."""
        named = [f"{place.messenger} {place.id}" for place in places]
        return self.say("report.and").join(named) or self.say("report.none")

    def listed(self, every: Sequence[T], number: int, line: Callable[[T], str]) -> Iterable[str]:
        """A line each, and how many more there are."""
        yield from (INDENT + line(one) for one in every)
        if number > len(every):
            yield INDENT + self.say("report.more", n=number - len(every))
