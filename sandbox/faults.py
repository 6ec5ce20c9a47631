"""Faults that the far end can be told to have."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal, cast, get_args

from sandbox.calls import Messenger
from sandbox.errors import ControlError, NotOfferedError
from sandbox.payload import Payload, flag, number, text

FaultKind = Literal[
    "outage",
    "latency",
    "error_5xx",
    "rate_limit",
    "bad_json",
    "lost_reply",
    "drop_ack",
    "duplicate",
]
NOT_OFFERED = {"reorder", "half_open", "slow_loris"}
DELAY_SECONDS = 1.0


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: how often, where, until when."""

    messenger: Messenger
    fault: FaultKind
    seconds: float
    rate: float
    method: str
    conversation: str
    until: float | None

    def is_about(self, method: str, call: str) -> bool:
        """Whether a call's method and content are what this fault is about."""
        return self.method in {"", method} and self.conversation in call


class Faults:
    """All faults that are switched on."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._active: list[Fault] = []
        self._on_change: list[Callable[[], None]] = []

    def on_change(self, callback: Callable[[], None]) -> None:
        """Be called after a fault was switched on or off."""
        self._on_change.append(callback)

    def switch(self, body: Payload) -> None:
        """Switch a fault on or off, as a control call asks."""
        fault = self._read(body)
        key = (fault.messenger, fault.fault, fault.method, fault.conversation)
        self._active = [
            one
            for one in self._active
            if (one.messenger, one.fault, one.method, one.conversation) != key
        ]
        if flag(body, "on", default=True):
            self._active.append(fault)
        self._told()

    def striking(
        self, messenger: Messenger, kind: FaultKind, method: str = "", call: str = ""
    ) -> Fault | None:
        """The fault of this kind that strikes now, if one does."""
        for fault in self._active:
            if (fault.messenger, fault.fault) == (messenger, kind) and fault.is_about(method, call):
                is_over = fault.until is not None and self._now() >= fault.until
                if not is_over and random.random() < fault.rate:  # noqa: S311 (no secret)
                    return fault
        return None

    def active(self) -> list[Payload]:
        """What is switched on and not over."""
        return [
            asdict(fault)
            for fault in self._active
            if fault.until is None or self._now() < fault.until
        ]

    def any(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self._active)

    def clear(self) -> None:
        """Switch all off."""
        self._active.clear()
        self._told()

    def _read(self, body: Payload) -> Fault:
        messenger, kind = text(body, "messenger"), text(body, "fault")
        if messenger not in get_args(Messenger):
            raise ControlError("messenger must be slack or dingtalk")
        if kind in NOT_OFFERED:
            raise NotOfferedError(f"the fault {kind} is not offered in this version")
        if kind not in get_args(FaultKind):
            raise ControlError(f"fault must be one of {', '.join(get_args(FaultKind))}")
        seconds = number(body, "seconds")
        lasts = seconds if kind != "latency" else 0
        return Fault(
            messenger=cast("Messenger", messenger),
            fault=cast("FaultKind", kind),
            seconds=seconds or (DELAY_SECONDS if kind == "latency" else 0),
            rate=number(body, "rate", 1.0),
            method=text(body, "method"),
            conversation=text(body, "conversation"),
            until=self._now() + lasts if lasts else None,
        )

    def _told(self) -> None:
        for callback in self._on_change:
            callback()
