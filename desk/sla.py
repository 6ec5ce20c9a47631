"""Promises: which policy is a ticket's, what becomes of its clocks, and what is told of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import NamedTuple

from desk.calendar_stretches import Stretch, explain
from desk.clock_rules import RULES, Turn
from desk.clocks import Clock, ClockKind, Clocks
from desk.events import Event
from desk.groups import Desk
from desk.moves import Action
from desk.promises import Match, Policy
from desk.ticket import Ticket
from desk.triage import lineage


def policy_for(ticket: Ticket, desk: Desk) -> Policy | None:
    """The first policy that fits; None where nothing is promised."""
    if not desk.policies:
        return None
    names = _category_names(ticket.category, desk)
    return next((p for p in desk.policies if _fits(p.match, ticket, names, desk)), None)


def _fits(match: Match, ticket: Ticket, categories: frozenset[str], desk: Desk) -> bool:
    group, origin = desk.groups.get(ticket.group), ticket.origin
    channels = {origin.account.messenger.value, origin.intake.value}
    return (
        (not match.priorities or ticket.priority in match.priorities)
        and (not match.groups or ticket.group in match.groups)
        and (not match.customer_tiers or ticket.customer_tier in match.customer_tiers)
        and (not match.support_tiers or (group and group.tier) in match.support_tiers)
        and (not match.channels or not channels.isdisjoint(match.channels))
        and (
            not match.categories or any(name.casefold() in categories for name in match.categories)
        )
    )


def _category_names(category: str | None, desk: Desk) -> frozenset[str]:
    """All that this category and those above it are called."""
    if category is None:
        return frozenset()
    key = category if category in desk.categories else _category_called(category, desk)
    line = lineage(desk.categories, key)
    names = (name for node in line for name in (node.key, node.name, *node.words))
    return frozenset(name.casefold() for name in (category, *names))


def _category_called(word: str, desk: Desk) -> str | None:
    spoken = word.casefold()
    for node in desk.categories.values():
        if spoken in {name.casefold() for name in (node.key, node.name, *node.words)}:
            return node.key
    return None


def clocks_after(
    before: Ticket | None,
    after: Ticket,
    event: Event,
    by_staff: bool,
    desk: Desk,
    was: Desk | None = None,
) -> Clocks:
    """What the clocks are after a change.

    `after` still has those of before, to which a step that has fired, a snooze or an extension may
    have been done already. `was`: with REPLAN, the settings of before, as in `replanned`.
    """
    policy = policy_for(after, desk)
    own = _is_unmoved(after, policy, was)
    turn = Turn(before, after, event, by_staff, desk, policy, own)
    return reduce(lambda clocks, rule: rule(clocks, turn), RULES, after.clocks)


def replanned(ticket: Ticket, at: datetime, desk: Desk, was: Desk | None = None) -> Clocks:
    """The clocks as these settings would have them.

    With the settings that were before, a ticket whose policy they don't change keeps its clocks'
    own, which it may have brought along from another group.
    """
    event = Event(Action.REPLAN, at, account=0, before=ticket.status, after=ticket.status)
    return clocks_after(ticket, ticket, event, False, desk, was)


def _is_unmoved(ticket: Ticket, policy: Policy | None, was: Desk | None) -> bool:
    """Whether the same policy is the ticket's under both settings."""
    old = policy_for(ticket, was) if was else None
    return old is not None and policy is not None and old.key == policy.key


class TimerStart(NamedTuple):
    """A timer that is to fall due at `at`, new or moved."""

    kind: ClockKind
    round: int
    step: int
    at: datetime


class TimerStop(NamedTuple):
    """A timer that is no longer wanted."""

    kind: ClockKind
    round: int
    step: int


def timers(before: Clocks, after: Clocks) -> tuple[tuple[TimerStart, ...], tuple[TimerStop, ...]]:
    """What has to be started, and what stopped, for the timers to be those of the clocks.

    A running clock has one timer, for its next step; one that has just fired is among those to
    stop, which does nothing to it.
    """
    old, new = _timers_of(before), _timers_of(after)
    starts = tuple(TimerStart(*key, at) for key, at in new.items() if old.get(key) != at)
    return starts, tuple(key for key in old if key not in new)


def _timers_of(clocks: Clocks) -> dict[TimerStop, datetime]:
    return {
        TimerStop(clock.kind, clock.round, clock.fired): clock.next_at
        for clock in clocks
        if clock.runs and clock.next_at is not None
    }


@dataclass(frozen=True, slots=True)
class Promised:
    """By when what was promised to the reporter will have happened; None: not promised."""

    acknowledge: datetime | None = None
    reply: datetime | None = None
    resolve: datetime | None = None

    @property
    def answer(self) -> datetime | None:
        """By when they hear from somebody: "we answer by 14:20"."""
        return self.reply or self.acknowledge


def promise_for_reporter(clocks: Clocks) -> Promised:
    """What the reporter is told of these clocks."""
    due = {clock.kind: clock.due for clock in clocks if clock.runs}
    return Promised(
        acknowledge=due.get(ClockKind.ACKNOWLEDGE),
        reply=due.get(ClockKind.NEXT_REPLY) or due.get(ClockKind.FIRST_REPLY),
        resolve=due.get(ClockKind.RESOLUTION),
    )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a deadline is when it is: by which policy of which settings, and what was counted."""

    policy: str
    version: int
    calendar: str
    limit: timedelta
    stretches: tuple[Stretch, ...]


def explain_clock(clock: Clock, desk: Desk) -> Explanation:
    """What lies between its start and its deadline, or the beginning of the pause that lasts.

    `desk`: the settings of the clock's version, if they are still to be had.
    """
    end = clock.due or clock.stopped_at
    if end is None:
        end = next((p.start for p in clock.pauses if p.end is None), clock.started_at)
    stretches = explain(desk.calendar(clock.calendar), clock.started_at, end, clock.pauses)
    return Explanation(clock.policy, clock.version, clock.calendar, clock.whole_limit, stretches)
