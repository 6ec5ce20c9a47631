"""What has to be said to the SDK from outside before it is used."""

import logging
from functools import partial
from typing import Any

from dingtalk_stream import stream

WHY_LENGTH = 300


class Voice(logging.Logger):
    """The SDK's logger, for its client to talk to.

    The SDK logs the ticket of the gateway, forces its loggers to INFO, and tells only its logger
    why a connection could not be opened: so this one keeps the last error and writes nothing.
    """

    def __init__(self) -> None:
        super().__init__("dingtalk", logging.ERROR)
        self.last = ""

    def handle(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.last = record.getMessage()[:WHY_LENGTH]

    @property
    def was_refusal(self) -> bool:
        """Whether the gateway answered, and said no."""
        return "error=4" in self.last


def silence_sdk() -> None:
    """Its handlers have loggers of their own, which would write to stderr."""
    logger = logging.getLogger("dingtalk_stream")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


class _BoundRequests:
    """What the SDK knows as `requests`, with the time limit that it doesn't give."""

    def __init__(self, original: Any, seconds: float) -> None:
        self.original = original
        self.post = partial(original.post, timeout=seconds)


def bound_sdk_requests(seconds: float) -> None:
    """A request without a limit hangs in its thread for ever, and holds up the process's end."""
    known = stream.requests
    original = known.original if isinstance(known, _BoundRequests) else known
    stream.requests = _BoundRequests(original, seconds)
