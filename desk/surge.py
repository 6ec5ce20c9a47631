"""A flood of tickets: when it begins, what then holds, and how it ends by itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.queues import Queue, Surge

CALM_BELOW = (3, 4)
"""Both counts have to be below three quarters of their bound, so that it doesn't flicker."""


class Bound(StrEnum):
    """What there can be too much of."""

    INFLOW = "inflow"
    BACKLOG = "backlog"


class Turn(StrEnum):
    """What is told in the group."""

    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SurgeState:
    """Whether a flood is on, since when (None: it has never been), and which bounds were passed
    when it began; `calm_since` is when the counts last went below, while it is on."""

    on: bool = False
    since: datetime | None = None
    calm_since: datetime | None = None
    why: tuple[Bound, ...] = ()


CALM = SurgeState()


@dataclass(frozen=True, slots=True)
class InForce:
    """How a queue is worked now: `standby` is a roster that joins, `gather` are the priorities
    whose notices go into digests."""

    queue: Queue
    standby: str | None = None
    gather: frozenset[str] = frozenset()


def surge_state(
    surge: Surge, was: SurgeState | None, inflow: int, backlog: int, at: datetime
) -> SurgeState:
    """The state at `at`, from that before: `inflow` came within `surge.within`, `backlog` wait."""
    was = was or CALM
    passed = _passed(surge, inflow, backlog)
    if not was.on:
        return SurgeState(True, at, None, passed) if passed else was
    if not _is_calm(surge, inflow, backlog):
        return replace(was, calm_since=None)
    calm_since = at if was.calm_since is None else was.calm_since
    if at - calm_since >= surge.calm:
        return SurgeState(False, at)
    return replace(was, calm_since=calm_since)


def ends_at(surge: Surge, state: SurgeState) -> datetime | None:
    """When to look again although no ticket came or went: at that time it ends if all stays calm.

    None: counts have to fall first, or it isn't on.
    """
    return state.calm_since + surge.calm if state.on and state.calm_since else None


def turn(was: SurgeState | None, now: SurgeState) -> Turn | None:
    """What the group is to be told of a change of state."""
    if (was or CALM).on == now.on:
        return None
    return Turn.BEGAN if now.on else Turn.ENDED


def in_surge(queue: Queue, state: SurgeState | None) -> InForce:
    """How the queue is worked in this state."""
    surge = queue.surge
    if surge is None or state is None or not state.on:
        return InForce(queue)
    flooded = replace(queue, strategies=surge.strategy or queue.strategies)
    return InForce(flooded, surge.standby, surge.gather)


def _counts(surge: Surge, inflow: int, backlog: int) -> tuple[tuple[Bound, int, int | None], ...]:
    return ((Bound.INFLOW, inflow, surge.inflow), (Bound.BACKLOG, backlog, surge.backlog))


def _passed(surge: Surge, inflow: int, backlog: int) -> tuple[Bound, ...]:
    counts = _counts(surge, inflow, backlog)
    return tuple(bound for bound, count, most in counts if most is not None and count > most)


def _is_calm(surge: Surge, inflow: int, backlog: int) -> bool:
    part, whole = CALM_BELOW
    # Nothing at all is calm, also where the bound is 0 and nothing can be below it.
    return all(
        most is None or count == 0 or count * whole < most * part
        for _, count, most in _counts(surge, inflow, backlog)
    )
