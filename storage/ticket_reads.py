"""Tickets and drafts, read."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from desk.drafts import Draft
from desk.moves import OPEN_STATES, WAITING_FOR_HANDS, Status
from desk.people import Person
from desk.ticket import Ticket
from storage.directory import Directory
from storage.tables import AccountRow, DraftRow, TicketRow
from storage.tickets import draft_of, ticket_of
from storage.watchers import shared_with

LIST_LENGTH = 500
UNTAKEN = [str(status) for status in WAITING_FOR_HANDS]
STILL_OPEN = [str(status) for status in OPEN_STATES]


class Tickets:
    """Reads tickets."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    async def numbered(self, number: int) -> Ticket | None:
        """A ticket by its number."""
        found = await self.all_numbered([number])
        return found[0] if found else None

    async def all_numbered(self, numbers: Sequence[int]) -> list[Ticket]:
        """The tickets of these numbers that there are."""
        rows = await TicketRow.filter(id__in=list(numbers)) if numbers else []
        return await self._read(rows)

    async def open_of(self, person: Person) -> list[Ticket]:
        """What this person reported, answers for or was let see, and is not over, newest first."""
        accounts = [row.id for row in await AccountRow.filter(person_id=person.id)]
        reported = TicketRow.filter(origin_account_id__in=accounts, status__in=STILL_OPEN)
        known = self.directory.known_as([person.id])
        assigned = TicketRow.filter(assignee__in=list(known), status__in=STILL_OPEN)
        shared = await shared_with(accounts, LIST_LENGTH)
        watched = TicketRow.filter(id__in=shared, status__in=STILL_OPEN)
        rows = {row.id: row for row in await reported.order_by("-id").limit(LIST_LENGTH)}
        rows |= {row.id: row for row in await assigned.order_by("-id").limit(LIST_LENGTH)}
        if shared:
            rows |= {row.id: row for row in await watched.order_by("-id")}
        return await self._read([rows[key] for key in sorted(rows, reverse=True)][:LIST_LENGTH])

    async def to_confirm(self, person: Person) -> list[Ticket]:
        """What this person reported and was told to be resolved, newest first."""
        accounts = await AccountRow.filter(person_id=person.id).values_list("id", flat=True)
        rows = TicketRow.filter(origin_account_id__in=list(accounts), status=str(Status.RESOLVED))
        return await self._read(await rows.order_by("-id").limit(LIST_LENGTH))

    async def untaken_in(self, groups: Iterable[str]) -> list[Ticket]:
        """What waits for hands in these groups; of very many the nearest deadlines."""
        rows = TicketRow.filter(group_key__in=list(groups), status__in=UNTAKEN)
        return await self._read(await rows.order_by("due_at", "id").limit(LIST_LENGTH))

    async def held_in(self, group: str, people: Iterable[int]) -> list[Ticket]:
        """What is not over in a group and in the hands of these people."""
        known = self.directory.known_as(people)
        rows = TicketRow.filter(group_key=group, assignee__in=list(known), status__in=STILL_OPEN)
        return await self._read(await rows.order_by("due_at", "id").limit(LIST_LENGTH))

    async def made_of(self, tenant: str, message: str) -> Ticket | None:
        """The ticket that was made of this message in a tenant, the first if there are several."""
        rows = TicketRow.filter(origin_message=message, origin_account__tenant=tenant)
        found = await self._read(await rows.order_by("id").limit(1))
        return found[0] if found else None

    async def waiting_in(self, group: str) -> int:
        """How many tickets of a group wait for somebody."""
        return await TicketRow.filter(group_key=group, status__in=UNTAKEN).count()

    async def held_by(self, person: int, after: int, limit: int) -> list[Ticket]:
        """The next tickets behind that number that somebody has in hand, in any group, in order."""
        known = self.directory.known_as([person])
        rows = TicketRow.filter(id__gt=after, assignee__in=list(known), status__in=STILL_OPEN)
        return await self._read(await rows.order_by("id").limit(limit))

    async def open_after(self, number: int, limit: int) -> list[Ticket]:
        """The next tickets behind that number that are not over, in order."""
        rows = TicketRow.filter(id__gt=number, status__in=STILL_OPEN)
        return await self._read(await rows.order_by("id").limit(limit))

    async def page(
        self,
        groups: Collection[str] | None,
        statuses: Collection[Status],
        before: int | None,
        limit: int,
    ) -> list[Ticket]:
        """The newest of these groups (None: of all) in these states (none: in any), in order.

        `before` is the last number of the page before this one.
        """
        rows = TicketRow.all() if groups is None else TicketRow.filter(group_key__in=list(groups))
        if statuses:
            rows = rows.filter(status__in=[str(status) for status in statuses])
        if before is not None:
            rows = rows.filter(id__lt=before)
        return await self._read(await rows.order_by("-id").limit(limit))

    async def draft(self, draft: int) -> Draft | None:
        """A draft by its id."""
        row = await DraftRow.get_or_none(id=draft)
        if row is None:
            return None
        await self.directory.know([row.origin_account_id], [row.origin_conversation_id])
        return draft_of(row, self.directory)

    async def names_on(self, ticket: Ticket) -> Mapping[int, str]:
        """What the people on a ticket are called."""
        author = ticket.source.author if ticket.source else None
        people = (ticket.reporter, ticket.assignee, ticket.status_by, author)
        return await self.directory.names(people)

    async def _read(self, rows: list[TicketRow]) -> list[Ticket]:
        await self.directory.know(
            [row.origin_account_id for row in rows], [row.origin_conversation_id for row in rows]
        )
        return [ticket_of(row, self.directory) for row in rows]
