"""What befalls Slack: a refresh asked for, a broken line, an outage, a changed user group."""

import asyncio

from sandbox.errors import ControlError
from sandbox.payload import Payload, needed, text, texts
from sandbox.slack import events
from sandbox.slack.channel import Channel
from sandbox.slack.usergroup_methods import set_by_admin
from sandbox.slack.workspace import Workspace


class Fate:
    """Offers the acts of POST /control/admin."""

    def __init__(self, slack: Workspace) -> None:
        self._slack = slack
        self._link = slack.link
        self._faults = slack.core.faults
        self._refreshes: set[asyncio.Task[None]] = set()
        slack.core.admin_act("slack", "disconnect", self.disconnect)
        slack.core.admin_act("slack", "break_socket", self.break_socket)
        slack.core.admin_act("slack", "set_usergroup", self.set_usergroup)
        slack.core.admin_act("slack", "set_guest", self.set_guest)
        slack.core.admin_act("slack", "remove_bot", self.remove_bot)
        slack.core.admin_act("slack", "add_bot", self.add_bot)
        self._faults.on_change(self._cut_in_outage)

    async def disconnect(self, _body: Payload) -> Payload:
        """Ask every socket to come back on a new one."""
        asked = self._link.connected
        refresh = asyncio.create_task(self._link.refresh())
        self._refreshes.add(refresh)
        refresh.add_done_callback(self._refreshes.discard)
        return {"disconnected": asked}

    async def break_socket(self, _body: Payload) -> Payload:
        """Break every connection without a word."""
        broken = self._link.connected
        self._link.abort()
        return {"broken": broken}

    async def set_usergroup(self, body: Payload) -> Payload:
        """Somebody changes who is in a user group."""
        return set_by_admin(self._slack, body)

    async def set_guest(self, body: Payload) -> Payload:
        """Somebody becomes a guest (`flags` of a user object), or one of the workspace's own."""
        (user,) = needed(body, "id")
        if not self._slack.is_person(user):
            raise ControlError(f"no person {user!r} in Slack")
        return self._slack.guests.set(user, texts(body, "flags"))

    async def remove_bot(self, body: Payload) -> Payload:
        """Somebody takes the bot out of a conversation."""
        channel = self._channel(body)
        channel.has_bot = False
        return channel.as_seen()

    async def add_bot(self, body: Payload) -> Payload:
        """Somebody invites the bot."""
        channel = self._channel(body)
        if not channel.has_bot:
            channel.has_bot = True
            self._slack.deliveries.deliver_soon(events.bot_joined(self._slack, channel))
        return channel.as_seen()

    def _channel(self, body: Payload) -> Channel:
        channel = self._slack.channels.get(text(body, "id"))
        if channel is None:
            raise ControlError(f"no conversation {text(body, 'id')!r}")
        return channel

    def _cut_in_outage(self) -> None:
        if self._faults.striking("slack", "outage"):
            self._link.abort()
