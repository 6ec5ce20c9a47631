"""Messages that the bot or a person writes, changes or deletes."""

from dataclasses import replace

from sandbox.payload import JSON, Payload, inner, text
from sandbox.slack import events
from sandbox.slack.arguments import structure
from sandbox.slack.blocks import accepted_message_blocks
from sandbox.slack.channel import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.message import Message
from sandbox.slack.workspace import Workspace

TEXT_LENGTH = 40_000
METADATA_BYTES = 16_000


def drafted(slack: Workspace, given: Payload) -> Message:
    """A message of the bot's as a call describes it, checked, not yet placed."""
    blocks = accepted_message_blocks(given.get("blocks"))
    words = text(given, "text")
    if not words.strip() and not blocks and not given.get("attachments"):
        raise SlackError("no_text")
    if len(words) > TEXT_LENGTH:
        raise SlackError("msg_too_long")
    team = slack.core.world.slack
    return Message(
        ts=slack.channels.next_ts(),
        user=team.bot_user,
        bot=team.bot,
        text=words,
        blocks=blocks,
        thread_ts=text(given, "thread_ts") or None,
        metadata=_metadata(structure(given, "metadata")),
    )


def post(slack: Workspace, channel: Channel, message: Message) -> Message:
    """Place the bot's message; the bot hears its own words as Slack lets it."""
    if message.thread_ts and message.thread_ts not in channel.messages:
        raise SlackError("thread_not_found")
    slack.channels.put(channel, message)
    if not message.ephemeral_to:
        _tell_soon(slack, channel, *events.posted(slack, channel, message))
    return message


def change(slack: Workspace, channel: Channel, old: Message, new: Message) -> Message:
    """Replace a message by its changed self."""
    new = replace(new, ts=old.ts, thread_ts=old.thread_ts, edited=slack.channels.next_ts())
    slack.channels.put(channel, new)
    if not new.ephemeral_to:
        _tell_soon(slack, channel, events.edited(slack, channel, old, new))
    return new


def delete(slack: Workspace, channel: Channel, old: Message) -> None:
    """Take a message away."""
    slack.channels.drop(channel, old.ts)
    if not old.ephemeral_to:
        at = slack.channels.next_ts()
        _tell_soon(slack, channel, events.deleted(slack, channel, old, at))


def _tell_soon(slack: Workspace, channel: Channel, *told: Payload) -> None:
    if channel.has_bot:
        for event in told:
            slack.deliveries.deliver_soon(event)


def _metadata(given: JSON) -> Payload | None:
    if given is None:
        return None
    if not isinstance(given, dict) or not text(given, "event_type"):
        raise SlackError("invalid_metadata_format")
    if len(str(inner(given, "event_payload"))) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": inner(given, "event_payload")}
