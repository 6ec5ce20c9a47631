"""A seal each minute over the chains that changed; its hash is also written to the log."""

from datetime import datetime, timedelta

import structlog

from storage.clock import in_ms
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

SEAL = "seal"
EVERY = timedelta(minutes=1)
BETWEEN_CLOCKS = timedelta(milliseconds=300)
"""Deadlines are whole seconds: by then the steps of one are written, and those of the next not yet
decided. A seal keeps both waiting."""

log = structlog.get_logger()


async def seal_chains(store: Store, timer: DueTimer, now: datetime) -> None:
    """Seal, and set the next seal."""
    seal = await store.audit.seal(timer, in_ms(next_seal(now)))
    if seal is not None:
        log.info("Sealed.", seal=seal.id, tickets=seal.tickets, hash=seal.hash)


async def begin_sealing(store: Store) -> None:
    """See to it that there is a first seal; one that waits already is not moved."""
    if not await store.timers.waits(SEAL):
        work = Work()
        work.start(NewTimer(key=SEAL, kind=SEAL, due=next_seal(store.clock.now())))
        await store.commit(work)


def next_seal(now: datetime) -> datetime:
    """When the next one is set."""
    return (now + EVERY).replace(microsecond=0) + BETWEEN_CLOCKS
