"""A conversation of the pretend Slack: channel, private group or direct message."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sandbox.payload import Payload
from sandbox.slack.message import Message

ChannelKind = Literal["channel", "group", "dm"]

CHANNEL_TYPES: dict[ChannelKind, str] = {"channel": "channel", "group": "group", "dm": "im"}


@dataclass
class Channel:
    """One conversation and all that was said in it, oldest first."""

    id: str
    name: str
    kind: ChannelKind
    members: tuple[str, ...]
    has_bot: bool = True
    messages: dict[str, Message] = field(default_factory=dict)
    _threads: dict[str, list[str]] = field(default_factory=dict)
    _changes: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """What events call this kind of conversation."""
        return CHANNEL_TYPES[self.kind]

    def put(self, message: Message, at: str) -> None:
        """Add a message, or replace the one with its ts."""
        is_reply = message.thread_ts not in {None, message.ts}
        if message.thread_ts and is_reply and message.ts not in self.messages:
            self._threads.setdefault(message.thread_ts, []).append(message.ts)
        self.messages[message.ts] = message
        self._stamp(message.ts, at)

    def drop(self, ts: str, at: str) -> None:
        """Take a message away; that it was there can still be seen among the changes."""
        message = self.messages.pop(ts)
        if message.thread_ts in self._threads and message.thread_ts != ts:
            self._threads[message.thread_ts].remove(ts)
        self._stamp(ts, at)

    def replies(self, ts: str) -> list[Message]:
        """A thread's replies without its first message."""
        return [self.messages[reply] for reply in self._threads.get(ts, ())]

    def changed_after(self, after: str) -> Iterator[str]:
        """The ts of what was created, edited or deleted after an instant, oldest first."""
        found = []
        for ts, at in reversed(self._changes.items()):
            if after and at <= after:
                break
            found.append(ts)
        return iter(sorted(found))

    def clear(self) -> None:
        """Forget all that was said."""
        self.messages.clear()
        self._threads.clear()
        self._changes.clear()

    def on_wire(self, bot_user: str) -> Payload:
        """The conversation object of the Web API."""
        shared: Payload = {"id": self.id, "is_archived": False, "created": 1_700_000_000}
        if self.kind == "dm":
            return shared | {"is_im": True, "user": self.members[0], "is_open": True}
        return shared | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "group",
            "is_member": self.has_bot,
            "is_general": False,
            "creator": self.members[0] if self.members else bot_user,
            "num_members": len(self.members) + self.has_bot,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }

    def as_seen(self) -> Payload:
        """The conversation as the control interface shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "members": list(self.members),
            "bot": self.has_bot,
        }

    def _stamp(self, ts: str, at: str) -> None:
        self._changes.pop(ts, None)
        self._changes[ts] = at
