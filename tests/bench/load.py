"""Two loads: always so many under way, and so many a second whatever comes back."""

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench.figures import Speed
from tests.bench.stand_in import StandIn

CHANNELS = 200
IN_FLIGHT = 32
A_SECOND = 100
PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class Load:
    """Commands for one bot, `count` so far; channels come in the same random order for all."""

    far_end: StandIn
    count: int = 0
    _chance: random.Random = field(default_factory=lambda: random.Random(17))  # noqa: S311 - no secret

    async def saturate(self, seconds: float, ramp: float = 0.5) -> Speed:
        """32 under way at any time; what is seen during `ramp` does not count."""
        begin = time.perf_counter() + ramp
        end = begin + seconds
        took: list[float] = []

        async def one_after_another() -> None:
            while (sent := time.perf_counter()) < end:
                seen = await self._seen()
                if begin <= seen < end:
                    took.append(seen - sent)

        await asyncio.gather(*(one_after_another() for _ in range(IN_FLIGHT)))
        return Speed.of(took, seconds)

    async def at_rate(self, seconds: float) -> Speed:
        """100 a second, each timed from when it was to be sent."""
        took: list[float] = []
        begin = time.perf_counter()

        async def one(due: float) -> None:
            took.append(await self._seen() - due)

        running: list[asyncio.Task[None]] = []
        for due in _dues(begin, seconds):
            await asyncio.sleep(due - time.perf_counter())
            running.append(asyncio.create_task(one(due)))
        await asyncio.gather(*running)
        return Speed.of(took, seconds)

    async def _seen(self) -> float:
        """Send a command; returns when its post was seen."""
        number, self.count = self.count, self.count + 1
        channel = self._chance.randrange(CHANNELS)
        text = f"printer on floor 3 is out of toner bench-{number}- #g{channel}"
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await (await self.far_end.command(number, text))


def _dues(begin: float, seconds: float) -> Iterator[float]:
    for number in range(round(seconds * A_SECOND)):
        yield begin + number / A_SECOND
