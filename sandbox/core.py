"""What the pretend Slack and the pretend DingTalk share: world, clock, ledger, feed, call log."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

from aiohttp import web

from sandbox.calls import CallLog, Messenger
from sandbox.faults import Faults
from sandbox.feed import Change, ChangeKind, Feed
from sandbox.ledger import Ledger
from sandbox.options import Options
from sandbox.payload import JSON, Payload
from sandbox.world import Person, World, read_world

AdminAct: TypeAlias = Callable[[Payload], Awaitable[Payload]]


class Core:
    """One running sandbox."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.world: World = read_world(options.world)
        self.limits_on = options.limits
        self.port = options.port
        self.calls = CallLog()
        self.feed = Feed()
        self.ledger = Ledger(options.data)
        self.faults = Faults(self.now)
        self.states: dict[Messenger, Callable[[], Payload]] = {}
        self.admin: dict[tuple[Messenger, str], AdminAct] = {}
        self._offset = 0.0
        self._on_reset: list[Callable[[], None]] = []
        self._on_advance: list[Callable[[], None]] = []
        self._by_slack = {one.slack: one for one in self.world.people if one.slack}
        self._by_dingtalk = {one.dingtalk: one for one in self.world.people if one.dingtalk}

    @property
    def url(self) -> str:
        """The address that the far end writes into what it sends, without a slash at the end."""
        host = f"[{self.options.host}]" if ":" in self.options.host else self.options.host
        return f"http://{host}:{self.port}"

    def now(self) -> float:
        """Seconds since 1970 by the far end's clock."""
        return time.time() + self._offset

    def now_iso(self) -> str:
        """The far end's clock as ISO 8601 UTC."""
        return iso(self.now())

    def advance(self, seconds: float) -> None:
        """Move the far end's clock forward and let everybody look at what is due."""
        self._offset += seconds
        for look in self._on_advance:
            look()

    def on_advance(self, callback: Callable[[], None]) -> None:
        """Be called after the clock was moved."""
        self._on_advance.append(callback)

    def reset(self) -> None:
        """Forget messages, views, calls, faults and limits; people and conversations stay."""
        self.calls.clear()
        self.faults.clear()
        self.limits_on = self.options.limits
        self._offset = 0.0
        for forget in self._on_reset:
            forget()
        self.ledger.flush()

    def on_reset(self, callback: Callable[[], None]) -> None:
        """Be called when everything is to be forgotten."""
        self._on_reset.append(callback)

    def state_of(self, messenger: Messenger, describe: Callable[[], Payload]) -> None:
        """Say what stands under a messenger's name in GET /control/state."""
        self.states[messenger] = describe

    def admin_act(self, messenger: Messenger, do: str, act: AdminAct) -> None:
        """Offer something that POST /control/admin can do: the body → the answer."""
        self.admin[messenger, do] = act

    def changed(
        self,
        messenger: Messenger,
        kind: ChangeKind,
        conversation: str | None = None,
        user: str | None = None,
    ) -> None:
        """Tell the page that something looks different now."""
        self.feed.tell(Change(messenger, kind, conversation, user))

    def record_call(
        self,
        messenger: Messenger,
        method: str,
        status: int,
        ok: bool,
        rule: str | None,
        body: JSON,
    ) -> None:
        """Write down what a bot called; rule names what it did wrong."""
        self.calls.record(self.now_iso(), messenger, method, status, ok, rule, body)

    def keep(self, name: str, state: JSON | Callable[[], JSON]) -> None:
        """Keep a module's whole state across restarts."""
        self.ledger.keep(name, state)

    def kept(self, name: str) -> JSON | None:
        """The state that was kept under this name."""
        return self.ledger.kept(name)

    def person_by_slack(self, id_: str) -> Person | None:
        """Who has this Slack user id."""
        return self._by_slack.get(id_)

    def person_by_dingtalk(self, id_: str) -> Person | None:
        """Who has this DingTalk user id."""
        return self._by_dingtalk.get(id_)


CORE = web.AppKey("core", Core)


def iso(seconds: float) -> str:
    """An instant as ISO 8601 UTC with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
