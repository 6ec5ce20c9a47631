"""A confirming press that nobody pressed in time."""

from dataclasses import replace
from datetime import datetime

from desk.drafts import DraftState
from storage.store import Store
from storage.timers import DueTimer
from storage.work import Work


async def expire_draft(store: Store, timer: DueTimer, now: datetime) -> None:  # noqa: ARG001 - a job
    """The question goes away and says so; one that was answered meanwhile stays as it is."""

    async def decide() -> Work:
        work = Work(fired=[timer.id])
        draft = await store.tickets.draft(int(timer.payload["draft"]))
        if draft is not None and draft.state is DraftState.WAITING:
            work.keep_draft(replace(draft, version=draft.version + 1, state=DraftState.EXPIRED))
        return work

    await store.act(decide)
