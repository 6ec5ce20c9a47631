"""What a form keeps of the message that it was opened on, in the space that Slack has for it."""

import json
from dataclasses import replace

from bot.slack.fields import Fields
from bot.slack.inbound import account, place
from bot.slack.reference import MessageReference
from desk.address import AccountAddress
from handlers.request import FileRef, SourceMessage

LIMIT = 2800
"""Slack keeps 3000 characters with a view; the form's own press is among them."""
NAME_LIMIT = 80


def packed(message: SourceMessage) -> str:
    """As text; the message's own words are the form's, and of very many files the first."""
    while True:
        text = json.dumps(_columns(message), ensure_ascii=False, separators=(",", ":"))
        if len(text) <= LIMIT or not message.files:
            return text
        message = replace(message, files=message.files[:-1])


def unpacked(text: str, who: AccountAddress) -> SourceMessage | None:
    """From what came back with the form; None if it was opened on none."""
    try:
        read = Fields(json.loads(text)) if text else Fields(None)
    except ValueError:
        return None
    reference = read.text("message")
    if not MessageReference.unpack(reference).is_whole:
        return None
    link = read.text("link")
    author, thread = read.text("author"), MessageReference.unpack(read.text("thread"))
    return SourceMessage(
        message=reference,
        author=account(who.tenant, author) if author else None,
        author_name=read.text("name"),
        link=link if link.startswith("https://") else "",
        thread=place(who, thread.channel, thread.pack()) if thread.is_whole else None,
        files=tuple(_file(row) for row in read.rows("files")),
    )


def _columns(message: SourceMessage) -> dict[str, object]:
    return {
        "message": message.message,
        "author": message.author.id if message.author else "",
        "name": message.author_name[:NAME_LIMIT],
        "link": message.link,
        "thread": message.thread.thread if message.thread else "",
        "files": [
            {"id": one.reference, "name": one.name[:NAME_LIMIT], "type": one.kind, "size": one.size}
            for one in message.files
        ],
    }


def _file(row: Fields) -> FileRef:
    return FileRef(row.text("id"), row.text("name"), row.text("type"), row.number("size"))
