"""Messages that a person writes, edits and deletes in the pretend Slack."""

import asyncio
from dataclasses import replace

from sandbox.errors import ControlError
from sandbox.payload import Payload
from sandbox.slack import events
from sandbox.slack.channel import Channel
from sandbox.slack.message import Message
from sandbox.slack.speech import as_typed
from sandbox.slack.workspace import Workspace


async def say(
    slack: Workspace,
    user: str,
    channel: Channel,
    words: str,
    thread_ts: str | None,
    files: list[Payload],
) -> Payload:
    """Write a message."""
    if thread_ts and thread_ts not in channel.messages:
        raise ControlError(f"no message {thread_ts} to answer to")
    ts = slack.channels.next_ts()
    typed = as_typed(slack, words)
    message = Message(ts=ts, user=user, text=typed, thread_ts=thread_ts, files=files)
    slack.channels.put(channel, message)
    told = await tell(slack, channel, *events.posted(slack, channel, message))
    return {"ts": ts, **told}


async def edit(slack: Workspace, channel: Channel, old: Message, words: str) -> Payload:
    """Change a message."""
    new = replace(old, text=as_typed(slack, words), edited=slack.channels.next_ts())
    slack.channels.put(channel, new)
    told = await tell(slack, channel, events.edited(slack, channel, old, new))
    return {"ts": old.ts, **told}


async def take_back(slack: Workspace, channel: Channel, old: Message) -> Payload:
    """Delete a message."""
    slack.channels.drop(channel, old.ts)
    at = slack.channels.next_ts()
    told = await tell(slack, channel, events.deleted(slack, channel, old, at))
    return {"ts": old.ts, **told}


async def react(
    slack: Workspace, user: str, channel: Channel, message: Message, name: str, on: bool
) -> Payload:
    """Put an emoji on a message or take it off."""
    users = message.reactions.get(name, [])
    if (user in users) == on:
        raise ControlError(f"{user} has {'already' if on else 'not'} reacted with {name}")
    left = [*users, user] if on else [one for one in users if one != user]
    reactions = {**message.reactions, name: left}
    if not left:
        del reactions[name]
    slack.channels.put(channel, replace(message, reactions=reactions))
    at = slack.channels.next_ts()
    return await tell(slack, channel, events.reacted(channel, message, user, name, at, on))


async def tell(slack: Workspace, channel: Channel, *told: Payload) -> Payload:
    """Deliver events; acknowledged when all of them were."""
    if not channel.has_bot:
        return {"acknowledged": False, "took_ms": 0}
    acks = await asyncio.gather(*(slack.deliveries.deliver(event) for event in told))
    return {
        "acknowledged": all(ack.acknowledged for ack in acks),
        "took_ms": max(ack.took_ms for ack in acks),
    }
