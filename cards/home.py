"""What somebody sees on the desk's home: what waits for them, their tickets, their queues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.card import Button, Home, HomeLine, HomePart, Press, Style
from cards.clock_facts import clock_state
from cards.cut import cut
from cards.duty_times import say_span
from cards.duty_words import names_with, request_number
from cards.names import (
    Names,
    clock_name,
    group_name,
    group_timezone,
    person_name,
    status_name,
    ticket_number,
)
from cards.ticket_form import NEW_TICKET
from cards.words import words
from desk.clock_face import clock_shown
from desk.groups import Desk
from desk.languages import Language
from desk.matters import MatterState, SwapRequest
from desk.moves import Status
from desk.swaps import SwapAnswer
from desk.ticket import Ticket

LINES = 10
LINES_OF_QUEUES = 40
"""Together: Slack shows a hundred blocks, and whoever leads many groups wants to see them all."""
TITLE_LENGTH = 80
SHOW = "show"


@dataclass(frozen=True, slots=True)
class AtHome:
    """All that is shown to one person; `queues` are the groups' waiting tickets by their keys."""

    person: int
    asked: Sequence[Ticket]
    swaps: Sequence[SwapRequest]
    mine: Sequence[Ticket]
    queues: Sequence[tuple[str, Sequence[Ticket]]]


def home_of(seen: AtHome, desk: Desk, names: Names, language: Language) -> Home:
    """The home, with only what this person may see and do."""
    say = words(language).say
    waits = (
        *(_swap_line(swap, seen.person, desk, names, language) for swap in seen.swaps[:LINES]),
        *(_asked_line(ticket, seen.person, desk, language) for ticket in seen.asked[:LINES]),
    )
    each = max(1, min(LINES, LINES_OF_QUEUES // max(len(seen.queues), 1)))
    left = len(seen.swaps) + len(seen.asked) - len(waits)
    parts = [
        _part(say("home.waits"), waits, left, "home.nothing_waits", language),
        _tickets(say("home.mine"), seen.mine, desk, names, language),
        *(
            _tickets(
                say("home.queue", group=group_name(key, desk)), queue, desk, names, language, each
            )
            for key, queue in seen.queues
        ),
    ]
    new = Button(say("home.new"), Press(NEW_TICKET, 0), Style.PRIMARY)
    return Home(say("home.title"), say("home.hint"), (new,), tuple(parts))


def _tickets(
    title: str,
    tickets: Sequence[Ticket],
    desk: Desk,
    names: Names,
    language: Language,
    most: int = LINES,
) -> HomePart:
    lines = tuple(_ticket_line(ticket, desk, names, language) for ticket in tickets[:most])
    return _part(title, lines, len(tickets) - len(lines), "list.empty", language)


def _part(
    title: str, lines: Sequence[HomeLine], left: int, empty: str, language: Language
) -> HomePart:
    say = words(language).say
    more = say("list.more", n=left) if left > 0 else ""
    return HomePart(title, tuple(lines) or (HomeLine("", say(empty)),), more)


def _ticket_line(ticket: Ticket, desk: Desk, names: Names, language: Language) -> HomeLine:
    say, nobody = words(language).say, ticket.assignee is None
    who = say("card.nobody") if nobody else person_name(ticket.assignee, names, language)
    small = (status_name(ticket.status, language), who, *_clock(ticket, desk, language))
    return HomeLine(_named(ticket, language), " · ".join(small), (_open(ticket, language),))


def _asked_line(ticket: Ticket, person: int, desk: Desk, language: Language) -> HomeLine:
    """A ticket that waits for this person, with what it waits for."""
    say = words(language).say
    if ticket.reporter != person:
        small = " · ".join((say("home.assigned"), *_clock(ticket, desk, language)))
    elif ticket.status is Status.RESOLVED:
        small = say("home.to_confirm", text=cut(ticket.result, TITLE_LENGTH)[0])
    else:
        small = say("home.asked_back", text=cut(ticket.waiting_note, TITLE_LENGTH)[0])
    return HomeLine(_named(ticket, language), small, (_open(ticket, language),))


def _swap_line(
    swap: SwapRequest, person: int, desk: Desk, names: Names, language: Language
) -> HomeLine:
    say, known = words(language).say, names_with(desk, names)
    title = say(
        "swap.title",
        n=request_number(swap.id),
        person=person_name(swap.person, known, language),
        other=person_name(swap.other, known, language),
    )
    zone = group_timezone(swap.group, desk)
    shift = say_span((swap.start, swap.end), zone, language, swap.at)
    asked = swap.other == person and swap.state is MatterState.OPEN
    yes = SwapAnswer.ACCEPT if asked else SwapAnswer.APPROVE
    buttons = tuple(
        Button(say(f"swap.{one}"), Press(one.value, swap.id), style)
        for one, style in ((yes, Style.PRIMARY), (SwapAnswer.DECLINE, Style.DEFAULT))
    )
    return HomeLine(title, f"{group_name(swap.group, desk)} · {shift}", buttons)


def _clock(ticket: Ticket, desk: Desk, language: Language) -> Iterable[str]:
    clock = clock_shown(ticket.clocks)
    if clock is not None:
        state = clock_state(clock, ticket, desk, language)
        yield f"{clock_name(clock.kind, language)} {state}"


def _named(ticket: Ticket, language: Language) -> str:
    title = cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0]
    return f"{ticket_number(ticket.id, language)} {title}"


def _open(ticket: Ticket, language: Language) -> Button:
    return Button(words(language).say("home.open"), Press(SHOW, ticket.id))
