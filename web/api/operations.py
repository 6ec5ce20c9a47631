"""The table of the API: what can be called, who may, what it takes and what it answers.

Routes, checks, the OpenAPI description and the page to read are all made from it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desk.tokens import Scope
from storage.answers import Answered
from web.api import shapes
from web.api.call import Call
from web.api.problems import Kind
from web.api.tickets import (
    comment_on_ticket,
    list_events,
    list_tickets,
    move_ticket,
    open_ticket,
    show_ticket,
)

ALWAYS = (Kind.UNAUTHORIZED, Kind.SCOPE, Kind.INVALID, Kind.TOO_OFTEN, Kind.BROKEN)
WITH_BODY = (Kind.NOT_JSON, Kind.TOO_SLOW, Kind.TOO_LARGE, Kind.MEDIA_TYPE, Kind.KEY_USED)
ON_TICKET = (Kind.NO_SUCH_TICKET,)
CHANGES = (Kind.NOT_ALLOWED, Kind.NOT_NOW, Kind.BUSY)


@dataclass(frozen=True, slots=True)
class Operation:
    """One row: `name` is its operationId, and that of its sentences."""

    name: str
    method: str
    path: str
    scope: Scope
    do: Callable[[Call], Awaitable[Answered]]
    answer: type[shapes.Shape]
    problems: tuple[Kind, ...]
    status: int = 200
    query: type[shapes.Shape] | None = None
    body: type[shapes.Shape] | None = None


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "open_ticket",
        "POST",
        "/tickets",
        Scope.WRITE,
        open_ticket,
        shapes.OpenedTicket,
        (*ALWAYS, *WITH_BODY, Kind.OTHER_GROUP, Kind.NOT_NOW, Kind.BUSY),
        status=201,
        body=shapes.NewTicket,
    ),
    Operation(
        "list_tickets",
        "GET",
        "/tickets",
        Scope.READ,
        list_tickets,
        shapes.TicketPage,
        (*ALWAYS, Kind.OTHER_GROUP),
        query=shapes.TicketQuery,
    ),
    Operation(
        "show_ticket",
        "GET",
        "/tickets/{number}",
        Scope.READ,
        show_ticket,
        shapes.Ticket,
        (*ALWAYS, *ON_TICKET),
    ),
    Operation(
        "move_ticket",
        "POST",
        "/tickets/{number}/moves",
        Scope.WRITE,
        move_ticket,
        shapes.Ticket,
        (*ALWAYS, *WITH_BODY, *ON_TICKET, *CHANGES),
        body=shapes.NewMove,
    ),
    Operation(
        "comment_on_ticket",
        "POST",
        "/tickets/{number}/comments",
        Scope.WRITE,
        comment_on_ticket,
        shapes.Event,
        (*ALWAYS, *WITH_BODY, *ON_TICKET, *CHANGES),
        status=201,
        body=shapes.NewComment,
    ),
    Operation(
        "list_events",
        "GET",
        "/tickets/{number}/events",
        Scope.READ,
        list_events,
        shapes.EventPage,
        (*ALWAYS, *ON_TICKET),
        query=shapes.EventQuery,
    ),
)
