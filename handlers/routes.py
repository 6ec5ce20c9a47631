"""The table of contents: everything that people can ask for, and who answers it."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from cards.card import Press
from desk.moves import MOVES, Ask
from handlers.drafts import decline_draft, make_ticket_of_draft
from handlers.helping import ask_what_was_meant, help_out
from handlers.lines import (
    Bind,
    Help,
    ListTickets,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    Unclear,
)
from handlers.menus import go_back, open_more, open_rest
from handlers.moves import fill_move, move_by_verb, press_move, say_on_ticket
from handlers.request import Filled, Reply, Request
from handlers.settings import bind_group
from handlers.tickets import list_tickets, open_ticket, show_ticket
from storage.store import Store

OnPress = Callable[[Request, Store, Press], Awaitable[Reply]]
OnForm = Callable[[Request, Store, Press, Filled], Awaitable[Reply]]
# Each handler takes its own kind of command: `COMMANDS[type(command)]` pairs the two.
OnCommand = Callable[[Request, Store, Any], Awaitable[Reply]]

COMMANDS: Mapping[type, OnCommand] = MappingProxyType(
    {
        OpenTicket: open_ticket,
        ShowTicket: show_ticket,
        ListTickets: list_tickets,
        MoveTicket: move_by_verb,
        SayOnTicket: say_on_ticket,
        Bind: bind_group,
        Help: help_out,
        Unclear: ask_what_was_meant,
    }
)

BUTTONS: Mapping[str, OnPress] = MappingProxyType(
    {
        **{action.value: press_move for action in MOVES},
        "more": open_more,
        "rest": open_rest,
        "back": go_back,
        "draft_yes": make_ticket_of_draft,
        "draft_no": decline_draft,
    }
)

FORMS: Mapping[str, OnForm] = MappingProxyType(
    {action.value: fill_move for action, move in MOVES.items() if move.asks is not Ask.NOTHING}
)
