"""Somebody no longer belongs to a group: their tickets go on without them, some at a time."""

from collections import defaultdict
from datetime import datetime

from desk.errors import Fact
from desk.groups import Desk
from desk.leaving import given_up, rosters_with
from desk.matters import News
from desk.people_news import told_given_up, told_leads
from storage.candidates import drains_after
from storage.leaving import LEAVING
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work

AT_ONCE = 50


async def go_on_without(store: Store, timer: DueTimer, now: datetime) -> None:
    """What they have in hand in groups where they no longer are goes to whoever they were one
    person with, or back into the queue; the group and its leads hear of it."""
    payload = timer.payload
    person, heir = int(payload["person"]), payload.get("heir")
    after = int(payload.get("after", 0))

    async def decide() -> Work:
        await store.settings.refresh()
        desk, work = store.desk, Work(fired=[timer.id])
        tickets = await store.tickets.held_by(person, after, AT_ONCE)
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for ticket in tickets:
            gone_on = given_up(ticket, person, int(heir) if heir else None, desk, now)
            if gone_on is None:
                continue
            work.keep(gone_on.decision)
            for drain in drains_after(gone_on.decision.change, desk, now):
                work.start(drain)
            if gone_on.waits:
                waiting[ticket.group].append(ticket.id)
        for group, numbers in waiting.items():
            telling = told_given_up(desk, desk.groups[group], person, numbers, now)
            work.keep_matter(telling.announcement, notices=telling.notices)
        if not after:
            _tell_of_turns(work, desk, str(payload.get("group", "")), person, now)
        if len(tickets) == AT_ONCE:
            last = tickets[-1].id
            more = {**payload, "after": last}
            work.start(NewTimer(f"{timer.key}:{last}", LEAVING, now, payload=more))
        return work

    await store.act(decide)


def _tell_of_turns(work: Work, desk: Desk, key: str, person: int, now: datetime) -> None:
    """The leads hear that a roster still counts on somebody who has left its group."""
    group = desk.groups.get(key)
    if group is None:
        return
    for roster in rosters_with(desk, [group], person):
        facts: dict[str, Fact] = {"person": person, "roster": roster}
        telling = told_leads(desk, group, News.TURNS_EMPTY, now, facts, (person,))
        work.keep_matter(telling.announcement, notices=telling.notices)
