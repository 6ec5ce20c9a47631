"""Fires what has fallen due, each with its consequence in one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog

from storage.store import Store
from storage.timers import DueTimer

AT_ONCE = 200

OnDue = Callable[[Store, DueTimer, datetime], Awaitable[None]]

log = structlog.get_logger()


async def fire_due(store: Store, jobs: Mapping[str, OnDue]) -> int:
    """Fire everything that is due now, earliest first; returns how many."""
    fired = 0
    while due := await store.timers.due(store.clock.now(), AT_ONCE):
        for timer in due:
            await _fire(store, timer, jobs)
        fired += len(due)
        if len(due) < AT_ONCE:
            break
    return fired


async def _fire(store: Store, timer: DueTimer, jobs: Mapping[str, OnDue]) -> None:
    """A bad timer keeps no other waiting: it is tried again later, and given up at last."""
    now = store.clock.now()
    try:
        await jobs[timer.kind](store, timer, now)
    except Exception as broken:
        log.exception("A timer failed.", timer=timer.key)
        if await store.timers.failed(timer, now, repr(broken)):
            log.error("A timer is given up.", timer=timer.key)
