"""What `paidan replay` tells: what happened, and what would have by other settings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cards.names import clock_name, group_name, priority_name
from cards.plan_report import touched_lines
from cards.report_words import INDENT, Teller
from desk.clocks import PROMISES
from desk.groups import Desk
from desk.planning import TicketTally, Touched
from desk.replay import Relived, different
from desk.replay_choices import Rechosen
from desk.replay_life import Call
from desk.replay_tally import Sort, Tally, sort_of
from desk.ticket import Ticket

MOST_CALLS = 6
MOST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried: when, `by` which settings in words, and the desk that they make."""

    since: datetime
    until: datetime
    by: str
    desk: Desk


def replay_lines(tally: Tally, would_be: TicketTally, tried: Tried, tell: Teller) -> Iterator[str]:
    """Totals first, then what is behind them; `would_be` is of what is open now."""
    span = {"since": _moment(tried.since, tell), "until": _moment(tried.until, tell)}
    yield tell.say("replay.heading", tickets=tally.tickets, by=tried.by, **span)
    yield from _promises(tally, tell)
    for sort in Sort:
        before, after = tally.happened.calls[sort], tally.would.calls[sort]
        if before or after:
            name = tell.say(f"replay.sort.{sort}")
            yield tell.say("replay.count", what=name, before=before, after=after)
    yield from _pages(tally, tell)
    yield from _choices(tally, tell)
    yield from _differing(tally, tell)
    owners = would_be.counts[Touched.OWNER]
    if owners:
        yield tell.say("replay.open_now", tickets=owners)
        yield from touched_lines(would_be, Touched.OWNER, tried.desk, tell)


def _differing(tally: Tally, tell: Teller) -> Iterator[str]:
    """The tickets for which the clocks would have brought something else."""
    if not tally.differing:
        yield tell.say("replay.no_difference")
        return
    yield tell.say("replay.differing", tickets=tally.differing)
    for relived in tally.examples:
        yield from _ticket(relived, tell)
    if tally.differing > len(tally.examples):
        yield INDENT + tell.say("report.more", n=tally.differing - len(tally.examples))


def _moment(at: datetime, tell: Teller) -> str:
    group = tell.desk.groups.get(tell.desk.default_group)
    return tell.time(at, group.timezone if group else "UTC")


def _promises(tally: Tally, tell: Teller) -> Iterator[str]:
    happened, would = tally.happened.promises, tally.would.promises
    for kind in PROMISES:
        counts = [side[kind, kept] for kept in (True, False) for side in (happened, would)]
        if any(counts):
            names = ("kept", "would_keep", "broken", "would_break")
            facts = dict(zip(names, counts, strict=True))
            yield tell.say("replay.promise", clock=clock_name(kind, tell.language), **facts)


def _pages(tally: Tally, tell: Teller) -> Iterator[str]:
    """Who is disturbed how often, most often first."""
    before, after = tally.happened.pages, tally.would.pages
    people = sorted(before | after, key=lambda one: (-max(before[one], after[one]), one))
    if people:
        yield tell.say("replay.pages")
    yield from tell.listed(
        people[:MOST_PEOPLE],
        len(people),
        lambda person: tell.say(
            "replay.count",
            what=tell.people([person]),
            before=before[person],
            after=after[person],
        ),
    )


def _choices(tally: Tally, tell: Teller) -> Iterator[str]:
    if not tally.choices:
        return
    key = "replay.choices_differ" if tally.unproven else "replay.choices_same"
    yield tell.say(key, choices=tally.choices, differing=tally.unproven)
    if tally.moved:
        yield tell.say("replay.choices_moved", choices=tally.moved)
    every = tally.odd_choices
    number = max(tally.unproven, tally.moved, len(every))
    yield from tell.listed(every, number, lambda odd: _choice(odd[0], odd[1], tell))


def _choice(ticket: int, choice: Rechosen, tell: Teller) -> str:
    stored = choice.stored.choice
    other = choice.tried.choice if choice.differs else choice.again
    sides = {
        side: tell.say(
            "replay.choice_assigned" if one.person is not None else "replay.choice_called",
            people=tell.people([one.person] if one.person is not None else one.called),
            group=group_name(one.group, tell.desk),
        )
        for side, one in (("before", stored), ("after", other))
    }
    return tell.say("replay.choice", ticket=tell.say("ticket.number", n=ticket), **sides)


def _ticket(relived: Relived, tell: Teller) -> Iterator[str]:
    yield INDENT + tell.ticket(relived.ticket)
    odd = different(relived.calls, relived.would_call)
    sides = (("replay.only_then", relived.calls), ("replay.only_tried", relived.would_call))
    found = [(one.at, key, one) for key, calls in sides for one in calls if one in odd]
    found.sort(key=lambda one: one[:2])
    lines = [_call(key, one, relived.ticket, tell) for _, key, one in found]
    yield from (INDENT * 2 + line for line in lines[:MOST_CALLS])
    if len(lines) > MOST_CALLS:
        yield INDENT * 2 + tell.say("report.more", n=len(lines) - MOST_CALLS)
    for kind in PROMISES:
        before, after = (
            [kept for of, kept in side if of is kind] for side in (relived.kept, relived.would_keep)
        )
        if sorted(before) != sorted(after):
            facts = {"before": _ends(before, tell), "after": _ends(after, tell)}
            clock = clock_name(kind, tell.language)
            yield INDENT * 2 + tell.say("replay.ended", clock=clock, **facts)


def _ends(kept: list[bool], tell: Teller) -> str:
    said = [tell.say("replay.kept" if one else "replay.broken") for one in kept]
    return tell.say("report.and").join(said) or tell.say("report.none")


def _call(key: str, call: Call, ticket: Ticket, tell: Teller) -> str:
    done = [tell.say(f"replay.call.{sort_of(call)}")]
    if call.told:
        done.append(tell.people(call.told))
    if call.priority:
        done.append(priority_name(call.priority, tell.desk, tell.language))
    if call.group:
        done.append(group_name(call.group, tell.desk))
    clock = clock_name(call.clock, tell.language)
    what = tell.say("report.and").join(done)
    return tell.say(key, time=tell.time_of(call.at, ticket), clock=clock, what=what)
