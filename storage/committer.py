"""Acts, gathered into transactions; each is told only after its commit."""

from collections.abc import Callable, Sequence

from desk.errors import Conflict
from storage.act import Act, Moment, Surroundings
from storage.clock import Clock
from storage.commit import commit_steps
from storage.gathering import Gathering
from storage.steps import Engine
from storage.work import Kept, Work


class Committer:
    """Writes acts in batches.

    An act goes on when its caller is cancelled: it was asked for, and its key says so when it is
    asked for again.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        around: Callable[[], Surroundings],
        written: Callable[[], None],
        batches_at_once: int = 1,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._around = around
        self._acts = Gathering(self._write, written, batches_at_once)

    async def commit(self, work: Work) -> Kept:
        """Keep an act.

        Raises:
            Conflict: what it was decided on has changed: decide again.
        """
        act = await self._acts.put(work)
        if act.outcome is None:
            raise Conflict("decided on data that has changed")
        return act.outcome

    async def close(self) -> None:
        """Write what waits."""
        await self._acts.close()

    async def _write(self, works: Sequence[Work]) -> list[Act]:
        around = self._around()
        at = Moment(self._clock.now_ms(), self._clock.real_ms())
        return await self._engine.run(lambda: commit_steps(works, at, around))
