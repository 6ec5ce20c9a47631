"""How deliveries went, marked by whoever still holds their lanes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.deliveries import wake_lanes_steps
from storage.digests import GATHERED
from storage.lanes import DRAW, MESSAGE, Claim, hold_key
from storage.steps import Query, Row, Steps, Update, number, text

BACK_OFF_MS = 1_000
LONGEST_BACK_OFF_MS = 60_000
ATTEMPTS_BEFORE_DEATH = 8
WAITING, SENT, DEAD = 0, 1, 2


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
    """It will never be taken; `closed`: as long as the desk is not let in there."""

    error: str
    closed: bool = False


Outcome = Sent | Later | Doubtful | Failed | Dead


@dataclass(frozen=True, slots=True)
class Finished:
    """A claim with how it went; `jitter` is from 0 to 1."""

    claim: Claim
    outcome: Outcome
    jitter: float


def finish_steps(finished: Sequence[Finished], now: int) -> Steps[list[bool]]:
    """Mark some deliveries and free their lanes. False: the lease was lost."""
    rows = yield Query(
        "select key, messenger, tenant, fails, fence from lane where key = any($1) "
        "order by key for update",
        (sorted({one.claim.lane for one in finished}),),
    )
    lanes = {text(row, "key"): row for row in rows}
    held = [_is_held(one.claim, lanes) for one in finished]
    ours = [one for one, still in zip(finished, held, strict=True) if still]
    yield from _mark(ours, now)
    yield from _free_lanes(ours, lanes, now)
    return held


def _is_held(claim: Claim, lanes: Mapping[str, Row]) -> bool:
    lane = lanes.get(claim.lane)
    return lane is not None and number(lane, "fence") == claim.fence


def _mark(finished: Sequence[Finished], now: int) -> Steps[None]:
    stand = {
        one.claim.id: one.outcome
        for one in finished
        if one.claim.table == DRAW and isinstance(one.outcome, Sent)
    }
    if stand:
        yield from _cards_stand(stand)
    others = [
        _marked(one.claim, one.outcome, now)
        for one in finished
        if one.claim.table != DRAW or not isinstance(one.outcome, Sent)
    ]
    for table in (DRAW, MESSAGE):
        yield Update(table, ("id",), [row for where, row in others if where == table])
    for one in finished:
        if one.claim.kind in GATHERED:
            yield from _mark_gathered(one.claim, one.outcome, now)


def _free_lanes(finished: Sequence[Finished], lanes: Mapping[str, Row], now: int) -> Steps[None]:
    waits: dict[str, int] = {}
    fails: dict[str, int] = {}
    for one in finished:
        lane, outcome = lanes[one.claim.lane], one.outcome
        failed = 0 if isinstance(outcome, (Sent, Dead)) else number(lane, "fails") + 1
        fails[one.claim.lane] = failed
        waits[one.claim.lane] = _back_off(outcome, failed, one.jitter)
        if isinstance(outcome, Later) and outcome.everywhere:
            yield from _hold_tenant(lane, now + waits[one.claim.lane])
    busy = yield from _more_waits([key for key, wait in waits.items() if not wait])
    rows: list[Row] = [
        {
            "key": key,
            "wake_at": now + wait if wait or key in busy else None,
            "fails": fails[key],
        }
        for key, wait in sorted(waits.items())
    ]
    yield Update("lane", ("key",), rows)


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
    dead = _dies(claim, outcome)
    error = None if isinstance(outcome, Sent) else outcome.error[:1000]
    # A doubt stays one until the messenger has told: also when it could not be asked just now.
    doubtful = isinstance(outcome, Doubtful) or (
        claim.in_doubt and not isinstance(outcome, (Sent, Dead))
    )
    if claim.table == DRAW:
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
        "state": SENT if sent else DEAD if dead else WAITING,
        "sending_at": now if sent or doubtful else None,
        "sent_at": now if sent else None,
        "message": outcome.message if isinstance(outcome, Sent) else None,
        "attempts": attempts,
        "error": error,
    }


def _cards_stand(sent: Mapping[int, Sent]) -> Steps[None]:
    """Cards that were shown; while their lanes are locked nobody else changes them."""
    cards = yield Query(
        "select id, wanted, shown, stale_at from posting where id = any($1)", (sorted(sent),)
    )
    rows: list[Row] = []
    for card in cards:
        what = sent[number(card, "id")]
        rows.append(
            {
                "id": card["id"],
                "message": what.message,
                "shown": max(number(card, "shown"), what.version),
                "claimed_version": None,
                "claimed_until": None,
                "attempts": 0,
                "error": None,
                "stale_at": None if number(card, "wanted") <= what.version else card["stale_at"],
            }
        )
    yield Update("posting", ("id",), rows)


def _mark_gathered(claim: Claim, outcome: Outcome, now: int) -> Steps[None]:
    """What is told along with a message goes the same way.

    But what breaks a message must not take others with it: unless it may stand there already, they
    are told without it, one by one.
    """
    if isinstance(outcome, Failed) and not claim.in_doubt:
        yield Query("update outbox set gathered = null where gathered = $1", (claim.id,))
    elif isinstance(outcome, Sent) or _dies(claim, outcome):
        message = outcome.message if isinstance(outcome, Sent) else None
        state, sent_at = (DEAD, None) if message is None else (SENT, now)
        yield Query(
            "update outbox set state = $2, sent_at = $3, message = $4 where gathered = $1",
            (claim.id, state, sent_at, message),
        )


def _dies(claim: Claim, outcome: Outcome) -> bool:
    attempts = claim.attempts + (1 if isinstance(outcome, Failed) else 0)
    return isinstance(outcome, Dead) or attempts >= ATTEMPTS_BEFORE_DEATH


def _more_waits(lanes: Sequence[str]) -> Steps[set[str]]:
    """The lanes in which something waits; a statement of its own, to see what came meanwhile."""
    if not lanes:
        return set()
    rows = yield Query(
        "select lane from posting where lane = any($1) and stale_at is not null "
        "and dead_at is null union "
        "select lane from outbox where lane = any($1) and state = 0 and gathered is null",
        (sorted(lanes),),
    )
    return {text(row, "lane") for row in rows}
