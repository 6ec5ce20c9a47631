"""The one place where the clock is read.

*Real time* rules leases, rates, back-off and signatures. *Desk time* is real time plus an offset
that only the demo and tests set: it moves timers, deadlines and what people read. Both follow the
database's clock, so that replicas agree, and neither jumps when the machine's clock is set.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Monotonic = Callable[[], float]


def in_ms(at: datetime) -> int:
    """As the database keeps it."""
    return round(at.timestamp() * 1000)


def from_ms(ms: int) -> datetime:
    """As the desk reads it."""
    return datetime.fromtimestamp(ms / 1000, UTC)


# A machine's clock is set by a little now and then; only what is more than that is followed.
FOLLOWED_FROM_MS = 250


def wall_ms() -> int:
    """This machine's clock, in milliseconds since 1970."""
    return round(time.time() * 1000)


class Clock:
    """Tells real and desk time; between two looks at the database it follows a steady counter."""

    def __init__(self, real_ms: int | None = None, steady: Monotonic = time.monotonic) -> None:
        self._steady = steady
        self._offset_ms = 0
        self.set_real(wall_ms() if real_ms is None else real_ms)

    def set_real(self, real_ms: int) -> None:
        """Take over the database's time, as it is right now."""
        self._real_ms_at_zero = real_ms - self._steady() * 1000

    def real_ms(self) -> int:
        """Milliseconds since 1970."""
        return round(self._real_ms_at_zero + self._steady() * 1000)

    def real(self) -> datetime:
        """Real time, in UTC."""
        return from_ms(self.real_ms())

    def now_ms(self) -> int:
        """Desk time in milliseconds since 1970."""
        return self.real_ms() + self._offset_ms

    def now(self) -> datetime:
        """Desk time, in UTC."""
        return from_ms(self.now_ms())

    @property
    def offset(self) -> timedelta:
        """How far desk time is ahead of real time."""
        return timedelta(milliseconds=self._offset_ms)

    def advance(self, by: timedelta) -> None:
        """Move desk time forward; for the demo and tests alone."""
        if by < timedelta(0):
            raise ValueError("desk time only moves forward")
        self._offset_ms += round(by.total_seconds() * 1000)
