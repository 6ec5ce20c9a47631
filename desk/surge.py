"""A flood of tickets: when it begins, what then holds, and how it ends by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from desk.address import ConversationAddress
from desk.notices import Consequences, NewPosting, Notice, NoticeKind, PostingKind
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

GATHERED = frozenset(
    {NoticeKind.ARRIVED, NoticeKind.REMINDER, NoticeKind.ROUTED, NoticeKind.YOUR_TURN}
)
"""What a group is told by itself; what people say to each other is never put off."""


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


def gathered(
    follows: Consequences, channels: Iterable[ConversationAddress], digest_at: datetime
) -> Consequences:
    """What follows from a change of a less urgent ticket while a group is flooded.

    Its cards are shown as ever, but call nobody, and what would be told in these channels, those
    of the group, is part of a digest. Who is told alone, and elsewhere, is told at once.
    """
    here = frozenset(channels)
    put_off = [_put_off(one) for one in follows.notices if _waits(one, here)]
    postings: list[NewPosting] = []
    for posting in follows.postings:
        waits = posting.kind is PostingKind.CARD and posting.place.conversation in here
        if waits and not posting.gathered:
            put_off.append(_put_off(posting))
        calls = () if waits else posting.mention
        postings.append(replace(posting, mention=calls, gathered=waits or posting.gathered))
    if not put_off:
        return follows
    at_once = tuple(one for one in follows.notices if not _waits(one, here))
    return replace(
        follows,
        postings=tuple(postings),
        notices=(*at_once, *_one_a_channel(put_off)),
        digest_at=digest_at,
    )


def next_digest(surge: Surge, at: datetime) -> datetime:
    """When the digest is told that gathers what happens now."""
    every = round(surge.digest.total_seconds())
    return datetime.fromtimestamp((int(at.timestamp()) // every + 1) * every, UTC)


def _waits(notice: Notice, here: frozenset[ConversationAddress]) -> bool:
    return notice.kind in GATHERED and notice.place.conversation in here


def _put_off(what: Notice | NewPosting) -> Notice:
    return Notice(NoticeKind.DIGEST, what.place, what.language, what.mention)


def _one_a_channel(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    found: dict[ConversationAddress, Notice] = {}
    for notice in notices:
        known = found.setdefault(notice.place.conversation, notice)
        everybody = tuple(dict.fromkeys((*known.mention, *notice.mention)))
        found[notice.place.conversation] = replace(known, mention=everybody)
    return tuple(found.values())


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
