"""What Slack tells the bot when a person runs a command, presses, submits or closes."""

from sandbox.payload import Payload
from sandbox.slack.channel import Channel
from sandbox.slack.events import message_on_wire
from sandbox.slack.inputs import Values, values_of
from sandbox.slack.message import Message
from sandbox.slack.view import View
from sandbox.slack.workspace import Workspace


def slash_command(
    slack: Workspace, user: str, channel: Channel, command: str, words: str
) -> Payload:
    """A slash command; its values are strings as in a form."""
    team = slack.core.world.slack
    return {
        "token": "sandbox",
        "team_id": team.team,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user,
        "user_name": user_name(slack, user),
        "command": command,
        "text": words,
        "api_app_id": team.app,
        "is_enterprise_install": "false",
        "response_url": slack.passes.new_response_url(user, channel.id),
        "trigger_id": slack.passes.new_trigger(user),
    }


def press_in_message(
    slack: Workspace,
    user: str,
    channel: Channel,
    message: Message,
    action: Payload,
    typed: Values,
) -> Payload:
    """block_actions from a message."""
    values: Payload = dict(values_of(message.blocks, typed))
    return (
        _interaction(slack, "block_actions", user)
        | place_in_message(slack, channel, message)
        | {
            "trigger_id": slack.passes.new_trigger(user),
            "response_url": slack.passes.new_response_url(
                user, channel.id, message.ts, message.thread_ts
            ),
            "state": {"values": values},
            "actions": [action | {"action_ts": slack.channels.next_ts()}],
        }
    )


def press_in_view(slack: Workspace, view: View, action: Payload) -> Payload:
    """block_actions from a modal or home."""
    values: Payload = dict(view.values)
    return _interaction(slack, "block_actions", view.user) | {
        **place_in_view(slack, view),
        "trigger_id": slack.passes.new_trigger(view.user, view.id),
        "state": {"values": values},
        "actions": [action | {"action_ts": slack.channels.next_ts()}],
    }


def submission(slack: Workspace, view: View) -> Payload:
    """view_submission."""
    return _interaction(slack, "view_submission", view.user) | {
        "trigger_id": slack.passes.new_trigger(view.user, view.id),
        "view": view.on_wire(slack.core),
        "response_urls": [],
    }


def closing(slack: Workspace, view: View, is_cleared: bool) -> Payload:
    """view_closed."""
    told = _interaction(slack, "view_closed", view.user)
    return told | {"view": view.on_wire(slack.core), "is_cleared": is_cleared}


def place_in_message(slack: Workspace, channel: Channel, message: Message) -> Payload:
    """Where in a message something happened."""
    is_ephemeral = message.ephemeral_to is not None
    container: Payload = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place: Payload = {
        "container": container,
        "channel": {"id": channel.id, "name": _name(channel)},
    }
    # Of an ephemeral message Slack sends no copy along.
    return place if is_ephemeral else place | {"message": message_on_wire(slack, message)}


def place_in_view(slack: Workspace, view: View) -> Payload:
    """Where in a view something happened."""
    container: Payload = {"type": "view", "view_id": view.id}
    return {"container": container, "view": view.on_wire(slack.core)}


def suggestion(
    slack: Workspace, user: str, block_id: str, action_id: str, typed: str, place: Payload
) -> Payload:
    """block_suggestion: a person types into a menu whose options the bot knows."""
    asked: Payload = {"block_id": block_id, "action_id": action_id, "value": typed}
    return _interaction(slack, "block_suggestion", user) | asked | place


def shortcut(slack: Workspace, user: str, callback_id: str) -> Payload:
    """A global shortcut."""
    return _interaction(slack, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": slack.channels.next_ts(),
        "trigger_id": slack.passes.new_trigger(user),
    }


def message_shortcut(
    slack: Workspace, user: str, callback_id: str, channel: Channel, message: Message
) -> Payload:
    """A shortcut run on a message."""
    return shortcut(slack, user, callback_id) | {
        "type": "message_action",
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": _name(channel)},
        "message": message_on_wire(slack, message),
        "response_url": slack.passes.new_response_url(
            user, channel.id, message.ts, message.thread_ts
        ),
    }


def user_name(slack: Workspace, user: str) -> str:
    """A person's short name."""
    person = slack.core.person_by_slack(user)
    return person.slack_name.lower() if person else user


def _interaction(slack: Workspace, kind: str, user: str) -> Payload:
    team = slack.core.world.slack
    name = user_name(slack, user)
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": team.team},
        "team": {"id": team.team, "domain": team.domain},
        "api_app_id": team.app,
        "token": "sandbox",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _name(channel: Channel) -> str:
    return "directmessage" if channel.kind == "dm" else channel.name
