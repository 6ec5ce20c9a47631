"""The buttons of a ticket's cards."""

from collections.abc import Iterable

from cards.card import Button, Press, Style
from cards.names import action_name
from cards.words import words
from desk.languages import Language
from desk.moves import Action
from desk.people import Role
from desk.ticket import Ticket


def buttons_for(
    actions: Iterable[Action],
    ticket: Ticket,
    language: Language,
    posting: int,
    roles: frozenset[Role] | None = None,
) -> tuple[Button, ...]:
    """One for each of these moves, the first of them set off."""
    return tuple(
        Button(
            action_name(action, language, ticket.status, roles),
            Press(action.value, ticket.id, posting),
            Style.PRIMARY if place == 0 and action is not Action.REOPEN else Style.DEFAULT,
        )
        for place, action in enumerate(actions)
    )


def more_button(ticket: Ticket, language: Language, posting: int) -> Button:
    """What opens the moves that have no button of their own."""
    return Button(words(language).say("action.more"), Press("more", ticket.id, posting))


def rest_button(ticket: Ticket, language: Language, posting: int) -> Button:
    """What shows the whole of what a card had to cut off."""
    return Button(words(language).say("action.rest"), Press("rest", ticket.id, posting))
