"""A message in the pretend Slack, as it is kept, sent and shown."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from sandbox.payload import Payload, flag, inner, objects, text, texts

PINGS = re.compile(r"<!(channel|here|everyone)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Message:
    """One message; a change makes a new one with the same ts."""

    ts: str
    user: str
    text: str
    blocks: list[Payload] = field(default_factory=list)
    thread_ts: str | None = None
    bot: str | None = None
    ephemeral_to: str | None = None
    edited: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Payload] = field(default_factory=list)
    metadata: Payload | None = None

    def as_kept(self) -> Payload:
        """All of it, for the journal."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_kept(cls, kept: Payload) -> "Message":
        """The message that a journal line tells."""
        reactions = inner(kept, "reactions")
        return cls(
            ts=text(kept, "ts"),
            user=text(kept, "user"),
            text=text(kept, "text"),
            blocks=objects(kept, "blocks"),
            thread_ts=text(kept, "thread_ts") or None,
            bot=text(kept, "bot") or None,
            edited=text(kept, "edited") or None,
            reactions={name: texts(reactions, name) for name in reactions},
            files=objects(kept, "files"),
            metadata=inner(kept, "metadata") or None,
        )

    def on_wire(self, team: str, app: str, with_metadata: bool = False) -> Payload:
        """The message object of the Web API and of events."""
        wire: Payload = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        wire["team"] = team
        if self.bot:
            wire |= {"bot_id": self.bot, "app_id": app}
        if self.blocks:
            wire["blocks"] = self.blocks
        if self.thread_ts:
            wire["thread_ts"] = self.thread_ts
        if self.edited:
            wire["edited"] = {"user": self.user, "ts": self.edited}
        if self.reactions:
            wire["reactions"] = self._reactions()
        if self.files:
            wire["files"] = self.files
        if self.metadata and with_metadata:
            wire["metadata"] = self.metadata
        return wire

    def as_seen(self) -> Payload:
        """The message as the control interface shows it."""
        return {
            "ts": self.ts,
            "thread_ts": self.thread_ts,
            "user": self.user,
            "bot": self.bot is not None,
            "text": self.text,
            "blocks": self.blocks,
            "ephemeral": self.ephemeral_to is not None,
            "edited": self.edited,
            "reactions": self._reactions(),
            "files": self.files,
            "metadata": self.metadata,
            "pings": pings(self.text, self.blocks),
        }

    def _reactions(self) -> list[Payload]:
        return [
            {"name": name, "users": users, "count": len(users)}
            for name, users in self.reactions.items()
        ]


def pings(words: str, blocks: list[Payload]) -> list[str]:
    """Whom a message would ping all at once: channel, here, everyone."""
    found = {name for source in (words, *_formatted(blocks)) for name in PINGS.findall(source)}
    return sorted(found)


def _formatted(value: object) -> Iterator[str]:
    """Every text in blocks that is parsed for control sequences; plain_text is literal."""
    if isinstance(value, list):
        for item in value:
            yield from _formatted(item)
    elif isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "markdown"} and not flag(value, "verbatim"):
            yield text(value, "text")
        for item in value.values():
            if isinstance(item, dict | list):
                yield from _formatted(item)
