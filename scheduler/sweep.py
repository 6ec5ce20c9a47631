"""Fires what has fallen due, each with its consequence in one transaction.

What falls due within a moment can be claimed, read and decided beforehand, so that at its instant
only the commit is left. If the ticket has changed by then, it is decided again.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from storage.store import Store
from storage.timers import DueTimer

AT_ONCE = 500
SIDE_BY_SIDE = 50  # decided before others have their turn: somebody may wait for an answer
AHEAD = timedelta(milliseconds=400)
TOGETHER = timedelta(milliseconds=20)  # what falls due within it is committed together
NOT_AHEAD = timedelta(0)
MOST_LOOKS = 20  # in one go, while one moment after the other has something that falls due
PATIENCE = timedelta(seconds=1)  # with an earlier decision of another kind

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
    fired = looks = 0
    async with store.firing:
        sweep = _Sweep(store, jobs, beforehand)
        try:
            while True:
                # A long sweep ends with those that would have to wait for what is still decided.
                more = [kind for kind in jobs if looks < MOST_LOOKS or kind not in beforehand]
                due = await store.timers.claim(store.clock.now() + ahead, more, AT_ONCE)
                fired += await sweep.fire(due)
                looks += 1 if due and ahead else 0
                # The next ones are decided while these wait for their instant.
                await sweep.pause(ahead / 2 or TOGETHER)
                is_over = len(due) < (1 if ahead else AT_ONCE) or looks >= MOST_LOOKS
                if is_over and not sweep.under_way:
                    break
        finally:  # nothing goes on without the lock, or on a store that is being closed
            await sweep.finish()
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


@dataclass(slots=True)
class _Sweep:
    """What is under way between the looks of one sweep."""

    store: Store
    jobs: Mapping[str, OnDue]
    beforehand: Container[str]
    under_way: dict[asyncio.Task[None], DueTimer] = field(default_factory=dict)
    slow: set[asyncio.Task[None]] = field(default_factory=set)

    async def fire(self, due: Sequence[DueTimer]) -> int:
        """Fire those that aren't being decided already; returns how many."""
        known = {timer.id for timer in self.under_way.values()}
        new = [timer for timer in due if timer.id not in known]
        timers = await _with_tickets(self.store, new)
        for kind, run in itertools.groupby(timers, lambda timer: timer.kind):
            if kind in self.beforehand:
                await self._begin_run(run)
            else:
                await self._fire_run(list(run))
        return len(new)

    async def pause(self, most: timedelta) -> None:
        """Let what is under way be decided, for a while; and forget what has been."""
        if self.under_way:
            await asyncio.wait(self.under_way, timeout=most.total_seconds())
        for task in [task for task in self.under_way if task.done()]:
            del self.under_way[task]
            task.result()

    async def finish(self) -> None:
        """Wait for all of them, whatever becomes of each."""
        if self.under_way:
            await asyncio.wait(self.under_way)
        for task in self.under_way:
            task.result()

    async def _begin_run(self, run: Iterable[DueTimer]) -> None:
        """All at once: each waits for its instant by itself."""
        for number, timer in enumerate(run, 1):
            self._begin(timer)
            if number % SIDE_BY_SIDE == 0:
                await asyncio.sleep(0)

    async def _fire_run(self, run: Sequence[DueTimer]) -> None:
        """Each when it is due, without waiting for what comes of those before it.

        What other kinds decide for an earlier time goes first, unless it takes too long; of the
        same ticket always, and then nobody else waits for that.
        """
        earlier = {task for task, timer in self.under_way.items() if timer.due <= run[0].due}
        if in_time := earlier - self.slow:
            _, late = await asyncio.wait(in_time, timeout=PATIENCE.total_seconds())
            self.slow |= late
        of_tickets = self._of_tickets()
        free: list[asyncio.Task[None]] = []
        for number, timer in enumerate(run, 1):
            await reach(self.store, timer.due)
            others = of_tickets.get(timer.ticket_id or 0, ())
            before = [task for task in others if self.under_way[task].due <= timer.due]
            task = self._begin(timer, before)
            if not before:
                free.append(task)
            if number % SIDE_BY_SIDE == 0:
                await asyncio.sleep(0)
        if free:
            await asyncio.wait(free)

    def _of_tickets(self) -> Mapping[int, Sequence[asyncio.Task[None]]]:
        """What is still being decided, by ticket."""
        found: dict[int, list[asyncio.Task[None]]] = {}
        for task, timer in self.under_way.items():
            if timer.ticket_id is not None and not task.done():
                found.setdefault(timer.ticket_id, []).append(task)
        return found

    def _begin(
        self, timer: DueTimer, before: Sequence[asyncio.Task[None]] = ()
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(_fire(self.store, timer, self.jobs, before))
        self.under_way[task] = timer
        return task


async def _fire(
    store: Store,
    timer: DueTimer,
    jobs: Mapping[str, OnDue],
    before: Sequence[asyncio.Task[None]],
) -> None:
    """A bad timer keeps no other waiting: it is tried again later, and given up at last."""
    if before:
        await asyncio.wait(before)
    now = max(store.clock.now(), timer.due)
    try:
        await jobs[timer.kind](store, timer, now)
    except Exception as broken:
        log.exception("A timer failed.", timer=timer.key)
        if await store.timers.failed(timer, now, repr(broken)):
            log.error("A timer is given up.", timer=timer.key)
