"""What was, read for plans and replays: open tickets with their cards, lives with all their events.

Tickets come in pages, so that it makes no difference how many there are. Nothing is written.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from desk.acts import Selection
from desk.address import ConversationAddress
from desk.duty import EVERY_ROSTER
from desk.events import Visibility
from desk.groups import Channel, Desk
from desk.handing_out import QueueState
from desk.moves import OPEN_STATES, Action, Status
from desk.notices import PostingKind
from desk.people import Person
from desk.recorded import PastTicket, Recorded
from desk.roster import Adjustment, Swap
from desk.spec import DeskSpec
from desk.ticket import Ticket
from storage.adjustments import read_adjustments
from storage.choices import selection_of
from storage.clock import from_ms, in_ms
from storage.directory import Directory, conversation_of_row
from storage.duty_tables import AdjustmentRow, ChoiceRow
from storage.engine_tables import PostingRow
from storage.settings import SPEC, as_calendars_say
from storage.settings_calendars import calendar_of
from storage.settings_desk import desk_of
from storage.store import Store
from storage.tables import ConfigRow, ConversationRow, EventRow, PersonRow, TicketRow
from storage.tickets import ticket_of

A_PAGE = 200
STILL_OPEN = [str(status) for status in OPEN_STATES]
FACTS = TypeAdapter(dict[str, str | int])


@dataclass(frozen=True, slots=True)
class Standing:
    """An open ticket, with the conversations in which its group's card stands, and who gave it
    back."""

    ticket: Ticket
    stands: tuple[ConversationAddress, ...]
    declined: tuple[int, ...] = ()


class Past:
    """Reads of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._directory: Directory = store.directory
        self._changed: Mapping[str, tuple[Adjustment, ...]] | None = None

    async def spec_in_force(self) -> DeskSpec | None:
        """The desk.yaml that was applied last, as it was understood."""
        newest = await ConfigRow.all().order_by("-version").first()
        return SPEC.validate_json(newest.spec) if newest else None

    async def desk_of_file(self, spec: DeskSpec) -> Desk:
        """The desk as it would be if this was applied now.

        People of whom nobody has heard yet have numbers below zero.
        """
        this_year = self._store.clock.now().year
        changed = await read_adjustments(since=from_ms(0))
        everywhere = changed.get(EVERY_ROSTER, ())
        desk = desk_of(
            spec,
            self._store.desk.version + 1,
            people=await _people(spec),
            bound=await _bound(spec),
            calendars={c.key: calendar_of(c, this_year, spec.language) for c in spec.calendars},
            adjustments={r.key: (*changed.get(r.key, ()), *everywhere) for r in spec.rosters},
        )
        return await as_calendars_say(desk)

    async def desk_of_version(self, version: int) -> Desk | None:
        """The desk under earlier settings, with its rosters as they were known; None if unknown."""
        found = await self._store.settings.desk_at(version)
        return await self.as_known_then(found) if found else None

    async def as_known_then(self, desk: Desk) -> Desk:
        """The desk with rosters in which nothing counts before somebody made it."""
        if self._changed is None:
            made = {row.id: from_ms(row.made_at) for row in await AdjustmentRow.all()}
            changed = await read_adjustments(since=from_ms(0))
            self._changed = {key: _known_then(parts, made) for key, parts in changed.items()}
        changed, everywhere = self._changed, self._changed.get(EVERY_ROSTER, ())
        rosters = {
            key: replace(roster, adjustments=(*changed.get(key, ()), *everywhere))
            for key, roster in desk.rosters.items()
        }
        return replace(desk, rosters=rosters)

    async def open_tickets(self) -> AsyncIterator[list[Standing]]:
        """Every open ticket, in pages."""
        async for rows in _pages(TicketRow.filter(status__in=STILL_OPEN)):
            stands = await self._stands([row.id for row in rows])
            waiting = [row.id for row in rows if row.assignee is None]
            back = await self._store.queues.given_back_by(waiting)
            await self._know(rows)
            yield [
                Standing(
                    ticket_of(row, self._directory), stands.get(row.id, ()), back.get(row.id, ())
                )
                for row in rows
            ]

    async def queue_states(self, groups: Iterable[str]) -> Mapping[str, QueueState]:
        """How far these groups' queues are."""
        turns = [await self._store.queues.turn(key) for key in groups]
        return {turn.group: QueueState(turn.surge, turn.given) for turn in turns}

    async def lives(
        self, since: datetime, only: int | None = None
    ) -> AsyncIterator[list[PastTicket]]:
        """Every ticket that was open or had events since then, with all of its past, in pages."""
        wanted = TicketRow.filter(Q(changed_at__gte=in_ms(since)) | Q(status__in=STILL_OPEN))
        if only is not None:
            wanted = wanted.filter(id=only)
        async for rows in _pages(wanted):
            ids = [row.id for row in rows]
            events = await EventRow.filter(ticket_id__in=ids).order_by("ticket_id", "seq")
            chosen = await _chosen(ids)
            await self._know(rows, events)
            by_ticket: dict[int, list[Recorded]] = {key: [] for key in ids}
            for event in events:
                by_ticket[event.ticket_id].append(_recorded(event, self._directory))
            lives = (self._life(row, by_ticket[row.id], chosen.get(row.id, {})) for row in rows)
            yield [life for life in lives if life.events]

    def _life(
        self, row: TicketRow, events: Iterable[Recorded], chosen: Mapping[int, Selection]
    ) -> PastTicket:
        """What came in while the page was read is left out."""
        known = tuple(event for event in events if event.seq <= row.version)
        return PastTicket(ticket_of(row, self._directory), known, chosen)

    async def _know(self, rows: Sequence[TicketRow], events: Sequence[EventRow] = ()) -> None:
        # Last, as what is known may be forgotten whenever something is waited for.
        accounts = [row.origin_account_id for row in rows] + [event.account_id for event in events]
        await self._directory.know(accounts, [row.origin_conversation_id for row in rows])

    async def _stands(
        self, tickets: Sequence[int]
    ) -> Mapping[int, tuple[ConversationAddress, ...]]:
        rows = await PostingRow.filter(ticket_id__in=tickets, kind=str(PostingKind.CARD))
        await self._directory.know([], [row.conversation_id for row in rows])
        found: dict[int, tuple[ConversationAddress, ...]] = {}
        for row in sorted(rows, key=lambda row: row.id):
            where = self._directory.conversation(row.conversation_id)
            found[row.ticket_id or 0] = (*found.get(row.ticket_id or 0, ()), where)
        return found


