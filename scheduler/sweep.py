"""Fires what has fallen due, each with its consequence in one transaction.

What falls due within a moment can be claimed and read beforehand: at its instant, only the
decision and its commit are left.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from storage.store import Store
from storage.timers import DueTimer

AT_ONCE = 500
SIDE_BY_SIDE = 50  # decided before others have their turn: somebody may wait for an answer
AHEAD = timedelta(milliseconds=100)
NOT_AHEAD = timedelta(0)

OnDue = Callable[[Store, DueTimer, datetime], Awaitable[None]]

log = structlog.get_logger()


async def fire_due(store: Store, jobs: Mapping[str, OnDue], ahead: timedelta = NOT_AHEAD) -> int:
    """Fire everything that is due now, earliest first; returns how many.

    What falls due within `ahead` is fired, too, when it does. Timers of one kind that follow each
    other are decided side by side.
    """
    fired = 0
    async with store.firing:
        while due := await store.timers.claim(store.clock.now() + ahead, list(jobs), AT_ONCE):
            for _, run in itertools.groupby(await _with_tickets(store, due), lambda t: t.kind):
                await _fire_run(store, run, jobs)
            fired += len(due)
            if len(due) < AT_ONCE:
                break
    return fired


async def _with_tickets(store: Store, due: Sequence[DueTimer]) -> list[DueTimer]:
    """The timers with their tickets, read together."""
    numbers = sorted({timer.ticket_id for timer in due if timer.ticket_id is not None})
    tickets = {ticket.id: ticket for ticket in await store.tickets.all_numbered(numbers)}
    return [replace(timer, ticket=tickets.get(timer.ticket_id or 0)) for timer in due]


async def _fire_run(store: Store, run: Iterable[DueTimer], jobs: Mapping[str, OnDue]) -> None:
    """Each when it is due, without waiting for what comes of those before it."""
    under_way: list[asyncio.Task[None]] = []
    for timer in run:
        early = timer.due - store.clock.now()
        if early > NOT_AHEAD:
            await asyncio.sleep(early.total_seconds())
        under_way.append(asyncio.create_task(_fire(store, timer, jobs)))
        if len(under_way) % SIDE_BY_SIDE == 0:
            await asyncio.sleep(0)
    await asyncio.gather(*under_way)


async def _fire(store: Store, timer: DueTimer, jobs: Mapping[str, OnDue]) -> None:
    """A bad timer keeps no other waiting: it is tried again later, and given up at last."""
    now = store.clock.now()
    try:
        await jobs[timer.kind](store, timer, now)
    except Exception as broken:
        log.exception("A timer failed.", timer=timer.key)
        if await store.timers.failed(timer, now, repr(broken)):
            log.error("A timer is given up.", timer=timer.key)
