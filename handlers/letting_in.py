"""The desk was let into a conversation: what it had to show there is shown."""

from handlers.request import NOTED, LetIn, Reply, Request
from storage.revival import revived
from storage.store import Store
from storage.work import Work


async def show_what_waits(request: Request, store: Store, let_in: LetIn) -> Reply:  # noqa: ARG001 - a route
    """Cards that were refused there until now are drawn, each as its ticket is."""
    work = Work(key=request.key)
    work.also(revived(request.where.conversation, store.clock.real_ms()))
    await store.commit(work)
    store.something_waits.set()
    return NOTED
