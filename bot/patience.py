"""What is asked or said outside the lanes: a few tries, if the messenger asks to wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from desk.errors import Busy

T = TypeVar("T")

TRIES = 3
LONGEST_WAIT_SECONDS = 10.0


async def patiently(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and wait when asked to; only what certainly did not happen is repeated."""
    for _ in range(TRIES - 1):
        try:
            return await send()
        except Busy as busy:
            await asyncio.sleep(min(busy.retry_after or 1.0, LONGEST_WAIT_SECONDS))
    return await send()
