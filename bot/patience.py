"""Answers given at once, outside the lanes: a few tries, if the messenger asks to wait."""

import asyncio
from collections.abc import Awaitable, Callable

from desk.errors import Busy

TRIES = 3
LONGEST_WAIT_SECONDS = 10.0


async def patiently(send: Callable[[], Awaitable[object]]) -> None:
    """Send, and wait when asked to; only what certainly did not happen is repeated."""
    for _ in range(TRIES - 1):
        try:
            await send()
        except Busy as busy:
            await asyncio.sleep(min(busy.retry_after or 1.0, LONGEST_WAIT_SECONDS))
        else:
            return
    await send()
