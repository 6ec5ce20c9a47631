"""What was changed in rosters, as it is kept: in force at once, once only, and true afterwards."""

import asyncio
from datetime import timedelta

import pytest

from desk.duty import RosterChange, leave, override
from desk.errors import Conflict
from desk.matters import SwapRequest
from desk.roster import Adjustment, Leave, Override, Swap
from desk.rota import on_duty
from desk.swaps import swap_of
from desk.turns import agreement
from storage.adjustments import NewChange, ending
from storage.duty_tables import AdjustmentRow
from storage.store import Store
from storage.work import Work
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)
GROUP = "it-support"


async def keep(store: Store, change: RosterChange) -> int:
    """Keep a change and go by it; its number."""
    new, work = NewChange(change), Work()
    work.also(new.as_extra(store.settings.stamp))
    await store.commit(work)
    await store.settings.refresh()
    return new.id


async def end(store: Store, number: int) -> None:
    """Take it back."""
    work = Work()
    work.also(ending([number], 0, store.settings.stamp))
    await store.commit(work)
    await store.settings.refresh()


def swap(store: Store, other: str) -> RosterChange:
    """The next week of the back-up goes to somebody else."""
    desk = store.desk
    layer = next(one for one in desk.rosters["it-duty"].layers if one.key == "backup")
    start = store.clock.now() + timedelta(days=7)
    request = SwapRequest(
        group=GROUP,
        roster="it-duty",
        layer="backup",
        ordinal=10,
        fingerprint=agreement(layer),
        start=start,
        end=start + timedelta(days=7),
        person=layer.crews[0][0],
        other=desk.people_keys[other],
        at=store.clock.now(),
    )
    return swap_of(request, 1)


def primary(store: Store, hours: float = 0) -> set[int]:
    """Who is primary so many hours ahead."""
    serving = store.desk.on_duty(GROUP, store.clock.now() + timedelta(hours=hours))
    return {one.person for one in serving if one.position == 0}


async def test_all_kinds_come_back_as_they_were_kept(desk: Desk) -> None:
    """An override of several parts, leave, and a swap, each under its number."""
    store = desk.store
    now, zhou = store.clock.now(), store.desk.people_keys["zhou"]
    group = store.desk.groups[GROUP]
    wang = store.desk.people_keys["wang"]
    changes = [
        override(store.desk, group, (now, now + HOUR), wang, None, 1),
        leave(zhou, (now, now + HOUR), 1),
        swap(store, "zhou"),
    ]
    numbers = [await keep(store, change) for change in changes]
    assert len(set(numbers)) == 3
    for number, change in zip(numbers, changes, strict=True):
        kept = await store.adjustments.numbered(number)
        assert kept is not None
        assert {part.id for part in kept.parts} == {number}
        assert [type(part) for part in kept.parts] == [type(part) for part in change.parts]
        assert (kept.start, kept.end, kept.shift) == (change.start, change.end, change.shift)
    adjustments = store.desk.rosters["it-duty"].adjustments
    assert {type(part) for part in adjustments} == {Override, Leave, Swap}
    others: tuple[Adjustment, ...] = store.desk.rosters["store-duty"].adjustments
    assert {type(part) for part in others} == {Leave}


async def test_what_is_taken_back_while_it_lasts_still_tells_of_before(desk: Desk) -> None:
    """An hour of an override happened; who was on duty then stays known."""
    store = desk.store
    now, chen = store.clock.now(), store.desk.people_keys["chen"]
    group = store.desk.groups[GROUP]
    (before,) = primary(store)
    number = await keep(store, override(store.desk, group, (now, now + 4 * HOUR), chen, None, 1))
    assert primary(store) == {chen}
    desk.wait(3600)
    await end(store, number)
    assert primary(store) == {before}
    assert primary(store, hours=-0.5) == {chen}
    assert primary(store, hours=1) == {before}


async def test_a_change_taken_back_before_it_began_never_was(desk: Desk) -> None:
    """Nothing of it is left in the roster."""
    store = desk.store
    start = store.clock.now() + HOUR
    wang = store.desk.people_keys["wang"]
    await end(store, await keep(store, leave(wang, (start, start + HOUR), 1)))
    assert store.desk.rosters["it-duty"].adjustments == ()
    assert await store.adjustments.ahead(store.clock.now()) == []


async def test_a_swap_that_ended_in_its_shift_still_tells_of_before(desk: Desk) -> None:
    """It becomes a stand-in up to then; the shift is free to be swapped again."""
    store = desk.store
    change = swap(store, "wang")
    number = await keep(store, change)
    desk.wait((change.start - store.clock.now()).total_seconds() + 3600)
    await store.settings.refresh()
    await end(store, number)
    (part,) = store.desk.rosters["it-duty"].adjustments
    assert isinstance(part, Override)
    assert (part.start, part.end) == (change.start, store.clock.now())
    rota = store.desk.rota("it-duty")
    assert rota is not None
    backup = {one.person for one in on_duty(rota, store.clock.now()) if one.position == 1}
    assert change.about.person in backup
    await keep(store, change)


async def test_what_was_decided_on_other_settings_is_not_kept(desk: Desk) -> None:
    """Whoever is second decides again: of two swaps of one shift at once one stands."""
    store = desk.store
    stamp = store.settings.stamp
    works = []
    for other in ("wang", "zhou"):
        work = Work()
        work.also(NewChange(swap(store, other)).as_extra(stamp))
        works.append(work)
    done = await asyncio.gather(*map(store.commit, works), return_exceptions=True)
    assert [type(one) for one in done if isinstance(one, BaseException)] == [Conflict]
    assert await AdjustmentRow.filter(kind="swap").count() == 1
    assert await store.settings.refresh()
