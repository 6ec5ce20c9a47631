"""The groups' queues: what waits, what people have on their hands, and whose turn it is.

A group's `turn` grows by one with each ticket that the desk gives to somebody there. Whoever
decides on it goes by the one they read, so that no two tickets are given on the same state.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter
from tortoise import connections

from desk.candidates import question_about
from desk.giving import given_next
from desk.groups import Desk
from desk.languages import Language
from desk.load import InHands, Workload, workloads
from desk.moves import OPEN_STATES, WAITING_FOR_HANDS, Action, Status
from desk.surge import SurgeState
from desk.waiting import Waiting
from storage.clock import from_ms, in_ms
from storage.duty_tables import TurnRow
from storage.sqlite import in_sqlite
from storage.steps import Insert, Query, Row, Steps, Update
from storage.tables import EventRow, TicketRow
from storage.work import Extra

WAITING = [str(status) for status in WAITING_FOR_HANDS]
PENDING = Status.PENDING.value
MOST_WAITING = 500

# The states stand in it as in the index `ticket_in_hands`, which then has all that is read.
OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN_STATES))
IN_HANDS = (
    "select assignee, priority, category, due_at, status from ticket "  # noqa: S608
    f"where assignee = any($1) and status in ({OPEN})"
)

GIVEN = TypeAdapter(dict[int, int])
SURGE = TypeAdapter(SurgeState)
FACTS = TypeAdapter(dict[str, str | int])


@dataclass(frozen=True, slots=True)
class Turn:
    """How far a group's queue is; `given` is when each person was last given a ticket there."""

    group: str
    version: int = 0
    surge: SurgeState | None = None
    given: Mapping[int, datetime] = field(default_factory=dict)


class Line:
    """One act's place before a group's queue: in this process only one at a time decides there.

    It stands in one line at most, so that no two acts wait for each other.
    """

    def __init__(self, locks: dict[str, asyncio.Lock]) -> None:
        self._locks = locks
        self._held: tuple[str, asyncio.Lock] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.leave()

    async def enter(self, group: str) -> None:
        """Wait until it is this act's turn, and have it until the act is over."""
        if self._held is not None and self._held[0] == group:
            return
        self.leave()
        lock = self._locks.setdefault(group, asyncio.Lock())
        await lock.acquire()
        self._held = (group, lock)

    def leave(self) -> None:
        """Let the next one decide."""
        if self._held is not None:
            self._held[1].release()
            self._held = None