async def _pages(wanted: QuerySet[TicketRow]) -> AsyncIterator[list[TicketRow]]:
    last = 0
    while rows := await wanted.filter(id__gt=last).order_by("id").limit(A_PAGE):
        yield rows
        last = rows[-1].id


async def _chosen(tickets: Sequence[int]) -> Mapping[int, Mapping[int, Selection]]:
    found: dict[int, dict[int, Selection]] = {}
    for row in await ChoiceRow.filter(ticket_id__in=tickets):
        found.setdefault(row.ticket_id, {})[row.seq] = selection_of(row)
    return found


def _recorded(row: EventRow, directory: Directory) -> Recorded:
    return Recorded(
        seq=row.seq,
        action=Action(row.action),
        person=directory.person_of(row.account_id),
        at=from_ms(row.at),
        before=Status(row.before) if row.before else None,
        after=Status(row.after),
        facts=dict(FACTS.validate_json(row.facts)),
        visibility=Visibility(row.visibility) if row.visibility else None,
        version=row.config_version,
    )


async def _people(spec: DeskSpec) -> dict[str, Person]:
    """Everybody of the file, as they would be."""
    keys = [person.key for person in spec.people]
    ids = {str(row.key): row.id for row in await PersonRow.filter(key__in=keys)}
    unknown = (key for key in keys if key not in ids)
    ids |= {key: -place for place, key in enumerate(list(unknown), 1)}
    return {
        person.key: Person(ids[person.key], person.name, person.language, person.accounts)
        for person in spec.people
    }


async def _bound(spec: DeskSpec) -> Mapping[str, list[Channel]]:
    """The channels of each group that were bound by command, oldest first."""
    languages = {group.key: group.language for group in spec.groups}
    bound: dict[str, list[Channel]] = {}
    for row in await ConversationRow.filter(group_key__not_isnull=True).order_by("bound_at"):
        key = str(row.group_key)
        language = languages.get(key, spec.language)
        bound.setdefault(key, []).append(Channel(conversation_of_row(row), language))
    return bound


def _known_then(
    changes: Iterable[Adjustment], made: Mapping[int, datetime]
) -> tuple[Adjustment, ...]:
    """A swap is agreed on before its shift begins; all else counts from when it was made."""
    known: list[Adjustment] = []
    for change in changes:
        at = made.get(change.id)
        if isinstance(change, Swap) or at is None:
            known.append(change)
        elif at < change.end:
            known.append(replace(change, start=max(change.start, at)))
    return tuple(known)
