"""Gathers what waits to be written into one transaction; each is told only after its commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

MOST_AT_ONCE = 128

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Gathering(Generic[Asked, Told]):
    """Writes in batches; a batch that fails is tried again one by one.

    What was asked goes on when its caller is cancelled.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Asked]], Awaitable[Sequence[Told]]],
        written: Callable[[], None],
        batches_at_once: int = 1,
    ) -> None:
        self._write = write
        self._written = written
        self._free = batches_at_once
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._batches: set[asyncio.Task[None]] = set()

    async def put(self, asked: Asked) -> Told:
        """Have it written with what else waits; whatever its writing raises is raised here."""
        done: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, done))
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
            told = await self._write([asked for asked, _ in batch])
        except Exception as broken:
            await self._one_by_one(batch, broken)
        else:
            for (_, done), each in zip(batch, told, strict=True):
                _tell(done, each)
        self._written()

    async def _one_by_one(
        self, batch: "Sequence[tuple[Asked, asyncio.Future[Told]]]", broken: Exception
    ) -> None:
        """What is bad must not take its neighbours with it."""
        if len(batch) == 1:
            _fail(batch[0][1], broken)
            return
        for asked, done in batch:
            try:
                _tell(done, (await self._write([asked]))[0])
            except Exception as its_own:
                _fail(done, its_own)


def _tell(done: "asyncio.Future[Told]", what: Told) -> None:
    if not done.done():
        done.set_result(what)


def _fail(done: "asyncio.Future[Told]", error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
