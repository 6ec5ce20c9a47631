"""What other settings change: for open tickets, for rosters, and in themselves."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from desk.acts import decide_move
from desk.calendar import Calendar
from desk.clocks import ClockKind
from desk.events import Said
from desk.groups import Channel, Desk
from desk.languages import Language
from desk.moves import Action
from desk.planning import TicketTally, Touched, ticket_change
from desk.planning_parts import Part, PartChange, not_listed, parts_changed, roster_plans
from desk.promises import Match, Policy
from desk.queues import SupportTier
from desk.roster import Override, OverrideKind, Roster, Swap
from desk.spec import DeskSpec, GroupSpec, PersonSpec, PrioritySpec
from desk.ticket import Ticket
from desk.turns import agreement, fingerprint
from tests.desk import rosters
from tests.desk.builders import BO, DAN, DING_IT, LEA, SLACK_IT, SLACK_STORE, small_desk
from tests.desk.rosters import DAILY, roster
from tests.desk.sla_builders import (
    CUSTOMER,
    HOUR,
    MONDAY,
    NORMAL,
    RESOLUTION,
    STAFF,
    born,
    local,
    promising_desk,
    shown,
)

NOON = local("2025-09-29 12:00")
STANDS = (SLACK_IT, DING_IT)


def a_ticket(*actions: tuple[Action, Said]) -> Ticket:
    """Opened on Monday morning; then this was done to it, an hour apart."""
    desk, ticket = promising_desk(), born(local(MONDAY)).ticket
    for hours, (action, said) in enumerate(actions):
        at = local(MONDAY) + timedelta(hours=hours)
        ticket = decide_move(ticket, action, STAFF, at, said, desk).change.ticket
    return ticket


def other(desk: Desk, **fields: object) -> Desk:
    """The desk with something else in it."""
    return replace(desk, version=desk.version + 1, **fields)  # type: ignore[arg-type]


def with_it(desk: Desk, **fields: object) -> Desk:
    """The desk with another IT support."""
    it = replace(desk.groups["it"], **fields)  # type: ignore[arg-type]  # fields of a group
    return other(desk, groups={**desk.groups, "it": it})


SOONER = replace(NORMAL, targets={**NORMAL.targets, RESOLUTION: 4 * HOUR})


def test_another_limit_is_another_deadline() -> None:
    """Counted from the ticket's own start; the clocks that stay as they are are not listed."""
    change = ticket_change(
        a_ticket(), STANDS, promising_desk(), other(promising_desk(), policies=(SOONER,)), NOON
    )
    assert change is not None
    (deadline,) = change.deadlines
    assert deadline.kind is RESOLUTION
    assert [shown(at) for at in (deadline.before, deadline.after)] == [
        "2025-09-29 18:00",
        "2025-09-29 14:00",
    ]
    assert change.touches == (Touched.DEADLINE,)


def test_a_clock_that_stands_still_is_told_as_if_it_went_on() -> None:
    """What has been counted so far counts for both."""
    ticket = a_ticket((Action.ACKNOWLEDGE, Said()), (Action.PEND, CUSTOMER))
    new = other(promising_desk(), policies=(SOONER,))
    change = ticket_change(ticket, STANDS, promising_desk(), new, local("2025-09-29 14:00"))
    assert change is not None
    found = next(one for one in change.deadlines if one.kind is RESOLUTION)
    assert found.paused
    assert [shown(at) for at in (found.before, found.after)] == [
        "2025-09-30 12:00",
        "2025-09-29 17:00",
    ]


def test_a_promise_that_is_gone_has_no_deadline() -> None:
    """And one that is new has none before."""
    new = other(promising_desk(), policies=())
    gone = ticket_change(a_ticket(), STANDS, promising_desk(), new, NOON)
    assert gone is not None
    assert {one.kind: one.after for one in gone.deadlines} == dict.fromkeys(
        (ClockKind.ACKNOWLEDGE, ClockKind.FIRST_REPLY, RESOLUTION)
    )


@pytest.mark.parametrize(
    ("fields", "touched"),
    [
        ({"members": frozenset[int]()}, (Touched.OWNER,)),
        ({"members": frozenset({DAN}), "leads": frozenset({BO})}, ()),
        ({"on_duty": (LEA,)}, ()),
        ({"channels": (Channel(SLACK_STORE, Language.ENGLISH),)}, (Touched.CHANNEL,)),
        ({"name": "IT support"}, ()),
    ],
)
def test_a_ticket_in_hands(fields: dict[str, object], touched: tuple[Touched, ...]) -> None:
    """It loses its owner only with their membership; who is on duty doesn't matter to it."""
    ticket, desk = a_ticket((Action.ACKNOWLEDGE, Said())), promising_desk()
    change = ticket_change(ticket, STANDS, desk, with_it(desk, **fields), NOON)
    assert (change.touches if change else ()) == touched


