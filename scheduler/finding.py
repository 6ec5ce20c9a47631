"""What was said can be found a moment later: the index follows the record."""

import asyncio

from storage.store import Store

MOST_PIECES = 20  # in one round: others want to write, too


async def gather_words(store: Store) -> None:
    """Bring into the index what has happened since, and a piece of what is older."""
    for _ in range(MOST_PIECES):
        if not store.search.has_news:
            return
        if await store.search.gather() is None:
            return  # another replica is at it
        await asyncio.sleep(0)


async def look_for_news(store: Store) -> None:
    """What other replicas wrote before they ended is nobody's news."""
    store.search.has_news = True
