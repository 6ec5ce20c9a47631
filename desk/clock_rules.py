"""What becomes of a ticket's clocks with everything that happens, as rules in their order.

- what waited goes on when the ticket leaves pending;
- the end of a ticket ends its clocks: resolving keeps a promise, or breaks it; what is cancelled
  was broken only if it was late by then;
- taking a ticket into one's hands acknowledges it, and a staff's reply answers;
- what the ticket is has changed, or the settings have: its clocks are counted anew from their own
  start, by the policy that is its own now;
- whenever a ticket comes to wait for hands (new, transferred, given back, reopened), acknowledging
  is promised in a new round; but if nobody has acknowledged it and that is late already, this goes
  on, so that a transfer can't hide it. What was promised to the customer is not touched by it;
- reopened, resolution begins anew or goes on, as the policy says;
- pending pauses what the policy pauses for that reason.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.clock_changes import (
    Because,
    continued,
    dropped,
    given_up,
    paused,
    promised_again,
    recalculated,
    resumed,
    started,
    stopped,
    taken_as_told,
)
from desk.clock_steps import policy_called
from desk.clocks import PROMISES, Clock, ClockKind, Clocks, ClockState, latest, running, with_clock
from desk.events import Event, Visibility
from desk.groups import Desk
from desk.moves import ENDED, IN_HANDS, WAITING_FOR_HANDS, Action, Status, WaitingFor
from desk.promises import OnReopening, Policy
from desk.ticket import Ticket

KEPT = 12
"""How many stopped clocks stay with a ticket; the last one of each kind always does."""

ANSWERED_BY = frozenset({Visibility.REPORTER, Visibility.CUSTOMER})
BECAUSE = {Action.ESCALATE: Because.DESK, Action.REPLAN: Because.SETTINGS}


@dataclass(frozen=True, slots=True)
class Turn:
    """All that the rules go by.

    `policy` is the ticket's as it is now; `own`: each clock keeps to the one that it has.
    """

    before: Ticket | None
    after: Ticket
    event: Event
    by_staff: bool
    desk: Desk
    policy: Policy | None
    own: bool = False

    @property
    def at(self) -> datetime:
        """When it happens."""
        return self.event.at

    @property
    def group_changed(self) -> bool:
        """Whether it is in another queue now."""
        return self.before is None or self.before.group != self.after.group

    @property
    def began_to_wait(self) -> bool:
        """Whether it waits, and did not wait for the same before."""
        waits = _waits_for(self.after)
        return waits is not None and waits is not _waits_for(self.before)

    @property
    def asks_anew(self) -> bool:
        """Whether another policy may be the ticket's own now."""
        before, after = self.before, self.after
        if before is None or after.status in ENDED:
            return False
        return self.event.action is Action.REPLAN or (
            (before.priority, before.category, before.customer_tier)
            != (after.priority, after.category, after.customer_tier)
        )


def _waits_for(ticket: Ticket | None) -> WaitingFor | None:
    return ticket.waiting_for if ticket and ticket.status is Status.PENDING else None


def _waiting_over(clocks: Clocks, turn: Turn) -> Clocks:
    if _waits_for(turn.before) in {None, _waits_for(turn.after)}:
        return clocks
    clocks = tuple(resumed(clock, turn.at, turn.desk) for clock in clocks)
    pending = running(clocks, ClockKind.PENDING)
    if pending is None or turn.after.status is Status.PENDING:
        return clocks
    return with_clock(clocks, dropped(pending, turn.at, turn.desk))


def _over(clocks: Clocks, turn: Turn) -> Clocks:
    status = turn.after.status
    if status not in ENDED:
        return clocks

    def end(clock: Clock) -> Clock:
        if not clock.runs:
            return clock
        if clock.kind not in PROMISES:
            return dropped(clock, turn.at, turn.desk)
        kept = stopped if status is Status.RESOLVED else given_up
        return kept(clock, turn.at, turn.desk)

    return tuple(end(clock) for clock in clocks)


def _taken(clocks: Clocks, turn: Turn) -> Clocks:
    """Somebody has it: by their own hand, or, for what was given back, because it was given on."""
    before, after = turn.before, turn.after
    if after.status in IN_HANDS:
        return _stopped(clocks, turn, ClockKind.ACKNOWLEDGE, ClockKind.SENT_BACK)
    given = after.assignee is not None and (before is None or before.assignee != after.assignee)
    if given or turn.group_changed:
        return _stopped(clocks, turn, ClockKind.SENT_BACK)
    return clocks


def _answered(clocks: Clocks, turn: Turn) -> Clocks:
    event = turn.event
    if event.action not in {Action.REPLY, Action.COMMENT} or event.visibility not in ANSWERED_BY:
        return clocks
    if turn.by_staff:
        return _stopped(clocks, turn, ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY)
    waits = any(running(clocks, kind) for kind in (ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY))
    if waits or turn.after.status in ENDED:
        return clocks
    return _begun(clocks, turn, ClockKind.NEXT_REPLY)


def _promised_anew(clocks: Clocks, turn: Turn) -> Clocks:
    if not turn.asks_anew:
        return clocks
    because = BECAUSE.get(turn.event.action, Because.PERSON)
    not_before = _next_step_of_escalation(clocks, turn.event)
    return _by_policy(clocks, turn, because, not_before)


def _next_step_of_escalation(clocks: Clocks, event: Event) -> datetime | None:
    key = (event.facts.get("clock"), event.facts.get("round"))
    return next((clock.next_at for clock in clocks if (clock.kind.value, clock.round) == key), None)


