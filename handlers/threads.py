"""Which ticket a thread is about."""

import asyncio

from desk.address import Place
from storage.store import Store

LOOKS = 20
SECONDS_BETWEEN_LOOKS = 0.1  # together less than the time for an answer


class StillOnItsWay(Exception):
    """A card may stand there that we have not heard of: the reply has to come again, or be told."""


async def ticket_of_thread(store: Store, where: Place) -> int | None:
    """The ticket of the thread, if this is one; a card can be answered before we know it stands.

    Raises:
        StillOnItsWay: it isn't to be seen yet.
    """
    if where.thread is None:
        return None
    for _ in range(LOOKS):
        arrives = await store.postings.arrives_at(where.conversation)
        number = await store.postings.ticket_at(where.conversation, where.thread)
        if number is not None or not arrives:
            return number
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    raise StillOnItsWay
