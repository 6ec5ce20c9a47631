"""What happened to a ticket, read back: its events, and what people said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from tortoise.expressions import Q

from desk.errors import Fact
from desk.events import Visibility
from desk.moves import Action, Status
from storage.clock import from_ms
from storage.directory import Directory
from storage.tables import AccountRow, EventBodyRow, EventRow

FACTS = TypeAdapter(dict[str, str | int])
EventKey = tuple[int, int]
"""A ticket, and the number of the event within it."""
EXPLAINED = frozenset(
    {
        Action.REMIND,
        Action.ESCALATE,
        Action.REPLAN,
        Action.SNOOZE,
        Action.EXTEND,
        Action.PRIORITIZE,
        Action.ASSIGN,
        Action.TAKE_OVER,
        Action.TRANSFER,
    }
)
"""What is decided about a ticket's clocks, and about who has it."""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One event with who did it (a person's id) and what they said; erased words are empty."""

    ticket: int
    seq: int
    action: Action
    person: int
    at: datetime
    before: Status | None
    after: Status
    facts: Mapping[str, Fact]
    visibility: Visibility | None
    body: str


class History:
    """Reads events."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def event(self, ticket: int, seq: int) -> PastEvent:
        """One event of a ticket."""
        return (await self.events([(ticket, seq)]))[ticket, seq]

    async def events(self, wanted: Iterable[EventKey]) -> Mapping[EventKey, PastEvent]:
        """Events by ticket and number within it, read together; those that there are."""
        keys = set(wanted)
        tickets, seqs = {ticket for ticket, _ in keys}, {seq for _, seq in keys}
        # Some more than are wanted, but few: what the desk tells of is among a ticket's first.
        rows = await EventRow.filter(ticket_id__in=list(tickets), seq__in=list(seqs))
        past = await self._past([row for row in rows if (row.ticket_id, row.seq) in keys])
        return {(event.ticket, event.seq): event for event in past}

    async def comments(self, ticket: int) -> list[PastEvent]:
        """What was said about a ticket, oldest first."""
        rows = await EventRow.filter(ticket_id=ticket, visibility__not_isnull=True).order_by("seq")
        return await self._past(rows)

    async def page(self, ticket: int, after: int, limit: int) -> list[PastEvent]:
        """What happened to a ticket behind that event, oldest first."""
        rows = EventRow.filter(ticket_id=ticket, seq__gt=after)
        return await self._past(await rows.order_by("seq").limit(limit))

    async def decided(self, ticket: int, also: Sequence[int] = ()) -> list[PastEvent]:
        """What the desk and people decided about a ticket's clocks and hands, oldest first.

        `also` are numbers of further events.
        """
        meant = Q(action__in=[str(action) for action in EXPLAINED]) | Q(seq__in=list(also))
        rows = await EventRow.filter(meant, ticket_id=ticket).order_by("seq")
        return await self._past(rows)

    async def last(self, ticket: int, action: Action) -> PastEvent | None:
        """The last time that this was done to a ticket; None if it never was."""
        rows = EventRow.filter(ticket_id=ticket, action=str(action)).order_by("-seq").limit(1)
        past = await self._past(await rows)
        return past[0] if past else None

    async def acted_since(self, ticket: int, person: int, seq: int) -> bool:
        """Whether somebody did anything about a ticket after that event."""
        accounts = await AccountRow.filter(person_id=person).values_list("id", flat=True)
        later = EventRow.filter(ticket_id=ticket, seq__gt=seq, account_id__in=list(accounts))
        return await later.exists()

    async def _past(self, rows: list[EventRow]) -> list[PastEvent]:
        bodies = await EventBodyRow.filter(event_id__in=[row.id for row in rows])
        # Last, as what is known may be forgotten whenever something is waited for.
        await self._directory.know([row.account_id for row in rows], [])
        said = {row.event_id: row.body for row in bodies}
        return [self._event(row, said.get(row.id, "")) for row in rows]

    def _event(self, row: EventRow, body: str) -> PastEvent:
        return PastEvent(
            ticket=row.ticket_id,
            seq=row.seq,
            action=Action(row.action),
            person=self._directory.person_of(row.account_id),
            at=from_ms(row.at),
            before=Status(row.before) if row.before else None,
            after=Status(row.after),
            facts=dict(FACTS.validate_json(row.facts)),
            visibility=Visibility(row.visibility) if row.visibility else None,
            body=body,
        )
