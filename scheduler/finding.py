"""What was said can be found a moment later: the index follows the record."""

import asyncio
import time

from storage.store import Store

MOST_PIECES = 5  # in one round
REST = 9
"""So many times as long as a piece took others have their turn: it is at most a tenth of the work,
however much there is to be gone through."""


async def gather_words(store: Store) -> None:
    """Bring into the index what has happened since, and a piece of what is older."""
    for _ in range(MOST_PIECES):
        if not store.search.has_news:
            return
        begin = time.perf_counter()
        if await store.search.gather() is None:
            return  # another replica is at it
        await asyncio.sleep((time.perf_counter() - begin) * REST)


async def look_for_news(store: Store) -> None:
    """What other replicas wrote before they ended is nobody's news."""
    store.search.has_news = True
