"""How often one token may ask: a steady rate with room for a burst, in each replica by itself."""

from collections.abc import Callable
from dataclasses import dataclass, field

INTERVAL_MS = 50
BURST = 100


@dataclass(slots=True)
class Limits:
    """Counts by token; `real_ms` is real time."""

    real_ms: Callable[[], int]
    interval_ms: int = INTERVAL_MS
    burst: int = BURST
    _free_at: dict[str, int] = field(default_factory=dict)

    def wait_seconds(self, token: str) -> int:
        """Nothing, if it may ask now; else in how many seconds it may."""
        now = self.real_ms()
        free_at = max(self._free_at.get(token, 0), now)
        ahead = free_at - now - (self.burst - 1) * self.interval_ms
        if ahead > 0:
            return -(-ahead // 1000)
        self._free_at[token] = free_at + self.interval_ms
        return 0
