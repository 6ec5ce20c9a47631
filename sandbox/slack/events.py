"""What the Events API says about a change in a conversation."""

from sandbox.payload import Payload
from sandbox.slack.channel import Channel
from sandbox.slack.message import Message
from sandbox.slack.usergroups import SHOWN_IN_EVENTS, UserGroup
from sandbox.slack.workspace import Workspace


def posted(slack: Workspace, channel: Channel, message: Message) -> list[Payload]:
    """The events of a new message: the message, and its twin if it mentions the bot."""
    event = _placed(message_on_wire(slack, message), channel, message.ts)
    if message.bot is None:
        event["client_msg_id"] = f"sandbox-{message.ts}"
    if message.files:
        event["subtype"] = "file_share"
    parent = channel.messages.get(message.thread_ts or "")
    if parent and parent.ts != message.ts:
        event["parent_user_id"] = parent.user
    mention = f"<@{slack.core.world.slack.bot_user}>"
    if message.bot or channel.kind == "dm" or mention not in message.text:
        return [event]
    twin = {key: value for key, value in event.items() if key not in {"channel_type", "subtype"}}
    return [twin | {"type": "app_mention"}, event]


def edited(slack: Workspace, channel: Channel, old: Message, new: Message) -> Payload:
    """The event of a changed message."""
    event: Payload = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "ts": new.edited,
        "message": message_on_wire(slack, new),
        "previous_message": message_on_wire(slack, old),
    }
    return _placed(event, channel, new.edited or new.ts)


def deleted(slack: Workspace, channel: Channel, old: Message, at: str) -> Payload:
    """The event of a deleted message."""
    event: Payload = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "ts": at,
        "deleted_ts": old.ts,
        "previous_message": message_on_wire(slack, old),
    }
    return _placed(event, channel, at)


def reacted(channel: Channel, message: Message, user: str, name: str, at: str, on: bool) -> Payload:
    """The event of an emoji put on a message or taken off it."""
    return {
        "type": "reaction_added" if on else "reaction_removed",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": at,
    }


def bot_joined(slack: Workspace, channel: Channel) -> Payload:
    """The event of the bot being let into a conversation."""
    team = slack.core.world.slack
    return {
        "type": "member_joined_channel",
        "user": team.bot_user,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "group" else "C",
        "team": team.team,
        "event_ts": slack.channels.next_ts(),
    }


def home_opened(slack: Workspace, user: str) -> Payload:
    """The event of a person looking at the app's home."""
    direct = slack.channels.direct(user)
    event: Payload = {
        "type": "app_home_opened",
        "user": user,
        "channel": direct.id if direct else "",
        "tab": "home",
        "event_ts": slack.channels.next_ts(),
    }
    home = slack.views.home_of(user)
    return event | {"view": home.on_wire(slack.core)} if home else event


def usergroup_created(slack: Workspace, group: UserGroup) -> Payload:
    """The event of a new user group."""
    return _about_usergroup(slack, "subteam_created", group)


def usergroup_changed(slack: Workspace, old: UserGroup, new: UserGroup) -> list[Payload]:
    """The events of a user group's changed members: as it is now, and who came and went."""
    added = [one for one in new.members if one not in old.members]
    removed = [one for one in old.members if one not in new.members]
    delta: Payload = {
        "type": "subteam_members_changed",
        "subteam_id": new.id,
        "team_id": slack.core.world.slack.team,
        "date_previous_update": old.updated,
        "date_update": new.updated,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": slack.channels.next_ts(),
    }
    return [_about_usergroup(slack, "subteam_updated", new), delta]


def message_on_wire(slack: Workspace, message: Message, with_metadata: bool = False) -> Payload:
    """A message object with the workspace's ids in it."""
    team = slack.core.world.slack
    return message.on_wire(team.team, team.app, with_metadata)


def _about_usergroup(slack: Workspace, kind: str, group: UserGroup) -> Payload:
    told = group.on_wire(slack.core.world.slack.team, with_users=True, with_count=True)
    told["users"] = list(group.members[:SHOWN_IN_EVENTS])
    return {"type": kind, "subteam": told, "event_ts": slack.channels.next_ts()}


def _placed(event: Payload, channel: Channel, at: str) -> Payload:
    return event | {"channel": channel.id, "channel_type": channel.type, "event_ts": at}
