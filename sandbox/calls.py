"""The log of every call that a bot made, and of every rule that it broke."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Literal

from sandbox.payload import JSON, Payload

Messenger = Literal["slack", "dingtalk"]

KEPT_CALLS = 20_000
"""Older calls are forgotten, so that a benchmark doesn't fill the memory."""


@dataclass(frozen=True)
class Call:
    """One call as the far end saw it; rule names the limit or order that it broke."""

    id: int
    at: str
    messenger: Messenger
    method: str
    status: int
    ok: bool
    rule: str | None
    body: JSON


class CallLog:
    """The newest calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._last_id = 0

    def record(
        self,
        at: str,
        messenger: Messenger,
        method: str,
        status: int,
        ok: bool,
        rule: str | None,
        body: JSON,
    ) -> None:
        """Write one call down."""
        self._last_id += 1
        self._calls.append(Call(self._last_id, at, messenger, method, status, ok, rule, body))

    def after(self, id_: int, messenger: str = "") -> list[Payload]:
        """The calls with a higher id, of one messenger or of both."""
        return [
            asdict(call)
            for call in self._calls
            if call.id > id_ and messenger in {"", call.messenger}
        ]

    def clear(self) -> None:
        """Forget all calls; ids go on."""
        self._calls.clear()