def test_somebody_from_outside_keeps_their_ticket() -> None:
    """They were no member before; the settings take nothing from them."""
    ticket, desk = replace(a_ticket((Action.ACKNOWLEDGE, Said())), assignee=DAN), promising_desk()
    assert ticket_change(ticket, STANDS, desk, with_it(desk, name="x"), NOON) is None


def test_another_one_is_called_for_what_nobody_has() -> None:
    """By name, before and after."""
    desk = promising_desk()
    change = ticket_change(a_ticket(), STANDS, desk, with_it(desk, on_duty=(LEA,)), NOON)
    assert change is not None
    assert change.called is not None
    assert (change.called.before, change.called.after) == ((BO,), (LEA,))


def test_a_channel_counts_only_if_the_settings_change_it() -> None:
    """Cards that stand elsewhere anyway are no matter of theirs, nor those that stand right."""
    desk = promising_desk()
    assert ticket_change(a_ticket(), (SLACK_STORE,), desk, other(desk), NOON) is None
    moved = with_it(desk, channels=(Channel(SLACK_STORE, Language.ENGLISH),))
    assert ticket_change(a_ticket(), (SLACK_STORE,), desk, moved, NOON) is None


def test_a_group_that_is_gone_leaves_its_tickets_to_the_default_group() -> None:
    """With whoever is called there."""
    desk = promising_desk()
    ticket = decide_move(
        a_ticket(), Action.TRANSFER, STAFF, NOON, Said(group="store"), desk
    ).change.ticket
    new = other(desk, groups={"it": desk.groups["it"]})
    change = ticket_change(ticket, (SLACK_STORE,), desk, new, NOON)
    assert change is not None
    assert change.falls_to == "it"
    assert change.called is not None
    assert change.called.after == (BO,)
    assert Touched.GROUP in change.touches


def test_totals_are_of_all_tickets() -> None:
    """However few are named."""
    desk, tally = promising_desk(), TicketTally()
    new = other(desk, policies=(SOONER,))
    for number in range(30):
        ticket = replace(a_ticket(), id=number + 1)
        tally.add(ticket_change(ticket, STANDS, desk, new, NOON))
        tally.add(ticket_change(ticket, STANDS, desk, other(desk), NOON))
    assert (tally.looked_at, tally.counts[Touched.DEADLINE]) == (60, 30)
    assert len(tally.examples[Touched.DEADLINE]) == 20


# The parts of the file


def spec(**fields: object) -> DeskSpec:
    """What a small desk.yaml says."""
    usual = DeskSpec(
        language=Language.ENGLISH,
        people=(PersonSpec("bo", "Bo", None, ()), PersonSpec("lea", "Lea", None, ())),
        groups=(GroupSpec("it", "IT", Language.ENGLISH, "UTC", ("bo",)),),
        priorities=tuple(PrioritySpec(key, {}) for key in ("high", "low")),
        default_group="it",
        default_priority="low",
        policies=tuple(Policy(key, Match(), "24x7", {}) for key in ("one", "two")),
        support_tiers=(SupportTier("l1", "L1"),),
    )
    return replace(usual, **fields)  # type: ignore[arg-type]  # fields of a spec


def test_parts_are_told_by_name() -> None:
    """What is new, gone, changed, and in another order where that matters."""
    old, people = spec(), spec().people
    new = spec(
        people=(people[1], PersonSpec("bo", "Bobby", None, ()), PersonSpec("al", "Al", None, ())),
        policies=tuple(reversed(old.policies)),
        support_tiers=(),
        default_priority="high",
    )
    assert parts_changed(old, new) == (
        PartChange(Part.PEOPLE, added=("al",), changed=("bo",)),
        PartChange(Part.SUPPORT_TIERS, removed=("l1",)),
        PartChange(Part.SLA, reordered=True),
        PartChange(Part.SETTINGS, changed=("default_priority",)),
    )
    assert parts_changed(old, old) == ()


# Rosters

TWO_WEEKS_AT = rosters.local("2026-03-09 00:00")
SWAP = Swap(
    id=1,
    layer="first",
    ordinal=8,
    fingerprint=agreement(DAILY),
    person=rosters.CAI,
    other=rosters.BO,
)


