"""What somebody wants listed: the tickets, the page, and how the pages follow each other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.moves import Status
from desk.reports import Counted

PAGE = 10


class Scope(StrEnum):
    """Whose tickets a list shows."""

    MINE = "mine"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; an empty part says nothing.

    With a `scope` it is a list of what these people or groups have; without one it is a search, by
    words and whatever else is said. `home`: a list of the group in whose channel it was asked for,
    for everybody there to see. `said` is how it was asked for. `counted`: what stands behind a
    figure of a summary, whatever else is said.
    """

    said: str
    scope: Scope | None = None
    home: bool = False
    words: str = ""
    states: tuple[Status, ...] = ()
    groups: tuple[str, ...] = ()
    person: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    late: bool = False
    oldest_first: bool = False
    counted: Counted | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page: the first, or the one before or behind a ticket in the order of the list."""

    ticket: int = 0
    back: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """The numbers of tickets on a page in their order, and whether there is more either way."""

    tickets: tuple[int, ...]
    before: bool = False
    behind: bool = False


def page_of(found: list[int], turn: Turn) -> ListPage:
    """From what was found beyond the turn's ticket, at most one more than a page has room for.

    A page back was read from its end.
    """
    more = len(found) > PAGE
    shown = found[:PAGE]
    if turn.back:
        return ListPage(tuple(reversed(shown)), before=more, behind=True)
    return ListPage(tuple(shown), before=bool(turn.ticket), behind=more)
