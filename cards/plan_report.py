"""What `paidan plan` tells: what a desk.yaml would change, before it is applied."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cards.duty_words import change_number, position_name
from cards.names import clock_name, group_name
from cards.people_words import role_name
from cards.report_words import INDENT, Teller
from desk.groups import Desk
from desk.planning import DeadlineChange, TicketChange, TicketTally, Touched
from desk.planning_parts import PartChange, RosterPlan
from desk.rights import Grant
from desk.roster_compare import Change, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a file would change; `new` is the desk after it."""

    file: str
    new: Desk
    parts: Sequence[PartChange]
    tickets: TicketTally
    rosters: Sequence[RosterPlan]
    not_listed: Sequence[tuple[str, date]]


def plan_lines(plan: Plan, tell: Teller) -> Iterator[str]:
    """Totals first, then what is behind them."""
    yield tell.say("plan.fine" if plan.parts else "plan.same", file=plan.file)
    if plan.parts:
        yield tell.say("plan.changes")
        yield from (INDENT + _part(change, tell) for change in plan.parts)
    yield _totals(plan.tickets, tell)
    for touched in Touched:
        if plan.tickets.counts[touched]:
            yield tell.say(f"plan.touched.{touched}")
            yield from touched_lines(plan.tickets, touched, plan.new, tell)
    for roster in plan.rosters:
        yield from _roster(roster, tell)
    yield from _granted(plan, tell)
    for calendar, until in plan.not_listed:
        yield tell.say("plan.not_listed", calendar=calendar, until=until.isoformat())


def touched_lines(tickets: TicketTally, touched: Touched, new: Desk, tell: Teller) -> Iterator[str]:
    """The tickets that new settings touch in one way."""
    found, total = tickets.examples.get(touched, []), tickets.counts[touched]
    yield from tell.listed(found, total, lambda one: _line(one, touched, new, tell))


def _granted(plan: Plan, tell: Teller) -> Iterator[str]:
    """What becomes of the roles that were given by command: they stand beside desk.yaml."""
    before, after = tell.desk.rights.granted, plan.new.rights.granted
    known = {grant.id for grant in after}
    sides = (
        ("kept", [grant for grant in after if grant.group in plan.new.groups]),
        ("waits", [grant for grant in after if grant.group not in plan.new.groups]),
        ("ends", [grant for grant in before if grant.id not in known]),
    )
    for what, grants in sides:
        if grants:
            yield tell.say(f"plan.granted.{what}", n=len(grants))
            yield from tell.listed(grants, len(grants), lambda one: _grant(one, tell))


def _grant(grant: Grant, tell: Teller) -> str:
    return tell.say(
        "plan.grant",
        person=tell.people([grant.person]),
        role=role_name(grant.role, tell.language),
        group=group_name(grant.group, tell.desk),
    )


def _part(change: PartChange, tell: Teller) -> str:
    sides = (("added", change.added), ("removed", change.removed), ("changed", change.changed))
    said = [
        tell.say(f"plan.part.{what}", names=tell.say("report.and").join(names))
        for what, names in sides
        if names
    ]
    if change.reordered:
        said.append(tell.say("plan.part.reordered"))
    return tell.say("plan.part", part=change.part.value, what=tell.say("plan.then").join(said))


def _totals(tickets: TicketTally, tell: Teller) -> str:
    return tell.say(
        "plan.tickets",
        tickets=tickets.looked_at,
        deadline=tickets.counts[Touched.DEADLINE],
        owner=tickets.counts[Touched.OWNER],
        channel=tickets.counts[Touched.CHANNEL],
        group=tickets.counts[Touched.GROUP],
    )


def _line(change: TicketChange, touched: Touched, new: Desk, tell: Teller) -> str:
    ticket, group = tell.ticket(change.ticket), group_name(change.ticket.group, tell.desk)
    match touched:
        case Touched.GROUP:
            heir = group_name(change.falls_to or "", new)
            return tell.say("plan.falls", ticket=ticket, group=group, heir=heir)
        case Touched.DEADLINE:
            due = [_deadline(one, change, tell) for one in change.deadlines]
            return tell.say("plan.line", ticket=ticket, what=tell.say("plan.then").join(due))
        case Touched.OWNER if change.leaves is not None:
            who = tell.people([change.leaves])
            return tell.say("plan.leaves", ticket=ticket, person=who, group=group)
        case Touched.OWNER if change.given is not None:
            given = change.given
            sides = _people(_one(given.before), _one(given.after), tell)
            return tell.say("plan.given", ticket=ticket, **sides)
        case Touched.OWNER:
            called = change.called
            sides = _people(*((called.before, called.after) if called else ((), ())), tell)
            return tell.say("plan.called", ticket=ticket, **sides)
        case Touched.CHANNEL:
            shown = change.shown
            stands, to = (shown.stands, shown.after) if shown else ((), ())
            sides = {"before": tell.places(stands), "after": tell.places(to)}
            return tell.say("plan.shown", ticket=ticket, **sides)


def _one(person: int | None) -> tuple[int, ...]:
    return () if person is None else (person,)


def _people(before: Iterable[int], after: Iterable[int], tell: Teller) -> Mapping[str, str]:
    return {"before": tell.people(before), "after": tell.people(after)}


def _deadline(one: DeadlineChange, change: TicketChange, tell: Teller) -> str:
    return tell.say(
        "plan.deadline_paused" if one.paused else "plan.deadline",
        clock=clock_name(one.kind, tell.language),
        before=tell.time_of(one.before, change.ticket),
        after=tell.time_of(one.after, change.ticket),
    )


def _seats(change: Change, tell: Teller) -> Mapping[str, str]:
    """Who is on before and after; with positions, where it isn't the primaries alone."""
    sides = {"before": change.before, "after": change.after}
    if not any(seat.position for side in sides.values() for seat in side):
        return {name: tell.people(seat.person for seat in side) for name, side in sides.items()}
    return {name: _by_position(side, tell) for name, side in sides.items()}


def _by_position(seats: Sequence[Seat], tell: Teller) -> str:
    """Those at each position together."""
    said = [
        tell.say(
            "duty.on",
            position=position_name(position, tell.language),
            people=tell.people(seat.person for seat in seats if seat.position == position),
        )
        for position in dict.fromkeys(seat.position for seat in seats)
    ]
    return tell.say("plan.then").join(said) or tell.people(())


def _roster(plan: RosterPlan, tell: Teller) -> Iterator[str]:
    yield tell.say("plan.roster", roster=plan.roster)
    zone, count = plan.timezone, len(plan.stretches) + plan.more
    yield from tell.listed(
        plan.stretches,
        count,
        lambda one: tell.say(
            "plan.stretch",
            start=tell.time(one.start, zone),
            end=tell.time(one.end, zone),
            **_seats(one, tell),
        ),
    )
    yield from tell.listed(
        plan.gaps[:20],
        len(plan.gaps),
        lambda gap: tell.say(
            "plan.gap", start=tell.time(gap.start, zone), end=tell.time(gap.end, zone)
        ),
    )
    for void in plan.void:
        people = {
            "person": tell.people([void.swap.person]),
            "other": tell.people([void.swap.other]),
        }
        yield INDENT + tell.say("plan.void", start=tell.time(void.start, zone), **people)
    for number, count in Counter(one.id for one in plan.void_overrides).items():
        yield INDENT + tell.say("plan.void_change", change=change_number(number), n=count)
