"""How long to wait before connecting again."""

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubling pauses in seconds, blurred so that many bots don't come back in one instant.

    A connection that held for `steady` seconds makes the next pause short again.
    """

    first: float = 1.0
    longest: float = 60.0
    steady: float = 30.0
    blur: Callable[[float, float], float] = random.uniform

    def pause(self, failures: int) -> float:
        """The pause after so many failures in a row."""
        whole = min(self.first * 2.0 ** min(max(failures - 1, 0), 30), self.longest)
        return self.blur(whole / 2, whole)
