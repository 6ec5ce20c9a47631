"""What Slack hands out with a command or press and takes back once or a few times.

A trigger_id opens one view; a response_url posts a few answers into the conversation.
"""

import secrets
from dataclasses import dataclass

from sandbox.core import Core
from sandbox.slack.errors import SlackError

TRIGGER_SECONDS = 3
"""docs.slack.dev, "Trigger IDs": used within three seconds of being issued."""
RESPONSE_SECONDS = 30 * 60
RESPONSE_USES = 5
"""docs.slack.dev, "response_url": up to 5 times within 30 minutes."""
REMEMBERED_SECONDS = 300
"""How long after its end a pass is still told apart from one that never was."""


@dataclass
class Trigger:
    """The right to open one view for one person, for an instant."""

    user: str
    expires: float
    from_view: str | None
    is_used: bool = False


@dataclass
class ResponsePass:
    """The right to answer where somebody acted."""

    user: str
    channel: str
    message_ts: str | None
    thread_ts: str | None
    expires: float
    uses_left: int = RESPONSE_USES


class Passes:
    """Every trigger and response address that is out."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponsePass] = {}
        core.on_reset(self._forget)

    def new_trigger(self, user: str, from_view: str | None = None) -> str:
        """Hand out a trigger_id."""
        id_ = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._forget_old(self._triggers)
        self._triggers[id_] = Trigger(user, self._core.now() + TRIGGER_SECONDS, from_view)
        return id_

    def use_trigger(self, id_: str) -> Trigger:
        """Take a trigger_id back; it is good once and for three seconds."""
        trigger = self._triggers.get(id_)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        trigger.is_used = True
        if trigger.expires < self._core.now():
            raise SlackError("expired_trigger_id")
        return trigger

    def new_response_url(
        self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None
    ) -> str:
        """Hand out a response_url."""
        id_ = secrets.token_urlsafe(18)
        expires = self._core.now() + RESPONSE_SECONDS
        self._forget_old(self._responses)
        self._responses[id_] = ResponsePass(user, channel, message_ts, thread_ts, expires)
        return f"{self._core.url}/response/{id_}"

    def use_response(self, id_: str) -> ResponsePass:
        """Count one use of a response_url."""
        found = self._responses.get(id_)
        if found is None:
            raise SlackError("invalid_url")
        if found.expires < self._core.now():
            raise SlackError("expired_url")
        if found.uses_left == 0:
            raise SlackError("used_url")
        found.uses_left -= 1
        return found

    def _forget_old(self, passes: dict[str, Trigger] | dict[str, ResponsePass]) -> None:
        end = self._core.now() - REMEMBERED_SECONDS
        while passes:
            oldest = next(iter(passes))
            if passes[oldest].expires > end:
                return
            del passes[oldest]

    def _forget(self) -> None:
        self._triggers.clear()
        self._responses.clear()
