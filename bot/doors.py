"""Doors to the messengers: kept open, each by itself, so that one being shut stops no other."""

import asyncio
from typing import Protocol

import structlog

FIRST_TRY_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger()


class Door(Protocol):
    """Takes in what people ask on one messenger."""

    @property
    def connected(self) -> bool: ...

    async def open(self, within: float, /) -> None: ...

    async def close(self) -> None: ...


async def keep_open(name: str, door: Door) -> None:
    """Open it, trying again until it opens; afterwards the messenger's SDK reconnects by itself."""
    pause = 2.0
    while True:
        try:
            await door.open(FIRST_TRY_SECONDS)
        except Exception as shut:  # whatever it is, the other messenger goes on
            log.error(
                "A messenger can't be connected.", messenger=name, why=str(shut), again_in=pause
            )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        else:
            return
