"""What falls due: rows, claimed when their consequence is committed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from desk.ticket import Ticket
from storage.clock import Clock, from_ms, in_ms
from storage.engine_tables import TimerRow
from storage.steps import Engine, Query, Row, Steps, number, number_or_none, text
from storage.work import NewTimer

PAYLOAD = TypeAdapter(dict[str, str | int])
ATTEMPTS_BEFORE_DEATH = 8
RETRY_MS = 2_000
LOOK_EVERY_MS = 1_000
NEVER = 2**62
CLAIM_MS = 10_000  # how late a timer is at most if whoever decides on it is killed


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that has fallen due; its consequence names its id in `Work.fired`.

    `ticket` is the one it is about, as it was when the timer was claimed.
    """

    id: int
    key: str
    kind: str
    payload: dict[str, str | int]
    due: datetime
    attempts: int
    ticket_id: int | None = None
    ticket: Ticket | None = None


class Timers:
    """Reads what is due, and remembers what went wrong."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._nothing_before = 0  # desk time, as far as this process knows
        self._look_at = 0  # real time: then it looks again for what others set

    async def may_be_due(self, now: datetime) -> bool:
        """Whether it is worth claiming: what is due next is remembered for a second."""
        real = self._clock.real_ms()
        if real >= self._look_at:
            self._look_at = real + LOOK_EVERY_MS
            following = await self.next_due(frozenset())
            self._nothing_before = in_ms(following[0]) if following else NEVER
        return in_ms(now) >= self._nothing_before

    def expect(self, due: datetime) -> None:
        """Something was set that falls due then."""
        self._nothing_before = min(self._nothing_before, in_ms(due))

    async def claim(self, now: datetime, kinds: Sequence[str], limit: int = 200) -> list[DueTimer]:
        """What has fallen due by `now` (desk time), earliest first.

        Other replicas keep off it for a while; if nothing comes of it they take it up.
        """
        real = self._clock.real_ms()
        due = in_ms(now)
        rows = await self._engine.run(lambda: _claim(due, real, sorted(kinds), limit))
        return sorted((_due_timer(row) for row in rows), key=lambda timer: (timer.due, timer.id))

    async def next_due(self, apart_from: frozenset[str]) -> tuple[datetime, str] | None:
        """When the earliest timer falls due, and its kind; kinds in `apart_from` don't count."""
        waiting = TimerRow.filter(fired_at=None, dead_at=None).exclude(kind__in=apart_from)
        row = await waiting.order_by("due").first()
        return None if row is None else (from_ms(row.due), row.kind)

    async def waits(self, key: str) -> bool:
        """Whether a timer with this key is still to fire."""
        return await TimerRow.filter(key=key, fired_at=None, dead_at=None).exists()

    async def failed(self, timer: DueTimer, now: datetime, error: str) -> bool:
        """Try it again a little later; after some attempts it is dead. Tells whether it died."""
        dead = timer.attempts + 1 >= ATTEMPTS_BEFORE_DEATH
        at = in_ms(now)
        await self._engine.run(lambda: _failed(timer, at, error[:1000], dead))
        return dead


def put_off(timer: DueTimer, to: datetime) -> NewTimer:
    """The same timer later; whole, as it may have been stopped meanwhile."""
    return NewTimer(timer.key, timer.kind, to, timer.ticket_id, timer.payload)


def timer_row(timer: NewTimer) -> Row:
    """All columns of a timer that waits."""
    return {
        "key": timer.key,
        "kind": timer.kind,
        "ticket_id": timer.ticket,
        "payload": json.dumps(dict(timer.payload)),
        "due": in_ms(timer.due),
        "fired_at": None,
        "attempts": 0,
        "dead_at": None,
        "error": None,
        "claimed_until": None,
    }


def _failed(timer: DueTimer, now: int, error: str, dead: bool) -> Steps[None]:
    yield Query(
        "update timer set attempts = attempts + 1, error = $2, due = $3, dead_at = $4, "
        "claimed_until = null "
        "where id = $1 and fired_at is null",
        (timer.id, error, now + RETRY_MS * (timer.attempts + 1), now if dead else None),
    )


def _claim(due: int, real: int, kinds: list[str], limit: int) -> Steps[list[Row]]:
    rows = yield Query(
        "update timer set claimed_until = $2 where id in ("
        "select id from timer where fired_at is null and dead_at is null and due <= $1 "
        "and kind = any($4) and (claimed_until is null or claimed_until <= $3) "
        "order by due limit $5 for update skip locked) "
        "returning id, key, kind, payload, due, attempts, ticket_id",
        (due, real + CLAIM_MS, real, kinds, limit),
    )
    return rows


def _due_timer(row: Row) -> DueTimer:
    return DueTimer(
        number(row, "id"),
        text(row, "key"),
        text(row, "kind"),
        PAYLOAD.validate_json(text(row, "payload")),
        from_ms(number(row, "due")),
        number(row, "attempts"),
        number_or_none(row, "ticket_id"),
    )
