"""What programs send and are sent: read, checked and described by these alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from cards.cut import clean
from desk.clocks import ClockKind, ClockState
from desk.degrees import Degree
from desk.events import Intake, Visibility
from desk.languages import Language
from desk.moves import Action, Status, WaitingFor, by_people
from handlers.moves import LONGEST_WORDS
from handlers.ticket_line import LONGEST_LINE

LONGEST_TITLE = 500
LONGEST_BODY = LONGEST_LINE - LONGEST_TITLE - 1
LONGEST_NAME = 100
LARGEST_NUMBER = 10**15 - 1

FOR_READING = (Visibility.INTERNAL, Visibility.REPORTER)

Member = TypeVar("Member", bound=StrEnum)


def _one_of(members: Sequence[Member]) -> Callable[[Member], Member]:
    """Takes only these of an enumeration."""

    def check(said: Member) -> Member:
        if said not in members:
            listed = ", ".join(members)
            raise PydanticCustomError("enum", "one of {expected}", {"expected": listed})
        return said

    return check


def _listed(members: Sequence[StrEnum]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [str(member) for member in members]})


def _cleaned(said: object) -> object:
    """What no database or messenger takes is left out, as in chat."""
    return clean(said) if isinstance(said, str) else said


CLEANED = BeforeValidator(_cleaned)
Title = Annotated[
    str,
    CLEANED,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE),
]
Body = Annotated[str, CLEANED, StringConstraints(max_length=LONGEST_BODY)]
Words = Annotated[
    str,
    CLEANED,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS),
]
Note = Annotated[str, CLEANED, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORDS)]
Name = Annotated[
    str,
    CLEANED,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
]
Move = Annotated[Action, AfterValidator(_one_of(by_people())), _listed(by_people())]
Audience = Annotated[Visibility, AfterValidator(_one_of(FOR_READING)), _listed(FOR_READING)]
Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,15}$")]


class Shape(BaseModel):
    """Nothing but what it names is taken: a name that is misspelt is told, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class NewTicket(Shape):
    title: Title
    body: Body = ""
    group: Name | None = None
    category: Name | None = None
    priority: Name | None = None
    customer_tier: Name | None = None
    impact: Degree | None = None
    urgency: Degree | None = None
    language: Language | None = None


class NewMove(Shape):
    move: Move
    text: Note = ""
    waiting_for: WaitingFor | None = None
    person: Name | None = None
    group: Name | None = None
    priority: Name | None = None
    how_long: Name | None = None


class NewComment(Shape):
    text: Words
    visibility: Audience = Visibility.INTERNAL


class TicketQuery(Shape):
    group: tuple[Name, ...] = ()
    status: tuple[Status, ...] = ()
    limit: int = Field(default=50, ge=1, le=200)
    cursor: Cursor | None = None


class EventQuery(Shape):
    limit: int = Field(default=100, ge=1, le=500)
    cursor: Cursor | None = None


class Person(Shape):
    key: str | None
    name: str


class Promise(Shape):
    kind: ClockKind
    state: ClockState
    due: datetime | None
    late: bool


class Ticket(Shape):
    number: int
    version: int
    url: str
    title: str
    body: str
    status: Status
    group: str
    category: str | None
    priority: str
    customer_tier: str | None
    impact: Degree | None
    urgency: Degree | None
    reporter: Person
    assignee: Person | None
    channel: Intake
    language: Language
    opened_at: datetime
    changed_at: datetime
    status_since: datetime
    waiting_for: WaitingFor | None
    waiting_note: str
    result: str
    reopened: int
    replies: int
    promises: tuple[Promise, ...]
    moves: tuple[Action, ...]


class OpenedTicket(Ticket):
    answer: str


class Wrong(Shape):
    pointer: str | None = None
    parameter: str | None = None
    detail: str


class HookedTicket(OpenedTicket):
    notes: tuple[Wrong, ...]


class TicketPage(Shape):
    tickets: tuple[Ticket, ...]
    next: str | None


class Event(Shape):
    ticket: int
    seq: int
    action: Action
    at: datetime
    by: Person
    before: Status | None
    after: Status
    visibility: Visibility | None
    text: str
    facts: dict[str, str | int]


class EventPage(Shape):
    events: tuple[Event, ...]
    next: str | None


class Problem(Shape):
    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Wrong, ...] = ()
    reference: str | None = None
