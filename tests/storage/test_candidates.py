"""Whose turn it is, on both databases: no two tickets are given on the same state."""

import asyncio
from collections import Counter as Tally
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.acts import decide_open
from desk.errors import Conflict
from desk.giving import Wanted, wanted_for
from desk.moves import Status
from desk.surge import SurgeState
from desk.ticket import Ticket
from scheduler.surge import count_flood
from storage.queues import Queues, Turn, surged, taken
from storage.work import Work
from tests.beginnings import Beginnings
from tests.handlers.counter import Counter, counter, group, yaml

pytestmark = pytest.mark.asyncio

CounterOf = Callable[[str], AbstractAsyncContextManager[Counter]]

BY_BUTTON = yaml(group("it", "bo, cai"))


@pytest.fixture
def counter_of(database_url: str, beginnings: Beginnings) -> CounterOf:
    """The desk of a desk.yaml."""
    return lambda desk_yaml: counter(database_url, beginnings, desk_yaml)


async def test_of_two_acts_that_go_by_the_same_turn_one_is_decided_again(
    counter_of: CounterOf,
) -> None:
    """Also when both are written in one transaction."""
    async with counter_of(BY_BUTTON) as desk:
        store, now = desk.store, desk.store.clock.now()
        turn = await store.queues.turn("it")
        works = [Work() for _ in range(3)]
        for work in works:
            work.also(taken(turn, 1, now))
        done = await asyncio.gather(*(store.commit(w) for w in works), return_exceptions=True)
        assert sum(isinstance(outcome, Conflict) for outcome in done) == 2
        assert (await store.queues.turn("it")).version == 1


async def test_who_was_given_one_later_is_told_apart(counter_of: CounterOf) -> None:
    """Even if the messenger's clock stands still, or goes back a little."""
    async with counter_of(BY_BUTTON) as desk:
        store, now = desk.store, desk.store.clock.now()
        for person, at in ((1, now), (2, now), (3, now - timedelta(seconds=5))):
            work = Work()
            work.also(taken(await store.queues.turn("it"), person, at))
            await store.commit(work)
        given = (await store.queues.turn("it")).given
        assert given[1] < given[2] < given[3]


async def test_floods_and_turns_keep_each_other(counter_of: CounterOf) -> None:
    """What is noted of a flood leaves whose turn it is alone, and the other way round."""
    async with counter_of(BY_BUTTON) as desk:
        store, now = desk.store, desk.store.clock.now()
        flood = SurgeState(on=True, since=now)
        first, second = Work(), Work()
        first.also(surged(await store.queues.turn("it"), flood))
        await store.commit(first)
        second.also(taken(await store.queues.turn("it"), 1, now))
        await store.commit(second)
        turn = await store.queues.turn("it")
        assert turn == Turn("it", 2, flood, {1: now})


async def test_what_people_have_counts_whichever_group_it_came_by(
    counter_of: CounterOf,
) -> None:
    """Two open ones of two groups, one of them waiting for the customer."""
    desk_yaml = yaml(group("it", "bo"), group("store", "bo"), more="default_group: it\n")
    async with counter_of(desk_yaml) as desk:
        for line in ("one", "two #store"):
            ticket = await desk.opened(line)
            await desk.ask("bo", f"#{ticket.id} acknowledge")
        await desk.ask("bo", f"#{ticket.id} pend customer")
        bo = desk.store.desk.people_keys["bo"]
        loads = await desk.store.queues.workloads([bo], desk.store.desk, desk.store.clock.now())
        assert loads[bo].open_tickets == 1
        assert loads[bo].load > 1


async def test_twenty_decided_in_as_many_processes_are_five_for_each_of_four(
    counter_of: CounterOf,
) -> None:
    """Where nobody waits in the same line, whoever went by an old turn decides again."""
    async with counter_of(yaml(group("it", "bo, cai, dan, eva", strategy="round_robin"))) as desk:
        store = desk.store
        first = await desk.opened("to begin with")
        again = replace(first, id=0, version=1, assignee=None, status=Status.NEW)
        by = await store.actor(first.origin.account, "Ana")

        async def give() -> Ticket:
            async def decide() -> Work:
                work = Work()
                wanted = Wanted(wanted_for(again, store.desk, store.clock.now()))
                async with Queues(store.directory).line() as line:
                    chosen = await store.candidates.chosen_for(wanted, line)
                assert chosen is not None
                work.keep(decide_open(again, by, store.desk, selection=chosen.join(work)))
                return work

            kept = (await store.act(decide)).ticket
            assert kept is not None
            return kept

        given = [first, *await asyncio.gather(*(give() for _ in range(19)))]
        tally = Tally(desk.name(ticket.assignee) for ticket in given)
        assert tally == {"bo": 5, "cai": 5, "dan": 5, "eva": 5}


async def test_a_drain_that_nobody_finished_is_taken_up_by_the_next(counter_of: CounterOf) -> None:
    """What is to be handed out stands in the database until it has been."""
    desk_yaml = yaml(group("it", "bo", strategy="round_robin", limit="1"))
    async with counter_of(desk_yaml) as desk:
        first, second = await desk.opened("first"), await desk.opened("second")
        await desk.ask("bo", f"#{first.id} acknowledge")
        await desk.ask("bo", f"#{first.id} resolve done")
        claimed = await desk.store.timers.claim(desk.store.clock.now(), ["drain"])
        assert [timer.payload["group"] for timer in claimed] == ["it"]
        assert await desk.assignee(second.id) is None  # whoever claimed it was killed
        await desk.passes(seconds=11)
        assert await desk.assignee(second.id) == "bo"
        assert (await desk.store.queues.turn("it")).version == 2


async def test_a_flood_is_told_once_however_many_count(counter_of: CounterOf) -> None:
    """Several counts fall due together: one begins it, the others find it begun."""
    desk_yaml = yaml(group("it", "bo", surge="{inflow: 1, within: 10m}"))
    async with counter_of(desk_yaml) as desk:
        await desk.opened("one")
        desk.steady.seconds += 10
        await desk.opened("two")
        desk.steady.seconds += 20
        due = await desk.store.timers.claim(desk.store.clock.now(), ["surge"])
        assert len(due) == 2
        now = desk.store.clock.now()
        await asyncio.gather(*(count_flood(desk.store, timer, now) for timer in due))
        turn = await desk.store.queues.turn("it")
        assert turn.surge is not None
        assert turn.surge.on
        assert await desk.store.matters.numbered(1) is not None
        assert await desk.store.matters.numbered(2) is None
