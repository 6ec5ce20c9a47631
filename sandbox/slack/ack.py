"""How a delivery to the bot fared."""

import time
from dataclasses import dataclass

from sandbox.payload import Payload

ACK_SECONDS = 3.0
"""docs.slack.dev, "Acknowledging requests": within three seconds."""


@dataclass(frozen=True)
class Ack:
    """Whether it was acknowledged, how long that took, and what was answered."""

    acknowledged: bool
    took_ms: int
    response: Payload | None = None


NOT_CONNECTED = Ack(acknowledged=False, took_ms=0)


def since(started: float) -> int:
    """Milliseconds since an instant of the monotonic clock."""
    return round((time.monotonic() - started) * 1000)
