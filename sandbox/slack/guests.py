"""Who of the workspace is a guest, and of which kind."""

from sandbox.core import Core
from sandbox.payload import Payload, texts

STATE = "slack_guests"
FLAGS = ("is_restricted", "is_ultra_restricted", "is_stranger")


class Guests:
    """The flags that Slack sets on guests' user objects, kept across restarts."""

    def __init__(self, core: Core) -> None:
        self._core = core
        kept = core.kept(STATE)
        self._flags = {user: texts(kept, user) for user in kept} if isinstance(kept, dict) else {}
        core.on_reset(self._forget)

    def flags_of(self, user: str) -> list[str]:
        """Those that are set on somebody."""
        return self._flags.get(user, [])

    def set(self, user: str, flags: list[str]) -> Payload:
        """Make somebody a guest, or one of the workspace's own (no flags)."""
        self._flags[user] = [flag for flag in FLAGS if flag in flags]
        self._core.keep(STATE, dict(self._flags))
        return {"id": user, **dict.fromkeys(self._flags[user], True)}

    def _forget(self) -> None:
        self._flags = {}
        self._core.keep(STATE, {})
