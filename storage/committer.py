"""Gathers the acts that wait into one transaction; each is told only after its commit."""

import asyncio
from collections.abc import Callable, Sequence

from desk.errors import Conflict
from storage.clock import Clock
from storage.commit import Act, Moment, Surroundings, commit_steps
from storage.steps import Engine
from storage.work import Kept, Work

MOST_AT_ONCE = 64

Waiting = tuple[Work, "asyncio.Future[Kept]"]


class Committer:
    """Writes acts in batches; a batch that fails is tried again one by one.

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
        self._written = written
        self._free = batches_at_once
        self._waiting: list[Waiting] = []
        self._batches: set[asyncio.Task[None]] = set()

    async def commit(self, work: Work) -> Kept:
        """Keep an act.

        Raises:
            Conflict: what it was decided on has changed: decide again.
        """
        done: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._start_batch()
        return await asyncio.shield(done)

    async def close(self) -> None:
        """Write what waits."""
        while self._batches:
            await asyncio.gather(*self._batches)

    def _start_batch(self) -> None:
        if self._free and self._waiting:
            self._free -= 1
            task = asyncio.create_task(self._write_waiting())
            self._batches.add(task)
            task.add_done_callback(self._batch_ended)

    def _batch_ended(self, task: asyncio.Task[None]) -> None:
        self._batches.discard(task)
        self._free += 1
        self._start_batch()

    async def _write_waiting(self) -> None:
        batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        try:
            acts = await self._write([work for work, _ in batch])
        except Exception as broken:
            await self._one_by_one(batch, broken)
        else:
            self._tell(batch, acts)
        self._written()

    async def _one_by_one(self, batch: Sequence[Waiting], broken: Exception) -> None:
        """One bad act must not take its neighbours with it."""
        if len(batch) == 1:
            _fail(batch[0][1], broken)
            return
        for work, done in batch:
            try:
                self._tell([(work, done)], await self._write([work]))
            except Exception as its_own:
                _fail(done, its_own)

    async def _write(self, works: Sequence[Work]) -> list[Act]:
        around = self._around()
        at = Moment(self._clock.now_ms(), self._clock.real_ms())
        return await self._engine.run(lambda: commit_steps(works, at, around))

    def _tell(self, batch: Sequence[Waiting], acts: Sequence[Act]) -> None:
        for (_, done), act in zip(batch, acts, strict=True):
            if act.outcome is None:
                _fail(done, Conflict("decided on data that has changed"))
            elif not done.done():
                done.set_result(act.outcome)


def _fail(done: "asyncio.Future[Kept]", error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
