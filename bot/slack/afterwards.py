"""What is done after Slack got its acknowledgement."""

import asyncio
from collections.abc import Coroutine

import structlog

from desk.errors import Busy, Gone, Unsure

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Afterwards:
    """Work that nobody awaits: its failures are logged, and closing waits for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], what: str) -> None:
        """Do this, now, beside all else."""
        task = asyncio.get_running_loop().create_task(work, name=what)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def finish(self, timeout: float) -> None:  # noqa: ASYNC109 - a limit, not a failure
        """Wait for what was started; what is not done by then is given up."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=timeout)
        for task in late:
            log.warning("Gave up what was still to be sent", what=task.get_name())
            task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Busy | Gone | Unsure):
            log.warning("An answer did not get through", what=task.get_name(), why=str(error))
        elif error is not None:
            log.error("Failed after the acknowledgement", what=task.get_name(), exc_info=error)
