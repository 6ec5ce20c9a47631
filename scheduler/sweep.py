"""Fires what has fallen due, each with its consequence in one transaction.

What falls due within a moment can be claimed, read and decided beforehand, so that at its instant
only the commit is left. If the ticket has changed by then, it is decided again.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from storage.store import Store
from storage.timers import DueTimer

AT_ONCE = 500
SIDE_BY_SIDE = 50  # decided before others have their turn: somebody may wait for an answer
AHEAD = timedelta(milliseconds=400)
TOGETHER = timedelta(milliseconds=20)  # what falls due within it is committed together
NOT_AHEAD = timedelta(0)
MOST_CLAIMS = 20  # in one go, while one moment after the other has something that falls due

OnDue = Callable[[Store, DueTimer, datetime], Awaitable[None]]

log = structlog.get_logger()


async def fire_due(
    store: Store,
    jobs: Mapping[str, OnDue],
    ahead: timedelta = NOT_AHEAD,
    beforehand: Container[str] = (),
) -> int:
    """Fire everything that is due now, earliest first; returns how many.

    What falls due within `ahead` is fired, too, when it does. Timers of one kind that follow each
    other are decided side by side; those of the kinds in `beforehand` at once, for the instant at
    which they are due: they wait for it themselves (`reach`).
    """
    fired = 0
    async with store.firing:
        decided: set[asyncio.Task[None]] = set()
        for _ in range(MOST_CLAIMS) if ahead else itertools.repeat(None):
            due = await store.timers.claim(store.clock.now() + ahead, list(jobs), AT_ONCE)
            for kind, run in itertools.groupby(await _with_tickets(store, due), lambda t: t.kind):
                if kind in beforehand:
                    decided |= await _begin_run(store, run, jobs)
                    continue
                await asyncio.gather(*decided)
                await _fire_run(store, run, jobs)
            fired += len(due)
            if len(due) < (1 if ahead else AT_ONCE):
                break
            if ahead and decided:  # the next ones are decided while these wait for their instant
                await asyncio.wait(decided, timeout=ahead.total_seconds() / 2)
        await asyncio.gather(*decided)
    return fired


async def reach(store: Store, at: datetime) -> None:
    """Wait until desk time is that far."""
    early = at - store.clock.now()
    if early > NOT_AHEAD:
        await asyncio.sleep(max(early, TOGETHER).total_seconds())


async def _with_tickets(store: Store, due: Sequence[DueTimer]) -> list[DueTimer]:
    """The timers with their tickets, read together."""
    numbers = sorted({timer.ticket_id for timer in due if timer.ticket_id is not None})
    tickets = {ticket.id: ticket for ticket in await store.tickets.all_numbered(numbers)}
    return [replace(timer, ticket=tickets.get(timer.ticket_id or 0)) for timer in due]


async def _fire_run(store: Store, run: Iterable[DueTimer], jobs: Mapping[str, OnDue]) -> None:
    """Each when it is due, without waiting for what comes of those before it."""
    under_way: list[asyncio.Task[None]] = []
    for timer in run:
        await reach(store, timer.due)
        under_way.append(asyncio.create_task(_fire(store, timer, jobs)))
        if len(under_way) % SIDE_BY_SIDE == 0:
            await asyncio.sleep(0)
    await asyncio.gather(*under_way)


async def _begin_run(
    store: Store, run: Iterable[DueTimer], jobs: Mapping[str, OnDue]
) -> set[asyncio.Task[None]]:
    """All at once: each waits for its instant by itself."""
    under_way: set[asyncio.Task[None]] = set()
    for timer in run:
        under_way.add(asyncio.create_task(_fire(store, timer, jobs)))
        if len(under_way) % SIDE_BY_SIDE == 0:
            await asyncio.sleep(0)
    return under_way


async def _fire(store: Store, timer: DueTimer, jobs: Mapping[str, OnDue]) -> None:
    """A bad timer keeps no other waiting: it is tried again later, and given up at last."""
    now = max(store.clock.now(), timer.due)
    try:
        await jobs[timer.kind](store, timer, now)
    except Exception as broken:
        log.exception("A timer failed.", timer=timer.key)
        if await store.timers.failed(timer, now, repr(broken)):
            log.error("A timer is given up.", timer=timer.key)
