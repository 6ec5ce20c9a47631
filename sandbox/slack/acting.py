"""What a person does in the pretend Slack, and what they see of it at once."""

from dataclasses import replace

from sandbox.payload import Payload, objects, text
from sandbox.slack import interactions
from sandbox.slack.ack import Ack
from sandbox.slack.channel import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import Values
from sandbox.slack.message import Message
from sandbox.slack.passes import ResponsePass
from sandbox.slack.pressing import Target, pressed
from sandbox.slack.response_url import place_answer
from sandbox.slack.view import View
from sandbox.slack.workspace import Workspace

NOT_RESPONDING = "This app isn't responding. Try again, or contact the app's developer."
COMMAND_FAILED = '{command} failed with the error "{error}"'


async def run_command(
    slack: Workspace, user: str, channel: Channel, command: str, words: str
) -> Payload:
    """Run a slash command and show its acknowledgement."""
    payload = interactions.slash_command(slack, user, channel, command, words)
    before = _Glance(slack, user, channel)
    connected = slack.link.connected
    ack = await slack.link.send("slash_commands", payload)
    if not ack.acknowledged:
        reason = "operation_timeout" if connected else "dispatch_failed"
        return before.compared(ack, COMMAND_FAILED.format(command=command, error=reason))
    try:
        answer = _placed(slack, user, channel, ack.response or {})
    except SlackError as refusal:
        slack.core.record_call("slack", "ack slash_commands", 0, False, refusal.error, ack.response)
        reason = "invalid_command_response"
        return before.compared(ack, COMMAND_FAILED.format(command=command, error=reason))
    return before.compared(ack, None, answer)


async def press(
    slack: Workspace,
    user: str,
    channel: Channel,
    message: Message,
    target: Target,
    wanted: Payload,
) -> Payload:
    """Press or choose something in a message."""
    action = pressed(target, wanted)
    typed = _typed(target, action)
    payload = interactions.press_in_message(slack, user, channel, message, action, typed)
    return await interact(slack, user, channel, payload)


async def press_in_view(slack: Workspace, view: View, target: Target, wanted: Payload) -> Payload:
    """Press or choose something in a modal or home."""
    action = pressed(target, wanted)
    values = {block_id: dict(states) for block_id, states in view.values.items()}
    for block_id, states in _typed(target, action).items():
        values.setdefault(block_id, {}).update(states)
    view = slack.views.fill(view, values)
    payload = interactions.press_in_view(slack, view, action)
    return await interact(slack, view.user, None, payload)


async def interact(
    slack: Workspace, user: str, channel: Channel | None, payload: Payload
) -> Payload:
    """Send an interaction and tell what the person saw at once."""
    before = _Glance(slack, user, channel)
    ack = await slack.link.send("interactive", payload)
    return before.compared(ack, None if ack.acknowledged else NOT_RESPONDING)


async def suggested(
    slack: Workspace, user: str, target: Target, typed: str, place: Payload
) -> Target:
    """A menu with the options that the bot offers for what was typed."""
    if not target.kind.endswith("external_select"):
        return target
    payload = interactions.suggestion(slack, user, target.block_id, target.action_id, typed, place)
    ack = await slack.link.send("interactive", payload)
    answer = ack.response or {}
    groups = [
        one for group in objects(answer, "option_groups") for one in objects(group, "options")
    ]
    options: list[Payload] = [*objects(answer, "options"), *groups]
    return replace(target, element=target.element | {"options": options})


class _Glance:
    """What a person sees before an act, to tell afterwards what is new."""

    def __init__(self, slack: Workspace, user: str, channel: Channel | None) -> None:
        self._slack = slack
        self._user = user
        self._channel = channel
        self._views = {view.hash for view in slack.views.open_for(user)}
        self._at = slack.channels.next_ts()

    def compared(self, ack: Ack, error: str | None, answer: Message | None = None) -> Payload:
        """The control interface's answer to an act."""
        stack = self._slack.views.open_for(self._user)
        is_new = bool(stack) and stack[-1].hash not in self._views
        return {
            "acknowledged": ack.acknowledged,
            "took_ms": ack.took_ms,
            "shown": self._shown(answer),
            "view": stack[-1].on_wire(self._slack.core) if is_new else None,
            "error": error,
        }

    def _shown(self, answer: Message | None) -> list[Payload]:
        if self._channel is None:
            return []
        messages = self._channel.messages
        found = (messages.get(ts) for ts in self._channel.changed_after(self._at))
        return [
            {
                "ts": one.ts,
                "text": one.text,
                "blocks": one.blocks,
                "ephemeral": one.ephemeral_to is not None,
            }
            for one in found
            if one and (one is answer or one.ephemeral_to == self._user)
        ]


def _typed(target: Target, action: Payload) -> Values:
    state = {key: action[key] for key in action if key not in {"action_id", "block_id"}}
    stateless = {"button", "workflow_button", "overflow"}
    return {} if target.kind in stateless else {target.block_id: {target.action_id: state}}


def _placed(slack: Workspace, user: str, channel: Channel, answer: Payload) -> Message | None:
    if not text(answer, "text").strip() and not answer.get("blocks"):
        return None
    return place_answer(slack, ResponsePass(user, channel.id, None, None, expires=0), answer)
