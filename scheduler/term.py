"""How long a delivery may take before its lease ends, and what comes of asking a messenger."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from desk.errors import Busy, Unsure
from storage.outcomes import Doubtful, Later, Outcome

log = structlog.get_logger()

Send = Callable[[], Awaitable[Outcome]]
"""Everything has been read: only the messenger is still to be asked."""


@dataclass(frozen=True, slots=True)
class Term:
    """Until when things must be read, and answered, to be marked before the lease ends.

    In seconds of the event loop.
    """

    read_by: float
    answered_by: float

    @classmethod
    def beginning_now(cls, lease: timedelta) -> "Term":
        now, seconds = asyncio.get_running_loop().time(), lease.total_seconds()
        return cls(now + seconds / 2, now + seconds * 5 / 6)


async def answered(send: Send, term: Term) -> Outcome:
    """What comes of asking the messenger, if it only has to wait or nothing was heard."""
    try:
        async with asyncio.timeout_at(term.answered_by):
            return await send()
    except Busy as busy:
        wait = None if busy.retry_after is None else round(busy.retry_after * 1000)
        log.warning("A messenger asks to wait.", why=str(busy))
        return Later(str(busy), wait, busy.everywhere)
    except (Unsure, TimeoutError) as unsure:
        log.warning("An answer was lost.", why=repr(unsure))
        return Doubtful(repr(unsure))
