"""What the desk is being asked, so that nothing is asked twice at once."""

import asyncio
from typing import Literal, Protocol

from handlers.request import Redraw, Reply, Request

MOST_KEPT = 1000


class Desk(Protocol):
    """Who answers; handlers.answer.FrontDesk."""

    async def ask(self, request: Request, comes_again: bool = False) -> Reply: ...

    async def shown(self, redraw: Redraw, in_time: bool) -> None: ...


class Questions:
    """Asks beside all else; what came of an event is remembered for when Slack sends it again.

    The desk's own key makes a second act harmless; this spares the person a second answer.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[str, asyncio.Task[Reply]] = {}
        self._heard: dict[str, asyncio.Task[Reply]] = {}

    def ask(self, request: Request, comes_again: bool = False) -> asyncio.Task[Reply]:
        """Ask; the task may be left to itself."""
        asking = self._ask(request, comes_again)
        task = asyncio.get_running_loop().create_task(asking, name=request.key)
        self._running[request.key] = task
        task.add_done_callback(lambda _: self._running.pop(request.key, None))
        return task

    def ask_once(
        self, request: Request, comes_again: bool
    ) -> tuple[asyncio.Task[Reply], Literal["new", "known"]]:
        """Ask, unless the same is being asked or was answered; what failed is asked again."""
        known = self._heard.get(request.key)
        if known is not None and not _has_failed(known):
            return known, "known"
        if len(self._heard) >= MOST_KEPT:
            del self._heard[next(iter(self._heard))]
        self._heard[request.key] = self.ask(request, comes_again)
        return self._heard[request.key], "new"

    async def finish(self, timeout: float) -> None:  # noqa: ASYNC109 - a limit, not a failure
        """Wait for what is being asked."""
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=timeout)

    async def _ask(self, request: Request, comes_again: bool) -> Reply:
        return await self._desk.ask(request, comes_again)


def _has_failed(task: asyncio.Task[Reply]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
