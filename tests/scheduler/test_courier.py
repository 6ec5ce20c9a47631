"""The courier: a slow database is its own trouble, and silence the messenger's."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg
import pytest
from tortoise import connections

from desk.address import MessengerName, Place
from desk.pace import UNPACED, Pace
from scheduler.courier import LEASE, Courier, Draw, Tell
from scheduler.sweep import fire_due
from scheduler.telling import words_for
from scheduler.timetable import JOBS
from storage.engine_tables import OutboxRow
from tests.peeking import PREFIX, every_row, nothing_waits
from tests.sandbox.conftest import eventually
from tests.storage.conftest import Desk
from tests.storage.watching import DUE, HOUR

pytestmark = pytest.mark.asyncio

AT_MOST = 20  # seconds, for what must not wait for ever
SHORT = timedelta(seconds=0.4)
TRIED = "select sending_at, gathered, error from outbox where kind = 'reminder' and attempts > 0"
DOUBTFUL = "select attempts, error from posting where claimed_until is not null and error <> ''"


@dataclass
class FarEnd:
    """A messenger that takes everything, unless it is silent."""

    told: list[Tell] = field(default_factory=list)
    silent: bool = False
    pace: Pace = UNPACED

    async def draw(self, draw: Draw) -> str:
        """A card stands there."""
        await self._answer()
        return draw.key

    async def tell(self, tell: Tell) -> str:
        """A message stands there."""
        await self._answer()
        self.told.append(tell)
        return tell.key

    async def find(self, _key: str, _place: Place, _since: datetime) -> str | None:
        """Nothing stands there."""
        return None

    async def _answer(self) -> None:
        if self.silent:
            await asyncio.Event().wait()


@asynccontextmanager
async def sending(desk: Desk, far_end: FarEnd, lease: timedelta = LEASE) -> AsyncIterator[None]:
    """While a courier is at work."""
    messengers = dict.fromkeys(MessengerName, far_end)
    courier = Courier(desk.store, messengers, lease, poll_seconds=0.02, paced=False)
    running = asyncio.create_task(courier.run())
    try:
        async with asyncio.timeout(AT_MOST):
            yield
    finally:
        courier.stop()
        await running


@asynccontextmanager
async def nothing_can_be_read(url: str) -> AsyncIterator[None]:
    """The database writes, but takes its time to say what a ticket is."""
    if url.startswith(PREFIX):
        gate, reader = threading.Event(), connections.get("default")._connection
        await reader.create_function("hold", 0, gate.wait)
        held = asyncio.create_task(reader.execute_fetchall("select hold()"))
        try:
            yield
        finally:
            gate.set()
            await held
        return
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("lock table ticket in access exclusive mode")
            yield
    finally:
        await connection.close()


async def reminded(desk: Desk, tickets: int) -> None:
    """Tickets of which all that are concerned are to be reminded, with their cards shown."""
    for number in range(tickets):
        await desk.opened(f"printer {number}")
    desk.wait(DUE)
    await fire_due(desk.store, JOBS)


async def test_what_we_read_too_slowly_has_failed(desk: Desk, database_url: str) -> None:
    """The messenger was never asked, so nothing is in doubt; it counts as an attempt, and what
    was gathered is told when the database is quick again."""
    far_end = FarEnd()
    await reminded(desk, 3)
    async with sending(desk, far_end):
        await eventually(lambda: nothing_waits(database_url), AT_MOST)
    far_end.told.clear()
    desk.wait(HOUR)
    await fire_due(desk.store, JOBS)
    async with nothing_can_be_read(database_url), sending(desk, far_end, SHORT):
        tried = await eventually(lambda: _tried(database_url), AT_MOST)
    assert {(sending_at, gathered) for sending_at, gathered, _ in tried} == {(None, None)}
    assert all("TimeoutError" in str(error) for _, _, error in tried)
    assert not far_end.told
    desk.wait(LEASE.total_seconds())
    async with sending(desk, far_end):
        await eventually(lambda: nothing_waits(database_url), AT_MOST)
    assert far_end.told


async def test_what_the_messenger_does_not_answer_is_in_doubt(
    desk: Desk, database_url: str
) -> None:
    """However often: it may stand there, so it counts as no attempt and is asked about."""
    await desk.opened()
    async with sending(desk, FarEnd(silent=True), SHORT):
        rows = await eventually(lambda: every_row(database_url, DOUBTFUL), AT_MOST)
    assert all(attempts == 0 and "TimeoutError" in str(error) for attempts, error in rows)


async def test_many_reminders_are_read_as_quickly_as_few(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What is told together takes the same number of queries, however much it is."""
    await reminded(desk, 20)
    rows = await OutboxRow.filter(kind="reminder", lane__endswith=":C0ITSUP").order_by("id")
    assert len({row.ticket_id for row in rows}) == 20
    head = rows[0].id
    counts: list[int] = []
    for others in (rows[1:2], rows[1:]):
        await OutboxRow.filter(id__in=[row.id for row in others]).update(gathered=head)
        waiting = await desk.store.postings.waiting(head)
        assert len(waiting.gathered) == len(others)
        desk.store.directory.forget()
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "tortoise.db_client"):
            waiting = await desk.store.postings.waiting(head)
            await words_for(desk.store, waiting, waiting.place)
        counts.append(len(caplog.records))
    assert counts[0] == counts[1] > 0


async def _tried(url: str) -> list[tuple[object, ...]]:
    return await every_row(url, TRIED)
