"""How long Slack waits for an acknowledgement, and what of that is left."""

import asyncio
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")

ASK_SECONDS = 2.5
ACK_SECONDS = 2.8
"""Slack waits for three seconds, the way there and back included."""
OPEN_SECONDS = 2.0


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


@dataclass(frozen=True, slots=True)
class Deadline:
    """Begins when it is made."""

    began: float = field(default_factory=_loop_time)

    async def result(self, task: asyncio.Task[Result]) -> Result | None:
        """What the task gives, or None if that is not there in time; the task goes on."""
        await asyncio.wait({task}, timeout=self._left(ASK_SECONDS))
        return task.result() if task.done() else None

    @property
    def left_for_opening(self) -> float:
        """In seconds."""
        return min(OPEN_SECONDS, self._left(ACK_SECONDS))

    def _left(self, seconds: float) -> float:
        return max(self.began + seconds - _loop_time(), 0.0)
