"""Work that goes on after an answer was given."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Tasks:
    """Keeps tasks alive, says when one failed, and waits for them at the end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin it now."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def settle(self, within: float) -> None:
        """Wait for what is running now, but not longer."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=within)

    async def finish(self, within: float) -> None:
        """Let what is running come to its end, also what it begins; cancel what takes too long."""
        deadline = asyncio.get_running_loop().time() + within
        while self._running:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(set(self._running), timeout=left)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("Work for DingTalk failed", exc_info=error)
