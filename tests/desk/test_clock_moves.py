"""Which clock is meant by more time or by quiet, and what the event tells of it."""

from datetime import datetime, timedelta

from desk.acts import decide_move
from desk.clocks import ClockKind, extendable, running
from desk.events import Event, Said
from desk.moves import Action
from desk.ticket import Ticket
from tests.desk.sla_builders import (
    ACKNOWLEDGE,
    CUSTOMER,
    FIRST,
    HOUR,
    LEADER,
    MINUTE,
    MONDAY,
    NORMAL,
    RESOLUTION,
    STAFF,
    Life,
    born,
    in_work,
    limits,
    local,
    policy,
    promising_desk,
    shown,
)

AGREED = Said(how_long=4 * HOUR, text="agreed")


def extended_at(life: Life, at: datetime, said: Said = AGREED) -> tuple[Event, Ticket]:
    """A lead gives it more time."""
    change = decide_move(life.ticket, Action.EXTEND, LEADER, at, said, life.desk).change
    return change.event, change.ticket


def snoozed_at(life: Life, at: datetime, length: timedelta) -> Event:
    """Somebody wants quiet for so long."""
    said = Said(how_long=length)
    return decide_move(life.ticket, Action.SNOOZE, STAFF, at, said, life.desk).change.event


def due(ticket: Ticket, kind: ClockKind) -> str | None:
    """The deadline of the clock that runs."""
    clock = running(ticket.clocks, kind)
    return shown(clock.due) if clock else None


def test_more_time_is_for_the_resolution_and_the_event_tells_from_when_to_when() -> None:
    """However near the clock of acknowledging is: that is not what anybody means."""
    life = born(local(MONDAY))
    event, ticket = extended_at(life, local(MONDAY) + MINUTE)
    assert due(ticket, ACKNOWLEDGE) == due(life.ticket, ACKNOWLEDGE)
    assert due(ticket, RESOLUTION) == "2025-09-30 14:00"
    assert event.facts["clock"] == "resolution"
    told = [datetime.fromisoformat(str(event.facts[fact])) for fact in ("from_due", "due")]
    assert [shown(at) for at in told] == ["2025-09-29 18:00", "2025-09-30 14:00"]


def test_without_a_resolution_a_reply_is_meant_and_last_the_acknowledging() -> None:
    """A support tier may promise no resolution."""
    targets = {kind: NORMAL.targets[kind] for kind in (ACKNOWLEDGE, FIRST)}
    desk = promising_desk(policy("normal", {}, targets=targets))
    life = born(local(MONDAY), desk)
    assert extended_at(life, local(MONDAY))[0].facts["clock"] == "first_reply"
    only = promising_desk(policy("normal", {}, targets={ACKNOWLEDGE: 15 * MINUTE}))
    assert extended_at(born(local(MONDAY), only), local(MONDAY))[0].facts["clock"] == "acknowledge"


def test_a_resolution_that_waits_for_the_customer_can_have_more_time() -> None:
    """Its deadline is not known while it stands still, so none is told."""
    life = in_work(MONDAY)
    life.do(Action.PEND, local("2025-09-29 10:00"), said=CUSTOMER)
    clock = extendable(life.ticket.clocks)
    assert clock is not None
    assert clock.kind is RESOLUTION
    event, ticket = extended_at(life, local("2025-09-29 10:30"))
    assert (event.facts["clock"], "due" in event.facts) == ("resolution", False)
    longer = running(ticket.clocks, RESOLUTION)
    assert longer is not None
    assert longer.extended == 4 * HOUR


def test_an_old_extension_done_once_more_is_of_the_clock_that_it_was() -> None:
    """History is what people did, whatever would be meant today."""
    life = born(local(MONDAY))
    said = Said(how_long=HOUR, text="…", facts={"clock": "acknowledge"})
    event, ticket = extended_at(life, local(MONDAY) + MINUTE, said)
    assert event.facts["clock"] == "acknowledge"
    assert due(ticket, ACKNOWLEDGE) == "2025-09-29 10:15"


def test_a_snooze_tells_until_when_and_what_cut_it_short() -> None:
    """The deadline, or what is done beyond reminding; nothing where all of it is granted."""
    life = in_work(MONDAY)
    free = snoozed_at(life, local("2025-09-29 09:10"), 10 * MINUTE)
    assert "cut" not in free.facts
    assert shown(datetime.fromisoformat(str(free.facts["until"]))) == "2025-09-29 09:20"
    cut = snoozed_at(life, local("2025-09-29 09:10"), 2 * HOUR)
    assert (cut.facts["clock"], cut.facts["cut"]) == ("first_reply", "deadline")
    assert shown(datetime.fromisoformat(str(cut.facts["until"]))) == "2025-09-29 10:00"


def test_a_snooze_ends_where_more_is_done_than_reminding() -> None:
    """After the deadline: an hour later the priority is raised."""
    desk = promising_desk(policy("normal", limits(15, 60, 60, 60) | {}))
    life = in_work(MONDAY, desk)
    life.do(Action.REPLY, local("2025-09-29 09:05"), said=Said(text="hello"))
    life.live(local("2025-09-29 10:05"))
    late = snoozed_at(life, local("2025-09-29 10:10"), 3 * HOUR)
    assert late.facts["cut"] == "step"
