"""conversations.*: what the bot can read of conversations."""

from collections.abc import Sequence
from typing import TypeVar

from sandbox.payload import Payload, flag, number, text
from sandbox.slack import events
from sandbox.slack.arguments import needed
from sandbox.slack.channel import Channel
from sandbox.slack.chat_methods import channel_in
from sandbox.slack.errors import SlackError
from sandbox.slack.message import Message
from sandbox.slack.workspace import Workspace

Item = TypeVar("Item")

PAGE = 100
LARGEST_PAGE = 1_000


def list_all(slack: Workspace, given: Payload) -> Payload:
    """conversations.list."""
    wanted = set(text(given, "types", "public_channel").replace(" ", "").split(","))
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "dm"}
    shown = {kinds[name] for name in wanted if name in kinds}
    found = [channel for channel in slack.channels if channel.kind in shown]
    page, more = paged(found, given)
    bot_user = slack.core.world.slack.bot_user
    return {"channels": [channel.on_wire(bot_user) for channel in page], **more}


def info(slack: Workspace, given: Payload) -> Payload:
    """conversations.info: of a public channel also from outside."""
    (id_,) = needed(given, "channel")
    public = slack.channels.get(id_)
    is_open = public is not None and public.kind == "channel"
    channel = public if public and is_open else channel_in(slack, given, "channel")
    return {"channel": channel.on_wire(slack.core.world.slack.bot_user)}


def open_direct(slack: Workspace, given: Payload) -> Payload:
    """conversations.open with one person, or with a direct conversation's id."""
    if text(given, "channel"):
        channel = channel_in(slack, given, "channel")
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    users = needed(given, "users")[0].split(",")
    direct = slack.channels.direct(users[0])
    if len(users) != 1:
        raise SlackError("method_not_supported_for_channel_type")
    if direct is None:
        raise SlackError("users_not_found")
    if flag(given, "return_im"):
        return {"channel": direct.on_wire(slack.core.world.slack.bot_user)}
    return {"channel": {"id": direct.id}}


def join(slack: Workspace, given: Payload) -> Payload:
    """conversations.join."""
    (id_,) = needed(given, "channel")
    channel = slack.channels.get(id_)
    if channel is None:
        raise SlackError("channel_not_found")
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    channel.has_bot = True
    return {"channel": channel.on_wire(slack.core.world.slack.bot_user)}


def members(slack: Workspace, given: Payload) -> Payload:
    """conversations.members."""
    channel = channel_in(slack, given, "channel")
    page, more = paged([*channel.members, slack.core.world.slack.bot_user], given)
    return {"members": list(page), **more}


def history(slack: Workspace, given: Payload) -> Payload:
    """conversations.history: newest first, without the replies in threads."""
    channel = channel_in(slack, given, "channel")
    found = [
        message
        for message in reversed(channel.messages.values())
        if message.thread_ts in {None, message.ts} and _is_within(message, given)
    ]
    return _messages(slack, channel, found, given)


def replies(slack: Workspace, given: Payload) -> Payload:
    """conversations.replies: the thread's first message and its replies, oldest first."""
    channel = channel_in(slack, given, "channel")
    (ts,) = needed(given, "ts")
    parent = channel.messages.get(ts)
    if parent is None or parent.ephemeral_to:
        raise SlackError("thread_not_found")
    found = [parent, *(one for one in channel.replies(ts) if _is_within(one, given))]
    return _messages(slack, channel, found, given)


def paged(items: Sequence[Item], given: Payload) -> tuple[Sequence[Item], Payload]:
    """One page, and the cursor of the next ("" at the end)."""
    cursor = text(given, "cursor")
    if cursor and not cursor.isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor or 0)
    limit = int(number(given, "limit", PAGE)) or PAGE
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    end = start + limit
    more = str(end) if end < len(items) else ""
    return items[start:end], {"response_metadata": {"next_cursor": more}}


def _messages(slack: Workspace, channel: Channel, found: list[Message], given: Payload) -> Payload:
    visible = [message for message in found if not message.ephemeral_to]
    page, more = paged(visible, given)
    has_metadata = flag(given, "include_all_metadata")
    return {
        "messages": [_with_thread(slack, channel, one, has_metadata) for one in page],
        "has_more": len(page) < len(visible),
        **more,
    }


def _with_thread(
    slack: Workspace, channel: Channel, message: Message, has_metadata: bool
) -> Payload:
    wire = events.message_on_wire(slack, message, has_metadata)
    answers = [one for one in channel.replies(message.ts) if not one.ephemeral_to]
    if answers:
        wire |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": sorted({answer.user for answer in answers}),
            "latest_reply": answers[-1].ts,
        }
    return wire


def _is_within(message: Message, given: Payload) -> bool:
    oldest, latest = _instant(given, "oldest"), _instant(given, "latest")
    ts = float(message.ts)
    if flag(given, "inclusive") and ts in {oldest, latest}:
        return True
    return (oldest is None or ts > oldest) and (latest is None or ts < latest)


def _instant(given: Payload, key: str) -> float | None:
    words = text(given, key)
    try:
        return float(words) if words else None
    except ValueError:
        raise SlackError(f"invalid_ts_{key}") from None
