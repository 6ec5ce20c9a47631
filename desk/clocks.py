"""The clocks that run on a ticket: what was promised for it, since when, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ClockKind(StrEnum):
    """What a clock waits for."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"
    PENDING = "pending"  # that a waiting ticket goes on; no promise to anybody
    SENT_BACK = "sent_back"  # that somebody takes what another group or person gave back


PROMISES = (
    ClockKind.ACKNOWLEDGE,
    ClockKind.FIRST_REPLY,
    ClockKind.NEXT_REPLY,
    ClockKind.RESOLUTION,
)
"""The clocks that are promises to the customer; the others only keep tickets from lying about."""

REPLIES = frozenset({ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY})


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"  # stopped after its deadline
    DROPPED = "dropped"  # what it waited for is no longer wanted


class Mood(StrEnum):
    """How a clock looks on a card; it changes only when a timer fires, so that cards follow it."""

    CALM = "calm"
    NEAR = "near"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count; `end` is None while it lasts.

    `why` is the WaitingFor, or the Status in which a ticket was over before it was reopened.
    """

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One promise on one ticket.

    `policy` and `version` say by which rule of which settings; `round` counts how often this kind
    was started on this ticket, or steps of it that were decided already were set up again. `limit`
    is open time of the calendar named `calendar`; `extended` was added to it by a person, `held` so
    that a priority raised by the desk itself left time until its next step. `due` is None while it
    is paused. `fired` is how many of the policy's steps have been decided, so it is also the place
    of the next one; `next_at` is when that falls due (None: no more, or paused). `stood_in` are
    those who were asked in the place of a missing back-up or the like since it has looked as it
    does: they know. Start and pauses are whole seconds, and so is all that follows from them.
    """

    kind: ClockKind
    policy: str
    version: int
    round: int = 1
    state: ClockState = ClockState.RUNNING
    mood: Mood = Mood.CALM
    calendar: str
    started_at: datetime
    limit: timedelta
    extended: timedelta = timedelta(0)
    held: timedelta = timedelta(0)
    pauses: tuple[Pause, ...] = ()
    due: datetime | None = None
    stopped_at: datetime | None = None
    fired: int = 0
    next_at: datetime | None = None
    snoozed_until: datetime | None = None
    stood_in: tuple[int, ...] = ()

    @property
    def runs(self) -> bool:
        """Whether it still waits for something."""
        return self.state in {ClockState.RUNNING, ClockState.PAUSED}

    @property
    def whole_limit(self) -> timedelta:
        """What was promised, with what was added."""
        return self.limit + self.extended + self.held

    @property
    def key(self) -> "ClockKey":
        """Which of a ticket's clocks it is."""
        return self.kind, self.round

    def is_late(self, at: datetime) -> bool:
        """Whether its deadline is past."""
        return self.due is not None and at > self.due


ClockKey = tuple[ClockKind, int]
Clocks = tuple[Clock, ...]


def running(clocks: Sequence[Clock], kind: ClockKind) -> Clock | None:
    """The clock of this kind that still waits for something; there is never more than one."""
    return next((clock for clock in clocks if clock.kind is kind and clock.runs), None)


def latest(clocks: Sequence[Clock], kind: ClockKind) -> Clock | None:
    """The clock of this kind that was started last."""
    of_kind = (clock for clock in clocks if clock.kind is kind)
    return max(of_kind, key=lambda clock: clock.round, default=None)


def is_explained(clock: Clock) -> bool:
    """Whether people are told of it: of what is no promise only while it runs, as how that went
    says nothing about promises kept or broken."""
    return clock.runs or clock.kind in PROMISES


def with_clock(clocks: Clocks, clock: Clock) -> Clocks:
    """These clocks with one put in the place of what it was, or added."""
    for place, other in enumerate(clocks):
        if other.kind is clock.kind and (other.runs or other.round == clock.round):
            return (*clocks[:place], clock, *clocks[place + 1 :])
    return (*clocks, clock)


def extendable(clocks: Sequence[Clock]) -> Clock | None:
    """The clock that is meant by more time: the resolution, if it runs or waits; else the nearest
    promise of a reply, and only where nothing else runs that of acknowledging or another clock."""
    going = [clock for clock in clocks if clock.runs]
    replies = [clock for clock in going if clock.kind in REPLIES]
    return (
        running(going, ClockKind.RESOLUTION)
        or nearest(replies)
        or next(iter(replies), None)
        or running(going, ClockKind.ACKNOWLEDGE)
        or nearest(going)
    )


def nearest(clocks: Sequence[Clock]) -> Clock | None:
    """The running clock with the earliest deadline: of the promises, or else of the others."""
    due = [(clock.kind not in PROMISES, clock.due, clock) for clock in clocks if clock.runs]
    known = [(other, at, clock) for other, at, clock in due if at is not None]
    return min(known, key=lambda one: one[:2])[2] if known else None
