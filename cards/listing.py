"""A page of a list or a search: what was asked for, a line a ticket, and buttons to turn it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Message, Press
from cards.cut import cut
from cards.duty_times import say_span
from cards.names import (
    Names,
    group_name,
    group_timezone,
    person_name,
    status_name,
    ticket_number,
)
from cards.summary_words import counted_heading
from cards.why_routing import SEPARATOR
from cards.words import say_ago, words
from desk.groups import Desk
from desk.languages import Language
from desk.moves import ENDED, EVERY_STATE, OPEN_STATES, WAITING_FOR_HANDS
from desk.sought import ListPage, Scope, Sought
from desk.ticket import Ticket

TITLE_LENGTH = 60
STATES_SAID = (
    (OPEN_STATES, "list.open"),
    (WAITING_FOR_HANDS, "list.waiting"),
    (ENDED, "list.ended"),
    (EVERY_STATE, "list.all"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticket on a page; `whole` if its reader sees more than number, state and group."""

    ticket: Ticket
    whole: bool


def listing_message(
    sought: Sought,
    listed: Sequence[Listed],
    page: ListPage,
    listing: int,
    desk: Desk,
    names: Names,
    language: Language,
    now: datetime,
    not_yet: int = 0,
) -> Message:
    """The page. `listing` is the name under which it is turned; tickets numbered below `not_yet`
    can't be searched yet."""
    say = words(language).say
    known = {**{person.id: person.name for person in desk.people.values()}, **names}
    aged = sought.oldest_first or sought.late
    lines = [_heading(sought, desk, known, language, now)]
    lines += [_line(one, desk, known, language, now if aged else None) for one in listed]
    if not listed:
        lines.append(say("find.empty" if sought.words else "list.empty"))
    if not_yet:
        lines.append(say("find.not_yet", ticket=ticket_number(not_yet, language)))
    return Message("\n".join(lines), buttons=_buttons(page, listing, language))


def _heading(sought: Sought, desk: Desk, names: Names, language: Language, now: datetime) -> str:
    say = words(language).say
    if sought.counted is not None:
        return say("list.whole", heading=counted_heading(sought.counted, desk, language))
    usual = frozenset(sought.states) == OPEN_STATES
    parts = _narrowed(sought, desk, names, language, now)
    if sought.words:
        heading = say("find.heading", words=" ".join(sought.words.split()))
    elif sought.scope is None:
        heading = say("find.all")
    elif sought.scope is Scope.MINE:
        heading = say("list.mine")
    elif usual and (sought.home or len(sought.groups) != 1):
        heading = say("list.group" if sought.home else "list.groups")
    else:
        heading = say("list.tickets")
    said = SEPARATOR[language].join(parts)
    if not said:
        return say("list.whole", heading=heading)
    return say("list.narrowed", heading=heading, parts=said)


def _narrowed(
    sought: Sought, desk: Desk, names: Names, language: Language, now: datetime
) -> list[str]:
    """How it was narrowed, so that a reader sees how they were understood."""
    say = words(language).say
    parts: list[str] = []
    states = frozenset(sought.states)
    named = sought.scope is Scope.GROUP and not sought.home and len(sought.groups) == 1
    if states and (states != OPEN_STATES or sought.scope is None or named):
        whole = next((key for same, key in STATES_SAID if same == states), None)
        said = [status_name(status, language) for status in sought.states]
        parts.append(say(whole) if whole else SEPARATOR[language].join(said))
    if sought.late:
        parts.append(say("list.late"))
    if sought.scope is None or named:
        parts += [group_name(group, desk) for group in sought.groups]
    if sought.person is not None:
        parts.append(person_name(sought.person, names, language))
    if sought.since is not None and sought.until is not None:
        zone = group_timezone(desk.default_group, desk)
        parts.append(say_span((sought.since, sought.until), zone, language, now))
    if sought.oldest_first:
        parts.append(say("list.oldest"))
    return parts


def _line(
    one: Listed, desk: Desk, names: Names, language: Language, aged_at: datetime | None
) -> str:
    say = words(language).say
    ticket = one.ticket
    number, status = ticket_number(ticket.id, language), status_name(ticket.status, language)
    if not one.whole:
        group = group_name(ticket.group, desk)
        return say("list.outline", ticket=number, status=status, group=group)
    nobody = ticket.assignee is None
    line = say(
        "list.line",
        ticket=number,
        status=status,
        title=cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0],
        assignee=say("card.nobody") if nobody else person_name(ticket.assignee, names, language),
    )
    if aged_at is None:
        return line
    return say("list.aged", line=line, ago=say_ago(aged_at - ticket.opened_at, language))


def _buttons(page: ListPage, listing: int, language: Language) -> tuple[Button, ...]:
    if not listing or not page.tickets:
        return ()
    say = words(language).say
    sides = (
        (page.before, "list.previous", f"p{page.tickets[0]}"),
        (page.behind, "list.next", f"n{page.tickets[-1]}"),
    )
    return tuple(
        Button(say(key), Press("page", listing, choice=choice))
        for there, key, choice in sides
        if there
    )
