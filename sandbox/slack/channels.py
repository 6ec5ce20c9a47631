"""All conversations of the pretend Slack, their clock of message ids, and how they are kept."""

from collections.abc import Iterator
from typing import cast

from sandbox.core import Core
from sandbox.payload import Payload, inner, text
from sandbox.slack.channel import Channel, ChannelKind
from sandbox.slack.message import Message

JOURNAL = "slack-messages"


class Channels:
    """Finds conversations and changes what is in them; everything but ephemerals is kept."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._last_ts = 0
        self._by_id: dict[str, Channel] = {}
        self._direct: dict[str, Channel] = {}
        for seed in core.world.slack_conversations:
            kind = cast("ChannelKind", seed.kind)
            self._by_id[seed.id] = Channel(seed.id, seed.name, kind, seed.members, seed.has_bot)
        for person in core.world.people:
            if person.slack:
                self._open_direct(person.slack)
        self._read_journal()
        core.on_reset(self._forget)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_id.values())

    def get(self, id_: str) -> Channel | None:
        """The conversation with this id, or with this name after a '#'."""
        if id_.startswith("#"):
            return next((one for one in self if one.name == id_[1:] and one.kind != "dm"), None)
        return self._by_id.get(id_)

    def direct(self, user: str) -> Channel | None:
        """The bot's direct conversation with a person."""
        return self._direct.get(user)

    def next_ts(self) -> str:
        """A message id: the far end's clock in microseconds, never the same twice."""
        self._last_ts = max(int(self._core.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def put(self, channel: Channel, message: Message) -> None:
        """Add or replace a message."""
        at = self.next_ts() if message.ts in channel.messages else message.ts
        channel.put(message, at)
        if not message.ephemeral_to:
            line: Payload = {"channel": channel.id, "at": at, "message": message.as_kept()}
            self._core.ledger.append(JOURNAL, line)
        self._core.changed("slack", "message", channel.id, message.ephemeral_to)

    def drop(self, channel: Channel, ts: str) -> None:
        """Take a message away."""
        at = self.next_ts()
        channel.drop(ts, at)
        self._core.ledger.append(JOURNAL, {"channel": channel.id, "at": at, "gone": ts})
        self._core.changed("slack", "message", channel.id)

    def _open_direct(self, user: str) -> None:
        name = self._core.world.slack.bot_name
        channel = Channel(f"D{user[1:]}", name, "dm", (user,))
        self._by_id[channel.id] = self._direct[user] = channel

    def _read_journal(self) -> None:
        lines = [line for line in self._core.ledger.lines(JOURNAL) if isinstance(line, dict)]
        for line in lines:
            self._replay(line)
        kept = [
            {"channel": one.id, "at": message.edited or ts, "message": message.as_kept()}
            for one in self
            for ts, message in one.messages.items()
        ]
        if len(kept) < len(lines):
            kept.sort(key=lambda line: str(line["at"]))
            self._core.ledger.rewrite(JOURNAL, kept)

    def _replay(self, line: Payload) -> None:
        channel = self._by_id.get(text(line, "channel"))
        if channel is None:
            return
        at, gone = text(line, "at"), text(line, "gone")
        self._last_ts = max(self._last_ts, int(at.replace(".", "")))
        if not gone:
            channel.put(Message.from_kept(inner(line, "message")), at)
        elif gone in channel.messages:
            channel.drop(gone, at)

    def _forget(self) -> None:
        for channel in self:
            channel.clear()
        self._core.ledger.rewrite(JOURNAL, ())
