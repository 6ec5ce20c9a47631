"""Many open tickets with running clocks, made fast: one a group by the desk itself, then copies.

Everything that belongs to a ticket is copied with it, so that tables and indexes have their size.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import asyncpg

from cards.desk_file import read_desk_file
from desk.acts import decide_open
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.calendar import next_open
from desk.clocks import ClockKind, running, with_clock
from desk.events import Intake, Origin
from desk.languages import Language
from desk.spec import DeskSpec
from desk.ticket import Ticket
from storage.clock import in_ms
from storage.postgres import COLUMN_TYPES
from storage.store import Store
from storage.tickets import CLOCKS
from storage.work import Work
from tests.bench.desks import duty_desk
from tests.bench.load import CHANNELS
from tests.bench.stand_in import TEAM

CLOCKS_A_TICKET = 3
A_MINUTES_WORK = 25_000  # events that wait for their seal
SEALED = (
    "insert into seal (at, upto, heads, hash) "  # noqa: S608 - a number of our own
    f"select 0, max(id) - {A_MINUTES_WORK}, '[]', '' from event"
)
DESK = duty_desk()
ANA = AccountAddress(MessengerName.SLACK, TEAM, "U00001")
FRONT = Place(ConversationAddress(MessengerName.SLACK, TEAM, "C0FRONT"))


OWN = "o.ticket_id"
COPY = f"{OWN} + {CHANNELS} * copy.n"
OTHERWISE: Mapping[str, Mapping[str, str | None]] = {
    "ticket": {"id": f"o.id + {CHANNELS} * copy.n", "due_at": "o.due_at + 10000 * copy.n"},
    "event": {"id": None, "ticket_id": COPY},
    "posting": {"id": None, "ticket_id": COPY, "message": f"'m' || ({COPY})"},
    "timer": {
        "id": None,
        "ticket_id": COPY,
        "due": "o.due + 10000 * copy.n",
        "key": f"replace(o.key, ':' || {OWN} || ':', ':' || ({COPY}) || ':')",
        "payload": f"replace(o.payload, ' ' || {OWN} || ',', ' ' || ({COPY}) || ',')",
    },
}
"""What a copy has of its own; None is given by the database."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Tickets of a group each, and how many there are with their copies."""

    firsts: Sequence[Ticket]
    tickets: int

    async def fall_due(self, raw: "Raw", dues: Sequence[datetime], after: int = CHANNELS) -> None:
        """Have the first step of as many tickets fall due then, `after` so many others."""
        clocks: list[tuple[object, ...]] = []
        timers: list[tuple[object, ...]] = []
        for place, due in enumerate(dues, after):
            ticket = self.firsts[place % CHANNELS]
            number = self.firsts[0].id + place
            clock = running(ticket.clocks, ClockKind.ACKNOWLEDGE)
            assert clock is not None
            assert clock.next_at is not None
            shift = due - clock.next_at
            moved = replace(clock, started_at=clock.started_at + shift, next_at=due)
            kept = CLOCKS.dump_json(with_clock(ticket.clocks, moved)).decode()
            clocks.append((kept, number))
            timers.append((in_ms(due), f"sla:{number}:acknowledge:0:r1"))
        await raw.many("update ticket set clocks = $1 where id = $2", clocks)
        await raw.many("update timer set due = $1 where key = $2", timers)


async def gather(store: Store, raw: "Raw", tickets: int, text: str = DESK) -> Crowd:
    """Apply a desk with all of duty, go to a working morning, and open so many tickets there."""
    await store.settings.apply(spec_of(text), text, "bench")
    now = store.clock.now()
    midnight = now.replace(hour=16, minute=0, second=0, microsecond=0)  # in Shanghai
    morning = next_open(store.desk.calendar("office"), midnight) + timedelta(minutes=30)
    await store.advance(morning - now)
    firsts = await first_ones(store)
    await raw.run(
        "update posting set shown = wanted, stale_at = null, message = 'm' || id",
        "update outbox set state = 1",
        "update lane set wake_at = null",
        *(_copying(table, tickets // CHANNELS - 1) for table in OTHERWISE),
        SEALED,
    )
    if not raw.is_sqlite:
        await raw.run("select setval('ticket_id_seq', (select max(id) from ticket))")
    return Crowd(firsts, tickets)


def _copying(table: str, copies: int) -> str:
    own = OTHERWISE[table]
    columns = {name: own.get(name, f"o.{name}") for name in COLUMN_TYPES[table]}
    given = {name: what for name, what in columns.items() if what is not None}
    each = f"copy(n) as (select 1 union all select n + 1 from copy where n < {copies})"  # noqa: S608
    values = f"select {', '.join(given.values())} from {table} o cross join copy"  # noqa: S608
    return f"with recursive {each} insert into {table} ({', '.join(given)}) {values}"


async def first_ones(store: Store) -> list[Ticket]:
    """A ticket in each group, opened by the desk."""
    by = await store.actor(ANA, "Ana")
    now = store.clock.now()
    tickets: list[Ticket] = []
    for number in range(CHANNELS):
        ticket = Ticket(
            title="printer on floor 3 is out of toner",
            group=f"g{number}",
            priority=store.desk.default_priority,
            reporter=by.person.id,
            origin=Origin(Intake.COMMAND, ANA, FRONT),
            language=Language.ENGLISH,
            opened_at=now,
            changed_at=now,
            status_since=now,
            status_by=by.person.id,
        )
        work = Work()
        work.keep(decide_open(ticket, by, store.desk))
        kept = await store.commit(work)
        assert kept.ticket is not None
        tickets.append(kept.ticket)
    return tickets


@cache
def spec_of(text: str) -> DeskSpec:
    """A desk.yaml, read."""
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec)
    return spec


class Raw:
    """The database beside the store: bulk statements that no store has."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.is_sqlite = url.startswith("sqlite://")

    async def run(self, *statements: str) -> None:
        """Each by itself, in one transaction."""
        if self.is_sqlite:
            with self._file() as file:
                for statement in statements:
                    file.execute(statement)
            return
        connection: Any = await asyncpg.connect(self._url)
        async with connection.transaction():
            for statement in statements:
                await connection.execute(statement)
        await connection.close()

    async def plainly(self, statement: str) -> None:
        """One that PostgreSQL takes in no transaction."""
        connection: Any = await asyncpg.connect(self._url)
        await connection.execute(statement)
        await connection.close()

    async def many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """One statement with many rows of arguments."""
        if self.is_sqlite:
            with self._file() as file:
                file.executemany(statement.replace("$", "?"), rows)
            return
        connection: Any = await asyncpg.connect(self._url)
        async with connection.transaction():
            await connection.executemany(statement, rows)
        await connection.close()

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a question is answered with."""
        if self.is_sqlite:
            with self._file() as file:
                return [tuple(row) for row in file.execute(statement)]
        connection: Any = await asyncpg.connect(self._url)
        rows = await connection.fetch(statement)
        await connection.close()
        return [tuple(row) for row in rows]

    def _file(self) -> sqlite3.Connection:
        return sqlite3.connect(self._url.removeprefix("sqlite://"), timeout=60)
