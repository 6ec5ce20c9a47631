"""The live feed of changes, for the page: one queue a listener."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from sandbox.calls import Messenger

ChangeKind = Literal["message", "view", "home", "connected", "fault"]

LISTENER_BACKLOG = 1_000
"""A listener that is further behind than this is dropped; the page then reads everything anew."""


@dataclass(frozen=True)
class Change:
    """Something that a person looking at the page would see."""

    messenger: Messenger
    kind: ChangeKind
    conversation: str | None
    user: str | None


class Feed:
    """Tells every listener of every change."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Change | None]] = set()

    def listen(self) -> asyncio.Queue[Change | None]:
        """A new listener's queue; None in it means the end."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Change | None]) -> None:
        """The listener went away."""
        self._listeners.discard(queue)

    def tell(self, change: Change) -> None:
        """Tell everybody."""
        for queue in list(self._listeners):
            if queue.qsize() >= LISTENER_BACKLOG:
                queue.put_nowait(None)
                self._listeners.discard(queue)
            else:
                queue.put_nowait(change)

    def close(self) -> None:
        """End every listener's stream."""
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()
