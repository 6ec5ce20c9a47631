"""How a delivery went, marked by whoever still holds the lane."""

from dataclasses import dataclass

from storage.deliveries import wake_lanes_steps
from storage.lanes import DRAW, Claim, hold_key
from storage.steps import Query, Row, Steps, Update, number, text

BACK_OFF_MS = 1_000
LONGEST_BACK_OFF_MS = 60_000
ATTEMPTS_BEFORE_DEATH = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands there, under this reference; a card in this version."""

    message: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """The messenger did not take it; an outage is waited for, however long."""

    error: str
    retry_after_ms: int | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Doubtful:
    """It may have been taken: the next attempt asks first."""

    error: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something of ours went wrong; after some attempts it is dead."""

    error: str


@dataclass(frozen=True, slots=True)
class Dead:
    """It will never be taken."""

    error: str


Outcome = Sent | Later | Doubtful | Failed | Dead


def finish_steps(claim: Claim, outcome: Outcome, now: int, jitter: float) -> Steps[bool]:
    """Mark a delivery and free its lane; `jitter` is from 0 to 1. False: the lease was lost."""
    lanes = yield Query(
        "select key, messenger, tenant, fails from lane where key = $1 and fence = $2 for update",
        (claim.lane, claim.fence),
    )
    if not lanes:
        return False
    lane = lanes[0]
    fails = 0 if isinstance(outcome, (Sent, Dead)) else number(lane, "fails") + 1
    wait = _back_off(outcome, fails, jitter)
    if isinstance(outcome, Later) and outcome.everywhere:
        yield from _hold_tenant(lane, now + wait)
    table, row = _marked(claim, outcome, now)
    if claim.table == DRAW and isinstance(outcome, Sent):
        yield from _card_stands(claim, outcome)
    else:
        yield Update(table, ("id",), [row])
    wake_at = now + wait if wait else (yield from _more_waits(claim.lane, now))
    yield Update("lane", ("key",), [{"key": claim.lane, "wake_at": wake_at, "fails": fails}])
    return True


def shown_steps(posting: int, version: int, in_time: bool, now: int) -> Steps[None]:
    """A card that a press claimed was shown by its answer, or has to be drawn by the courier."""
    rows = yield Query("select lane, claimed_until from posting where id = $1", (posting,))
    if not rows:
        return
    lane = text(rows[0], "lane")
    yield from wake_lanes_steps([lane], now)
    # A look that found nothing but this claim lets the lane sleep until the claim would end.
    yield Query(
        "update lane set wake_at = $2 where key = $1 and wake_at = $3",
        (lane, now, rows[0]["claimed_until"]),
    )
    if in_time:
        yield Query(
            "update posting set shown = greatest(shown, $2), claimed_version = null, "
            "claimed_until = null, stale_at = case when wanted <= $2 then null else stale_at end "
            "where id = $1 and claimed_version = $2",
            (posting, version),
        )
    else:
        yield Query(
            "update posting set claimed_version = null, claimed_until = null "
            "where id = $1 and claimed_version = $2",
            (posting, version),
        )


def _back_off(outcome: Outcome, fails: int, jitter: float) -> int:
    """How long the lane waits, in milliseconds; 0: not at all."""
    if isinstance(outcome, (Sent, Dead)):
        return 0
    if isinstance(outcome, Later) and outcome.retry_after_ms is not None:
        return max(outcome.retry_after_ms, 1)
    longest = min(BACK_OFF_MS << min(fails - 1, 10), LONGEST_BACK_OFF_MS)
    return round(longest * (0.5 + jitter / 2))


def _hold_tenant(lane: Row, until: int) -> Steps[None]:
    key = hold_key(text(lane, "messenger"), text(lane, "tenant"))
    yield Query("update rate set free_at = greatest(free_at, $2) where key = $1", (key, until))


def _marked(claim: Claim, outcome: Outcome, now: int) -> tuple[str, Row]:
    """The row of what was sent, as it is after this outcome."""
    attempts = claim.attempts + (1 if isinstance(outcome, Failed) else 0)
    dead = isinstance(outcome, Dead) or attempts >= ATTEMPTS_BEFORE_DEATH
    error = None if isinstance(outcome, Sent) else outcome.error[:1000]
    if claim.table == DRAW:
        doubtful = isinstance(outcome, Doubtful)
        return claim.table, {
            "id": claim.id,
            "claimed_version": None,
            "claimed_until": now if doubtful else None,
            "attempts": attempts,
            "dead_at": now if dead else None,
            "error": error,
        }
    sent = isinstance(outcome, Sent)
    return claim.table, {
        "id": claim.id,
        "state": 1 if sent else 2 if dead else 0,
        "sending_at": now if isinstance(outcome, (Sent, Doubtful)) else None,
        "sent_at": now if sent else None,
        "message": outcome.message if isinstance(outcome, Sent) else None,
        "attempts": attempts,
        "error": error,
    }


def _card_stands(claim: Claim, sent: Sent) -> Steps[None]:
    yield Query(
        "update posting set message = $2, shown = greatest(shown, $3), claimed_version = null, "
        "claimed_until = null, attempts = 0, error = null, "
        "stale_at = case when wanted <= $3 then null else stale_at end where id = $1",
        (claim.id, sent.message, sent.version),
    )


def _more_waits(lane: str, now: int) -> Steps[int | None]:
    """Now, if something waits in the lane; a statement of its own, to see what came meanwhile."""
    rows = yield Query(
        "select 1 as waits from posting where lane = $1 and stale_at is not null "
        "and dead_at is null union all "
        "select 1 from outbox where lane = $1 and state = 0 limit 1",
        (lane,),
    )
    return now if rows else None
