"""Somebody's message, read so that a ticket can be made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.fields import Fields
from bot.slack.inbound import account, place
from bot.slack.reference import MessageReference
from bot.slack.text import decode
from desk.address import AccountAddress
from handlers.request import FileRef, SourceMessage

SAID = frozenset({"", "bot_message", "file_share", "me_message", "thread_broadcast"})
"""The subtypes in which somebody says something; the others tell of joins, topics and the like."""
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """Which message is meant, in which channel; `data` is the message as Slack gave it."""

    channel: str
    ts: str
    data: Fields

    @property
    def reference(self) -> MessageReference:
        """Its name."""
        return MessageReference(self.channel, self.ts)

    @property
    def author(self) -> str:
        """The id of whoever wrote it; "" for other programs."""
        return "" if self.data.text("bot_id") else self.data.text("user")

    def is_said(self, bot_user: str) -> bool:
        """Whether a ticket can be made of it: not of what the desk says itself."""
        said = self.data.text("subtype") in SAID and self.data.text("user") != bot_user
        return said and self.reference.is_whole


def source_message(
    meant: Meant, who: AccountAddress, names: Mapping[str, str], link: str, readable: bool
) -> SourceMessage:
    """The message as the desk knows it; `readable`: the bot is where it stands."""
    data, author = meant.data, meant.author
    root = MessageReference(meant.channel, data.text("thread_ts") or meant.ts)
    return SourceMessage(
        message=meant.reference.pack(),
        text=decode(data.text("text"), names),
        author=account(who.tenant, author) if author else None,
        author_name=names.get(author) or data.text("username") or author,
        link=link,
        thread=place(who, meant.channel, root.pack()) if readable and root.is_whole else None,
        files=files_of(data),
    )


def files_of(message: Fields) -> tuple[FileRef, ...]:
    """The files that hang on a message."""
    rows = message.rows("files")[:MOST_FILES]
    return tuple(
        FileRef(
            row.text("id"),
            row.text("name") or row.text("title") or row.text("id"),
            row.text("mimetype"),
            row.number("size"),
        )
        for row in rows
        if row.text("id")
    )
