"""The sweep: what falls due is fired in order, and a slow decision keeps no others waiting."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from scheduler.sweep import AHEAD, OnDue, fire_due
from storage.engine_tables import TimerRow
from storage.store import Store
from storage.timers import DueTimer
from storage.work import NewTimer, Work
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

SLOW, QUICK = "slow", "quick"
AT_MOST = 10  # seconds, for what must not wait for ever


@dataclass
class Jobs:
    """Two kinds of jobs: one that is decided beforehand and takes until it may go on."""

    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    done: list[str] = field(default_factory=list)
    ends_it: str = ""  # the timer with which the slow ones may go on

    def table(self) -> Mapping[str, OnDue]:
        """As the sweep takes them."""
        return {SLOW: self._slow, QUICK: self._quick}

    async def fire(self, store: Store) -> int:
        """Fire what is due, as the timetable does."""
        return await fire_due(store, self.table(), AHEAD, frozenset({SLOW}))

    async def _slow(self, store: Store, timer: DueTimer, _now: datetime) -> None:
        self.begun.set()
        async with asyncio.timeout(AT_MOST):
            await self.may_go_on.wait()
        await self._quick(store, timer, _now)

    async def _quick(self, store: Store, timer: DueTimer, _now: datetime) -> None:
        await store.commit(Work(fired=[timer.id]))
        self.done.append(timer.key)
        if timer.key == self.ends_it:
            self.may_go_on.set()


async def set_timers(desk: Desk, *timers: tuple[str, str, int | None]) -> None:
    """Timers by key, kind and ticket, each due a moment after the one before it."""
    work = Work()
    for number, (key, kind, ticket) in enumerate(timers):
        due = desk.store.clock.now() + timedelta(milliseconds=number)
        work.start(NewTimer(key, kind, due, ticket=ticket))
    await desk.store.commit(work)
    desk.wait(1)


async def test_a_slow_decision_keeps_no_other_kind_waiting(desk: Desk) -> None:
    """It may go on only when the other kinds have fired, also those that fell due later."""
    jobs = Jobs(ends_it="third")
    await set_timers(
        desk, ("a", SLOW, None), ("first", QUICK, None), ("b", SLOW, None), ("third", QUICK, None)
    )
    assert await jobs.fire(desk.store) == 4
    assert jobs.done[:2] == ["first", "third"]
    assert sorted(jobs.done[2:]) == ["a", "b"]


async def test_what_falls_due_during_a_slow_decision_is_fired_meanwhile(desk: Desk) -> None:
    """It is found by the same sweep, which looks again while something is being decided."""
    jobs = Jobs(ends_it="later")
    await set_timers(desk, ("a", SLOW, None))
    sweep = asyncio.create_task(jobs.fire(desk.store))
    await jobs.begun.wait()
    await set_timers(desk, ("later", QUICK, None))
    assert await sweep == 2
    assert jobs.done == ["later", "a"]


async def test_of_one_ticket_what_falls_due_first_is_fired_first(desk: Desk) -> None:
    """What is due later waits for the slow decision on its ticket, and nobody else for that."""
    jobs = Jobs(ends_it="of another")
    one, another = await desk.opened(), await desk.opened()
    await set_timers(
        desk,
        ("a", SLOW, one),
        ("b", SLOW, one),
        ("of the same", QUICK, one),
        ("of another", QUICK, another),
    )
    await jobs.fire(desk.store)
    assert sorted(jobs.done[1:3]) == ["a", "b"]
    assert (jobs.done[0], jobs.done[3]) == ("of another", "of the same")


async def test_a_decision_in_time_goes_before_what_is_due_later(desk: Desk) -> None:
    """What needs no longer than usual is done before another kind begins."""
    jobs = Jobs()
    jobs.may_go_on.set()
    await set_timers(desk, ("a", SLOW, None), ("b", SLOW, None), ("c", QUICK, None))
    await jobs.fire(desk.store)
    assert sorted(jobs.done[:2]) == ["a", "b"]
    assert jobs.done[2:] == ["c"]


async def test_a_look_that_fails_leaves_nothing_under_way(desk: Desk) -> None:
    """What was being decided is finished before the next sweep may begin, or the store close."""
    jobs, store = Jobs(), desk.store
    await set_timers(desk, ("a", SLOW, None))
    async with asyncio.timeout(AT_MOST):
        sweep = asyncio.create_task(jobs.fire(store))
        await jobs.begun.wait()
        await set_timers(desk, ("broken", QUICK, None))
        await TimerRow.filter(key="broken").update(payload="no json")
        while (await TimerRow.get(key="broken")).claimed_until is None:
            assert not sweep.done()
        await TimerRow.get(key="broken")
        assert store.firing.locked()
        jobs.may_go_on.set()
        with pytest.raises(ValidationError):
            await sweep
    assert jobs.done == ["a"]
