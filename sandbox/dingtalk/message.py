"""One message in a conversation of the pretend DingTalk."""

from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias, get_args

from sandbox.payload import Payload, flag, number, objects, text, texts

MessageKind: TypeAlias = Literal[
    "text", "markdown", "card", "picture", "file", "voice", "rich_text", "recalled"
]


@dataclass(frozen=True)
class Message:
    """What stands in a conversation; recipients, where there are any, are all who see it."""

    id: str
    at: float
    conversation: str
    sender: str
    bot: bool
    kind: MessageKind
    text: str
    changed: str
    changed_at: float
    out_track_id: str | None = None
    at_users: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    query_key: str | None = None
    files: list[Payload] = field(default_factory=list)

    def is_for(self, user: str | None) -> bool:
        """Whether this person sees it; None sees everything."""
        return user is None or not self.recipients or user in self.recipients

    def is_newer_than(self, id_: str) -> bool:
        """Whether it came or changed after the moment that an id stands for."""
        return max(self.id, self.changed) > id_

    def kept(self) -> Payload:
        """Itself as a line of the journal."""
        return asdict(self)


def message_from(line: Payload) -> Message:
    """A message out of a journal line."""
    kinds: dict[str, MessageKind] = {kind: kind for kind in get_args(MessageKind)}
    return Message(
        id=text(line, "id"),
        at=number(line, "at"),
        conversation=text(line, "conversation"),
        sender=text(line, "sender"),
        bot=flag(line, "bot"),
        kind=kinds[text(line, "kind")],
        text=text(line, "text"),
        changed=text(line, "changed"),
        changed_at=number(line, "changed_at"),
        out_track_id=text(line, "out_track_id") or None,
        at_users=tuple(texts(line, "at_users")),
        recipients=tuple(texts(line, "recipients")),
        query_key=text(line, "query_key") or None,
        files=objects(line, "files"),
    )
