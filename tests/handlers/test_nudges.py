"""Asking whoever has a ticket to get on with it: who is told, how often, and what is recorded."""

from collections.abc import Sequence

import pytest

from desk.acts import decide_move
from desk.errors import Reason, Refusal
from desk.events import SILENT
from desk.moves import Action, Status
from desk.notices import Notice, NoticeKind
from storage.engine_tables import OutboxRow
from tests.desk.builders import ANA, BO, DAN, LEA, NOON, actor_on, small_desk, ticket_in
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, number_in, said, yaml

DESK_YAML = yaml(group("it", "bo, cai", on_duty="bo"))


def nudged(status: Status, by: int) -> Sequence[Notice]:
    """Who is told of a nudge, in the small desk."""
    ticket = ticket_in(status)
    decision = decide_move(ticket, Action.NUDGE, actor_on(ticket, by), NOON, SILENT, small_desk())
    return decision.follows.notices


def test_whoever_has_it_is_told_alone() -> None:
    """Bo, who has it, and nobody else; not the group, not the reporter."""
    (notice,) = nudged(Status.IN_PROGRESS, by=ANA)
    assert notice.kind is NoticeKind.YOUR_TURN
    assert notice.mention == (BO,)
    assert not notice.beside


def test_while_nobody_has_it_those_on_duty_are_called() -> None:
    """Beside its card, in the channel where Bo, who is on duty, prefers to be called."""
    (notice,) = nudged(Status.NEW, by=ANA)
    assert notice.mention == (BO,)
    assert notice.beside


def test_nobody_nudges_themselves_or_from_outside() -> None:
    """Bo has it already; Dan of the warehouse has nothing to do with it."""
    with pytest.raises(Refusal) as own:
        nudged(Status.IN_PROGRESS, by=BO)
    assert own.value.reason is Reason.SAME_PERSON
    with pytest.raises(Refusal) as others:
        nudged(Status.IN_PROGRESS, by=DAN)
    assert others.value.reason is Reason.NOT_ALLOWED
    assert nudged(Status.IN_PROGRESS, by=LEA)


@pytest.mark.asyncio
async def test_they_are_told_once_in_half_an_hour(counter_of: CounterOf) -> None:
    """A second nudge is refused with who was first; later, or for somebody new, it is told."""
    async with counter_of(DESK_YAML) as desk:
        number = (await desk.opened("till 2 is frozen")).id
        await desk.ask("bo", f"#{number} 我来")
        assert "Bo has been asked" in said(
            await desk.ask("ana", f"nudge #{number} the queue grows")
        )
        again = said(await desk.ask("cai", f"#{number} 催一下"))
        assert "Ana" in again
        assert await told(number) == 1
        await desk.ask("cai", f"take over #{number}")
        assert "Cai" in said(await desk.ask("ana", f"nudge #{number}"))
        await desk.passes(minutes=31)
        assert "Cai" in said(await desk.ask("ana", f"nudge #{number}"))
        assert await told(number) == 3
        last = await desk.store.history.last(number, Action.NUDGE)
        assert last is not None
        assert desk.name(int(str(last.facts["person"]))) == "cai"


@pytest.mark.asyncio
async def test_no_promise_is_kept_by_a_nudge(counter_of: CounterOf) -> None:
    """The ticket is as it was, but for one event more."""
    async with counter_of(DESK_YAML) as desk:
        before = await desk.opened("till 2 is frozen")
        assert number_in(said(await desk.ask("ana", f"催办 {before.id}"))) == before.id
        after = await desk.ticket(before.id)
        assert (after.status, after.replies, after.clocks) == (before.status, 0, before.clocks)
        assert after.version == before.version + 1


async def told(number: int) -> int:
    """How often somebody was told alone that a ticket is waited for."""
    rows = await OutboxRow.filter(ticket_id=number, kind=NoticeKind.YOUR_TURN.value)
    events = {row.event_seq for row in rows}
    return len(events)
