"""History once more: what people did, with the clocks run by other settings in between.

What the desk did by itself it does anew: reminders and escalations when they fall due, and those
whom it gave tickets to are chosen again. Where it was late in fact, because it was down, it is
late again: that is no matter of settings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.acts import Selection
from desk.calendar_spans import Span
from desk.clocks import PROMISES, Clock, ClockKind, ClockState, Mood
from desk.groups import Desk
from desk.moves import OPEN_STATES
from desk.recorded import BY_ITSELF, PastTicket, opened_again
from desk.replanning import decide_replan
from desk.replay_choices import Rechosen, chosen_again
from desk.replay_course import SOON, Course, Rules, course_of
from desk.replay_life import Call, Due, Life
from desk.ticket import Ticket

PROMPT = timedelta(seconds=1)
"""What falls due so shortly before somebody does something may as well come after it."""

UNRECORDED = 2**62
AT_LAST = 2**63


@dataclass(frozen=True, slots=True)
class Period:
    """What is looked at: [since, until]; `down` is when the desk was down, in order and apart."""

    since: datetime
    until: datetime
    down: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relived:
    """What the desk did for a ticket in the period, and what it would have done.

    `kept` and `would_keep` say of each promise that came to an end whether it was kept.
    """

    ticket: Ticket
    calls: tuple[Call, ...]
    would_call: tuple[Call, ...]
    kept: tuple[tuple[ClockKind, bool], ...]
    would_keep: tuple[tuple[ClockKind, bool], ...]
    choices: tuple[Rechosen, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it would have gone otherwise."""
        return sorted(self.kept) != sorted(self.would_keep) or bool(
            different(self.calls, self.would_call)
        )


def different(one: Sequence[Call], other: Sequence[Call]) -> list[Call]:
    """What only one of the two has; nobody minds half a minute."""
    left = list(other)
    only: list[Call] = []
    for call in one:
        twin = next((c for c in left if _alike(call, c)), None)
        if twin is None:
            only.append(call)
        else:
            left.remove(twin)
    return only + left


def _alike(one: Call, other: Call) -> bool:
    return abs(one.at - other.at) <= SOON and replace(one, at=other.at) == other


def relive(past: PastTicket, rules: Rules, period: Period) -> Relived:
    """A ticket's life in the period by the settings that are tried, beside what happened."""
    lately = [event for event in past.events if event.at >= period.since]
    choices = {
        event.seq: chosen_again(stored, rules.then(event.version), rules.tried)
        for event in lately
        if (stored := past.chosen.get(event.seq)) is not None
    }
    course = course_of(past, rules, period.since)
    life = _lived_again(past, rules, period, course, choices)
    return Relived(
        ticket=past.ticket,
        calls=course.calls,
        would_call=tuple(life.calls) if life else (),
        kept=tuple(_kept(past.ticket.clocks, period)),
        would_keep=tuple(_kept(life.ticket.clocks, period)) if life else (),
        choices=tuple(choices.values()),
    )


def _kept(clocks: Sequence[Clock], period: Period) -> Iterator[tuple[ClockKind, bool]]:
    """Each promise that was kept or broken in the period, or is broken and still goes on."""
    for clock in clocks:
        ended = clock.stopped_at
        if clock.kind not in PROMISES:
            continue
        if clock.runs and (clock.mood is Mood.LATE or clock.is_late(period.until)):
            yield clock.kind, False
        in_time = ended is not None and period.since <= ended <= period.until
        if in_time and clock.state in {ClockState.MET, ClockState.MISSED}:
            yield clock.kind, clock.state is ClockState.MET


def _lived_again(
    past: PastTicket,
    rules: Rules,
    period: Period,
    course: Course,
    choices: Mapping[int, Rechosen],
) -> Life | None:
    """The ticket as it would be at the end, with what the desk would have done for it."""
    life, desk = course.start, rules.tried
    chosen = {seq: choice.tried for seq, choice in choices.items()}
    if life is not None:
        _put_under(life, rules, course, period.since)
    passed = 0
    for event in past.events:
        if event.at < period.since or event.action in BY_ITSELF:
            continue
        if life is None:
            life = Life(opened_again(past, desk, chosen.get(event.seq)))
        else:
            _runs(life, desk, _Stretch(course, period, chosen, passed, event.seq, event.at))
            life.does(event, desk, chosen.get(event.seq))
        passed = event.seq
    if life is not None:
        _runs(life, desk, _Stretch(course, period, chosen, passed, AT_LAST, period.until))
    return life


def _put_under(life: Life, rules: Rules, course: Course, at: datetime) -> None:
    """From now on the settings that are tried are in force, if others were."""
    if course.version == rules.tried.version or life.ticket.status not in OPEN_STATES:
        return
    decision = decide_replan(life.ticket, at, rules.tried, rules.then(course.version))
    if decision is not None:
        life.ticket = decision.change.ticket


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From one thing that somebody did (`passed`) to the next (`last`), which is done at `end`."""

    course: Course
    period: Period
    chosen: Mapping[int, Selection]
    passed: int
    last: int
    end: datetime

    def falls(self, due: Due, life: Life) -> tuple[datetime, int, Due]:
        """When it happens: as it did, if it did; else when it is due, and the desk not down."""
        for one in self.course.fired:
            if one.seq > self.passed and one.was(due):
                return one.at, one.seq, due
        at = max(due.at, life.ticket.changed_at, self.period.since)
        late = ((one.fell, one.at) for one in self.course.fired if one.at - one.fell > SOON)
        up = (end for start, end in (*late, *self.period.down) if start <= at < end)
        return next(up, at), UNRECORDED, due

    def has(self, at: datetime, seq: int) -> bool:
        """Whether it comes before the next thing that somebody does."""
        return at + PROMPT <= self.end if seq == UNRECORDED else seq < self.last


def _runs(life: Life, desk: Desk, stretch: _Stretch) -> None:
    """All that happens by itself in the meantime."""
    while True:
        coming = (stretch.falls(due, life) for due in life.due())
        ready = [(at, seq, due) for at, seq, due in coming if stretch.has(at, seq)]
        if not ready:
            return
        at, seq, due = min(ready, key=lambda one: one[:2])
        life.happens(due, at, desk, stretch.chosen.get(seq))
