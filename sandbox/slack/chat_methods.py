"""chat.* and reactions.*: what the bot writes."""

from dataclasses import replace

from sandbox.payload import Payload
from sandbox.slack import events
from sandbox.slack.arguments import needed
from sandbox.slack.channel import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.message import Message
from sandbox.slack.posting import change, delete, drafted, post
from sandbox.slack.workspace import Workspace


def post_message(slack: Workspace, given: Payload) -> Payload:
    """chat.postMessage."""
    channel = channel_in(slack, given, "channel")
    message = post(slack, channel, drafted(slack, given))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": events.message_on_wire(slack, message, with_metadata=True),
    }


def post_ephemeral(slack: Workspace, given: Payload) -> Payload:
    """chat.postEphemeral: one person alone sees it, until the sandbox stops."""
    channel = channel_in(slack, given, "channel")
    (user,) = needed(given, "user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = post(slack, channel, replace(drafted(slack, given), ephemeral_to=user))
    return {"message_ts": message.ts}


def update(slack: Workspace, given: Payload) -> Payload:
    """chat.update: what is not given stays as it was."""
    channel = channel_in(slack, given, "channel")
    old = _own_message(slack, channel, given, "cant_update_message")
    if not given.keys() & {"text", "blocks", "attachments"}:
        raise SlackError("no_text")
    kept: Payload = {"text": old.text, "blocks": old.blocks, "metadata": old.metadata}
    changed = {key: given[key] for key in kept if given.get(key) is not None}
    message = change(slack, channel, old, drafted(slack, kept | changed))
    wire = events.message_on_wire(slack, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": wire}


def remove(slack: Workspace, given: Payload) -> Payload:
    """chat.delete."""
    channel = channel_in(slack, given, "channel")
    old = _own_message(slack, channel, given, "cant_delete_message")
    delete(slack, channel, old)
    return {"channel": channel.id, "ts": old.ts}


def permalink(slack: Workspace, given: Payload) -> Payload:
    """chat.getPermalink."""
    channel = channel_in(slack, given, "channel")
    message = message_in(channel, given, "message_ts")
    place = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
    link = f"https://{slack.core.world.slack.domain}.slack.com/{place}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def add_reaction(slack: Workspace, given: Payload) -> Payload:
    """reactions.add."""
    return _react(slack, given, on=True)


def remove_reaction(slack: Workspace, given: Payload) -> Payload:
    """reactions.remove."""
    return _react(slack, given, on=False)


def channel_in(slack: Workspace, given: Payload, key: str) -> Channel:
    """The conversation that a call names, by its id, its #name or a person's id."""
    (id_,) = needed(given, key)
    channel = slack.channels.get(id_) or slack.channels.direct(id_)
    # Of a private conversation that it is not in, the bot isn't told that there is one.
    if channel is None or (channel.kind == "group" and not channel.has_bot):
        raise SlackError("channel_not_found")
    if not channel.has_bot:
        raise SlackError("not_in_channel")
    return channel


def message_in(channel: Channel, given: Payload, key: str) -> Message:
    """The message that a call names; an ephemeral one cannot be found again."""
    (ts,) = needed(given, key)
    message = channel.messages.get(ts)
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    return message


def _own_message(slack: Workspace, channel: Channel, given: Payload, refusal: str) -> Message:
    message = message_in(channel, given, "ts")
    if message.user != slack.core.world.slack.bot_user:
        raise SlackError(refusal)
    return message


def _react(slack: Workspace, given: Payload, on: bool) -> Payload:
    channel = channel_in(slack, given, "channel")
    message = message_in(channel, given, "timestamp")
    name = needed(given, "name")[0].strip(":")
    bot_user = slack.core.world.slack.bot_user
    users = message.reactions.get(name, [])
    if (bot_user in users) == on:
        raise SlackError("already_reacted" if on else "no_reaction")
    left = [*users, bot_user] if on else [user for user in users if user != bot_user]
    reactions = {**message.reactions, name: left}
    if not left:
        del reactions[name]
    slack.channels.put(channel, replace(message, reactions=reactions))
    at = slack.channels.next_ts()
    slack.deliveries.deliver_soon(events.reacted(channel, message, bot_user, name, at, on))
    return {}