class Queues:
    """Reads queues."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}

    def line(self) -> Line:
        """A place before the queues, for one act: `async with queues.line() as line`."""
        return Line(self._locks)

    async def turn(self, group: str) -> Turn:
        """How far a group's queue is."""
        row = await TurnRow.get_or_none(group_key=group)
        if row is None:
            return Turn(group)
        given = GIVEN.validate_json(row.given) if row.given else {}
        return Turn(
            group,
            row.version,
            SURGE.validate_json(row.surge) if row.surge else None,
            {person: from_ms(at) for person, at in given.items()},
        )

    async def workloads(
        self, people: Iterable[int], desk: Desk, at: datetime
    ) -> Mapping[int, Workload]:
        """What these people have on their hands, whichever group it came by."""
        now, ranks = in_ms(at), {one.key: one.rank for one in desk.priorities}
        last = len(desk.priorities)
        found: defaultdict[int, list[InHands]] = defaultdict(list)
        for person, priority, category, due, status in await _read(IN_HANDS, list(people)):
            left = None if due is None else (due - now) / 1000
            rank = ranks.get(priority, last)
            found[person].append((rank, category, left, status == PENDING))
        return workloads(found, desk.categories)

    async def waiting_in(self, groups: Sequence[str], desk: Desk, at: datetime) -> list[Waiting]:
        """What nobody has in these groups; of very many the nearest deadlines."""
        rows = TicketRow.filter(group_key__in=list(groups), status__in=WAITING, assignee=None)
        found = await rows.order_by("due_at", "id").limit(MOST_WAITING)
        back = await self.given_back_by([row.id for row in found])
        return [_waiting(row, back.get(row.id, ()), desk, at) for row in found]

    async def groups_with_waiting(self, groups: Sequence[str]) -> list[str]:
        """Those of these groups in which something waits that nobody has, in their order."""
        rows = TicketRow.filter(group_key__in=list(groups), status__in=WAITING, assignee=None)
        found = await rows.distinct().values_list("group_key", flat=True)
        waiting = {str(key) for key in found}
        return [key for key in groups if key in waiting]

    async def given_back_by(self, tickets: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """Who gave each of these tickets back: they don't get it again."""
        found: dict[int, tuple[int, ...]] = {}
        rows = EventRow.filter(ticket_id__in=list(tickets), action=str(Action.GIVE_BACK))
        for ticket, facts in await rows.order_by("id").values_list("ticket_id", "facts"):
            person = FACTS.validate_json(facts).get("from_person")
            if isinstance(person, int):
                found[ticket] = (*found.get(ticket, ()), person)
        return found

    async def came_in(self, group: str, since: datetime) -> int:
        """How many tickets of a group were opened since then."""
        return await TicketRow.filter(group_key=group, opened_at__gte=in_ms(since)).count()

    async def backlog(self, group: str) -> int:
        """How many tickets of a group nobody has taken."""
        return await TicketRow.filter(group_key=group, status__in=WAITING, assignee=None).count()


async def _read(sql: str, *lists: Sequence[int]) -> Sequence[Any]:
    """Rows as they come, beside the models: of hundreds of people it is the reading that costs."""
    connection = connections.get("default")
    if connection.capabilities.dialect == "sqlite":
        found = await connection.execute_query(in_sqlite(sql), [json.dumps(one) for one in lists])
    else:
        found = await connection.execute_query(sql, [*lists])
    rows: Sequence[Any] = found[1]
    return rows


def _waiting(row: TicketRow, declined: tuple[int, ...], desk: Desk, at: datetime) -> Waiting:
    question = question_about(
        desk,
        at=at,
        group=row.group_key,
        priority=row.priority,
        category=row.category,
        customer_tier=row.customer_tier,
        language=Language(row.language),
        declined=declined,
    )
    due = None if row.due_at is None else from_ms(row.due_at)
    rank = desk.priority(row.priority).rank
    return Waiting(row.id, question, rank, from_ms(row.opened_at), due)


def taken(turn: Turn, person: int, at: datetime) -> Extra:
    """The next turn: this person was given a ticket. An act that went by an older one is decided
    again."""
    given = given_next(turn.given, person, at)
    kept = GIVEN.dump_json({key: in_ms(when) for key, when in given.items()}).decode()

    def write(_now: int) -> Steps[None]:
        yield Update("turn", ("group_key",), [{"group_key": turn.group, "given": kept}])

    return Extra(f"turn:{turn.group}", write, lambda: _next(turn))


def surged(turn: Turn, state: SurgeState) -> Extra:
    """The same for a flood that begins, calms down or ends."""
    kept = SURGE.dump_json(state).decode()

    def write(_now: int) -> Steps[None]:
        yield Update("turn", ("group_key",), [{"group_key": turn.group, "surge": kept}])

    return Extra(f"turn:{turn.group}", write, lambda: _next(turn))


def _next(turn: Turn) -> Steps[bool]:
    """Whether the turn is still the one that was gone by; then it is the next one at once, for
    others of the same transaction too."""
    if not turn.version:
        first: Row = {"group_key": turn.group, "version": 0, "surge": None, "given": None}
        yield Insert("turn", [first], unless_known=("group_key",))
    rows = yield Query(
        "update turn set version = version + 1 where group_key = $1 and version = $2 "
        "returning version",
        (turn.group, turn.version),
    )
    return bool(rows)
