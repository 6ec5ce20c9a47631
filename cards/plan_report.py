"""What `paidan plan` tells: what a desk.yaml would change, before it is applied."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cards.duty_words import change_number, seats_said
from cards.names import calendar_name, clock_name, group_name
from cards.report_words import INDENT, Teller
from desk.groups import Desk
from desk.planning import DeadlineChange, TicketChange, TicketTally, Touched
from desk.planning_parts import PartChange, RosterPlan

SIDES = ("before", "after")


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
        yield from _roster(roster, plan.new.rosters[roster.roster].name, tell)
    for calendar, until in plan.not_listed:
        name = calendar_name(calendar, tell.language)
        yield tell.say("plan.not_listed", calendar=name, until=until.isoformat())


def touched_lines(tickets: TicketTally, touched: Touched, new: Desk, tell: Teller) -> Iterator[str]:
    """The tickets that new settings touch in one way."""
    found, total = tickets.examples.get(touched, []), tickets.counts[touched]
    yield from tell.listed(found, total, lambda one: _line(one, touched, new, tell))


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


def _roster(plan: RosterPlan, name: str, tell: Teller) -> Iterator[str]:
    yield tell.say("plan.roster", roster=name)
    zone, count = plan.timezone, len(plan.stretches) + plan.more
    yield from tell.listed(
        plan.stretches,
        count,
        lambda one: tell.say(
            "plan.stretch",
            start=tell.time(one.start, zone),
            end=tell.time(one.end, zone),
            **dict(zip(SIDES, seats_said(one, tell.names, tell.language), strict=True)),
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
