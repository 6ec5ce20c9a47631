"""What falls due: rows, claimed when their consequence is committed."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from storage.clock import from_ms, in_ms
from storage.steps import Engine, Query, Steps
from storage.tables import TimerRow

PAYLOAD = TypeAdapter(dict[str, str | int])
ATTEMPTS_BEFORE_DEATH = 8
RETRY_MS = 2_000


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that has fallen due; its consequence names its id in `Work.fired`."""

    id: int
    key: str
    kind: str
    payload: dict[str, str | int]
    due: datetime
    attempts: int


class Timers:
    """Reads what is due, and remembers what went wrong."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def due(self, now: datetime, limit: int = 200) -> list[DueTimer]:
        """What has fallen due by `now` (desk time), earliest first."""
        rows = (
            await TimerRow.filter(fired_at=None, dead_at=None, due__lte=in_ms(now))
            .order_by("due")
            .limit(limit)
        )
        return [
            DueTimer(
                row.id,
                row.key,
                row.kind,
                PAYLOAD.validate_json(row.payload),
                from_ms(row.due),
                row.attempts,
            )
            for row in rows
        ]

    async def waits(self, key: str) -> bool:
        """Whether a timer with this key is still to fire."""
        return await TimerRow.filter(key=key, fired_at=None, dead_at=None).exists()

    async def failed(self, timer: DueTimer, now: datetime, error: str) -> bool:
        """Try it again a little later; after some attempts it is dead. Tells whether it died."""
        dead = timer.attempts + 1 >= ATTEMPTS_BEFORE_DEATH
        at = in_ms(now)
        await self._engine.run(lambda: _failed(timer, at, error[:1000], dead))
        return dead


def _failed(timer: DueTimer, now: int, error: str, dead: bool) -> Steps[None]:
    yield Query(
        "update timer set attempts = attempts + 1, error = $2, due = $3, dead_at = $4 "
        "where id = $1 and fired_at is null",
        (timer.id, error, now + RETRY_MS * (timer.attempts + 1), now if dead else None),
    )