def _by_policy(clocks: Clocks, turn: Turn, because: Because, not_before: datetime | None) -> Clocks:
    """All that runs, counted anew; and what is promised only now, from the ticket's opening."""
    at, desk = turn.at, turn.desk

    def anew(clock: Clock) -> Clock:
        own = policy_called(desk, clock.policy) if turn.own else None
        policy = own or turn.policy
        if not clock.runs:
            return clock
        if policy is None or policy.limit(clock.kind) is None:
            # What nobody promises any more is dropped, but never by the desk's own doing.
            return clock if because is Because.DESK else dropped(clock, at, desk)
        return recalculated(clock, policy, at, desk, because, not_before)

    clocks = tuple(anew(clock) for clock in clocks)
    if turn.policy is None:
        return clocks
    for kind in _wanted(turn.after):
        clock = _promised_now(clocks, turn, turn.policy, kind)
        if clock is not None:
            quiet = because is not Because.PERSON
            clocks = (*clocks, taken_as_told(clock, turn.policy, at, desk) if quiet else clock)
    return clocks


def _promised_now(clocks: Clocks, turn: Turn, policy: Policy, kind: ClockKind) -> Clock | None:
    """A clock that the ticket never had, or had only while it was promised."""
    last = latest(clocks, kind)
    if last is None:
        return started(kind, policy, turn.after.opened_at, turn.desk)
    return promised_again(last, policy, turn.desk) if last.state is ClockState.DROPPED else None


def _wanted(ticket: Ticket) -> Sequence[ClockKind]:
    """What can be promised for a ticket as it is."""
    wanted = [ClockKind.RESOLUTION]
    if ticket.status in WAITING_FOR_HANDS:
        wanted.append(ClockKind.ACKNOWLEDGE)
    if not ticket.replies:
        wanted.append(ClockKind.FIRST_REPLY)
    return wanted


def _wanting_hands(clocks: Clocks, turn: Turn) -> Clocks:
    before = turn.before
    if turn.after.status not in WAITING_FOR_HANDS:
        return clocks
    if before and before.status in WAITING_FOR_HANDS and not turn.group_changed:
        return clocks
    waiting = running(clocks, ClockKind.ACKNOWLEDGE)
    if waiting is not None:
        if waiting.is_late(turn.at):
            return clocks
        clocks = with_clock(clocks, dropped(waiting, turn.at, turn.desk))
    return _begun(clocks, turn, ClockKind.ACKNOWLEDGE)


def _opened(clocks: Clocks, turn: Turn) -> Clocks:
    if turn.before is not None:
        return clocks
    return _begun(clocks, turn, ClockKind.FIRST_REPLY, ClockKind.RESOLUTION)


def _reopened(clocks: Clocks, turn: Turn) -> Clocks:
    before = turn.before
    if before is None or before.status not in ENDED or turn.after.status in ENDED:
        return clocks
    last, policy = latest(clocks, ClockKind.RESOLUTION), turn.policy
    if policy is None or policy.limit(ClockKind.RESOLUTION) is None:
        return clocks
    if last is None or policy.reopening is OnReopening.RESTART:
        return _begun(clocks, turn, ClockKind.RESOLUTION)
    return with_clock(clocks, continued(last, turn.at, before.status.value, turn.desk))


def _given_back(clocks: Clocks, turn: Turn) -> Clocks:
    if turn.event.action not in {Action.SEND_BACK, Action.GIVE_BACK}:
        return clocks
    return _begun(clocks, turn, ClockKind.SENT_BACK)


def _waiting_begun(clocks: Clocks, turn: Turn) -> Clocks:
    waits, policy = _waits_for(turn.after), turn.policy
    if waits is None or policy is None:
        return clocks
    if turn.began_to_wait and running(clocks, ClockKind.PENDING) is None:
        clocks = _begun(clocks, turn, ClockKind.PENDING)
    if not turn.began_to_wait and not turn.asks_anew:
        return clocks

    def as_promised(clock: Clock) -> Clock:
        if not clock.runs or clock.kind not in PROMISES:
            return clock
        if waits in policy.pauses.get(clock.kind, frozenset()):
            return paused(clock, turn.at, waits.value)
        return resumed(clock, turn.at, turn.desk)

    return tuple(as_promised(clock) for clock in clocks)


def _capped(clocks: Clocks, turn: Turn) -> Clocks:
    """Without the oldest that are over; the last of a kind stays, for its round."""
    over = [c for c in clocks if not c.runs and c is not latest(clocks, c.kind)]
    too_many = len([c for c in clocks if not c.runs]) - KEPT
    if too_many <= 0:
        return clocks
    oldest = sorted(over, key=lambda clock: clock.stopped_at or turn.at)[:too_many]
    return tuple(clock for clock in clocks if clock not in oldest)


Rule = Callable[[Clocks, Turn], Clocks]
RULES: tuple[Rule, ...] = (
    _waiting_over,
    _over,
    _taken,
    _answered,
    _promised_anew,
    _opened,
    _wanting_hands,
    _reopened,
    _given_back,
    _waiting_begun,
    _capped,
)


def _begun(clocks: Clocks, turn: Turn, *kinds: ClockKind) -> Clocks:
    """With a new round of each of these that the policy promises."""
    if turn.policy is None:
        return clocks
    for kind in kinds:
        clock = started(kind, turn.policy, turn.at, turn.desk, latest(clocks, kind))
        if clock is not None:
            clocks = with_clock(clocks, clock)
    return clocks


def _stopped(clocks: Clocks, turn: Turn, *kinds: ClockKind) -> Clocks:
    return tuple(
        stopped(clock, turn.at, turn.desk) if clock.runs and clock.kind in kinds else clock
        for clock in clocks
    )