def desk_with(one: Roster | None) -> Desk:
    """A desk with this roster."""
    return replace(small_desk(), rosters={"it": one} if one else {})


def test_stretches_in_which_others_are_on_duty() -> None:
    """With who was and who will be; the same roster has nothing to tell."""
    old = roster(DAILY)
    new = roster(replace(DAILY, crews=((rosters.ANA,), (rosters.BO,), (rosters.EVE,))))
    assert list(roster_plans(desk_with(old), desk_with(old), TWO_WEEKS_AT)) == []
    (plan,) = roster_plans(desk_with(old), desk_with(new), TWO_WEEKS_AT)
    assert len(plan.stretches) == 5
    (first, *_) = plan.stretches
    assert first.start == rosters.local("2026-03-10 09:00")
    people = [[seat.person for seat in side] for side in (first.before, first.after)]
    assert people == [[rosters.CAI], [rosters.EVE]]
    assert plan.gaps == ()


def test_gaps_that_appear() -> None:
    """Only those that were not there; a roster that is new tells all that it has."""
    ends = roster(replace(DAILY, until=rosters.wall("2026-03-15 00:00")))
    sooner = roster(replace(DAILY, until=rosters.wall("2026-03-12 00:00")))
    (plan,) = roster_plans(desk_with(ends), desk_with(sooner), TWO_WEEKS_AT)
    spans = [(gap.start, gap.end) for gap in plan.gaps]
    assert spans == [(rosters.local("2026-03-12 00:00"), rosters.local("2026-03-15 00:00"))]
    (new,) = roster_plans(desk_with(None), desk_with(ends), TWO_WEEKS_AT)
    assert (new.stretches, new.gaps[0].start) == ((), rosters.local("2026-03-15 00:00"))


def test_swaps_that_are_void() -> None:
    """As the shift is not what was agreed on; one that is over, or was void, is not told."""
    longer = replace(DAILY, every=2)
    (plan,) = roster_plans(
        desk_with(roster(DAILY, changes=(SWAP,))),
        desk_with(roster(longer, changes=(SWAP,))),
        TWO_WEEKS_AT,
    )
    (void,) = plan.void
    assert (void.swap, void.start) == (SWAP, rosters.local("2026-03-10 09:00"))
    later = TWO_WEEKS_AT + timedelta(days=3)
    (plan,) = roster_plans(
        desk_with(roster(DAILY, changes=(SWAP,))), desk_with(roster(longer, changes=(SWAP,))), later
    )
    assert plan.void == ()


def test_imports_that_are_void() -> None:
    """What of an import lies ahead and would count no longer; nothing of what was so before."""
    ahead = Override(
        id=7,
        kind=OverrideKind.REPLACE,
        start=TWO_WEEKS_AT + timedelta(days=2),
        end=TWO_WEEKS_AT + timedelta(days=3),
        layer=DAILY.key,
        other=rosters.EVE,
        fingerprint=fingerprint(DAILY),
    )
    over = replace(ahead, start=TWO_WEEKS_AT - timedelta(days=2), end=TWO_WEEKS_AT)
    longer = roster(replace(DAILY, every=2), changes=(over, ahead))
    before = desk_with(roster(DAILY, changes=(over, ahead)))
    (plan,) = roster_plans(before, desk_with(longer), TWO_WEEKS_AT)
    assert plan.void_overrides == (ahead,)
    other = replace(longer, layers=(replace(DAILY, every=3),))
    (plan,) = roster_plans(desk_with(longer), desk_with(other), TWO_WEEKS_AT)
    assert plan.void_overrides == ()


@pytest.mark.parametrize(
    ("until", "at", "told"),
    [
        (date(2026, 12, 31), datetime.fromisoformat("2026-03-02T00:00+00:00"), True),
        (date(2026, 12, 31), datetime.fromisoformat("2025-12-30T00:00+00:00"), False),
        (None, datetime.fromisoformat("2026-03-02T00:00+00:00"), False),
    ],
)
def test_holidays_that_are_not_known_yet(until: date | None, at: datetime, told: bool) -> None:
    """Within the coming year; a calendar without official days has nothing to wait for."""
    calendar = Calendar("office", "Asia/Shanghai", ((),) * 7, listed_until=until)
    desk = replace(small_desk(), calendars={"office": calendar})
    assert list(not_listed(desk, at)) == ([("office", until)] if told else [])
