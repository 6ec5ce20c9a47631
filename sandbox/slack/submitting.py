"""Filling in a modal, submitting it, and what the bot's answer does to it."""

from collections.abc import Callable

from sandbox.errors import ControlError
from sandbox.payload import JSON, Payload, flag, inner, number, text
from sandbox.slack import interactions
from sandbox.slack.ack import Ack
from sandbox.slack.acting import suggested
from sandbox.slack.errors import SlackError
from sandbox.slack.inputs import Values, filled, is_empty, label_of
from sandbox.slack.pressing import Target
from sandbox.slack.view import View
from sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"
NOT_SENT = Ack(acknowledged=False, took_ms=0)
REQUIRED = "Please complete this required field."


async def submit(slack: Workspace, view: View, given: Payload) -> Payload:
    """Fill in, check as Slack's own window does, submit, and follow the answer."""
    view = slack.views.fill(view, await _typed(slack, view, given))
    unfit = _own_errors(view)
    if unfit:
        return _answer(slack, view.user, NOT_SENT, unfit, None)
    ack = await slack.link.send("interactive", interactions.submission(slack, view))
    if not ack.acknowledged:
        return _answer(slack, view.user, ack, None, TROUBLE)
    try:
        errors = _follow(slack, view, ack.response or {})
    except SlackError as refusal:
        slack.core.record_call(
            "slack", "ack view_submission", 0, False, refusal.error, ack.response
        )
        return _answer(slack, view.user, ack, None, TROUBLE)
    return _answer(slack, view.user, ack, errors, None)


async def close(slack: Workspace, view: View) -> Payload:
    """Close a modal; the bot hears of it only if it asked to."""
    slack.views.close(view)
    if not flag(view.definition, "notify_on_close"):
        return {"acknowledged": True, "took_ms": 0}
    ack = await slack.link.send("interactive", interactions.closing(slack, view, False))
    return {"acknowledged": ack.acknowledged, "took_ms": ack.took_ms}


async def _typed(slack: Workspace, view: View, given: Payload) -> Values:
    place = interactions.place_in_view(slack, view)
    values = {block_id: dict(states) for block_id, states in view.values.items()}
    for name, value in given.items():
        target = _input_named(view, name)
        first = value[0] if isinstance(value, list) and value else value
        target = await suggested(slack, view.user, target, str(first), place)
        state = filled(target.element, value)
        values.setdefault(target.block_id, {})[target.action_id] = state
    return values


def _input_named(view: View, name: str) -> Target:
    inputs = [
        Target(block, inner(block, key))
        for block in view.blocks
        for key in ("element", "accessory")
        if inner(block, key)
    ]
    actions = [
        Target(block, element)
        for block in view.blocks
        if text(block, "type") == "actions"
        for element in _elements(block)
    ]
    for target in [*inputs, *actions]:
        if name in {target.block_id, label_of(target.block), target.action_id}:
            return target
    there = ", ".join(repr(label_of(target.block) or target.block_id) for target in inputs)
    raise ControlError(f"no input {name!r}; there are: {there}")


def _elements(block: Payload) -> list[Payload]:
    elements = block.get("elements")
    return [one for one in elements if isinstance(one, dict)] if isinstance(elements, list) else []


def _own_errors(view: View) -> dict[str, str]:
    errors: dict[str, str] = {}
    for block in view.blocks:
        if text(block, "type") != "input":
            continue
        block_id, element = text(block, "block_id"), inner(block, "element")
        state = view.values.get(block_id, {}).get(text(element, "action_id"), {})
        if is_empty(state):
            if not flag(block, "optional"):
                errors[block_id] = REQUIRED
            continue
        least, most = number(element, "min_length"), number(element, "max_length", 3_000)
        if not least <= len(text(state, "value", "-")) <= most:
            errors[block_id] = f"Must be from {least:g} to {most:g} characters."
    return errors


def _follow(slack: Workspace, view: View, answer: Payload) -> dict[str, str] | None:
    action = text(answer, "response_action")
    if not answer:
        slack.views.close(view)
        return None
    if action not in ANSWERS:
        raise SlackError("invalid_response_action")
    return ANSWERS[action](slack, view, answer)


def _errors(_slack: Workspace, view: View, answer: Payload) -> dict[str, str]:
    told = inner(answer, "errors")
    inputs = {text(block, "block_id") for block in view.blocks if text(block, "type") == "input"}
    if not told or not set(told) <= inputs:
        raise SlackError("errors_name_no_input_block")
    return {block_id: text(told, block_id) for block_id in told}


def _update(slack: Workspace, view: View, answer: Payload) -> None:
    slack.views.update(view.id, answer.get("view"))


def _push(slack: Workspace, view: View, answer: Payload) -> None:
    slack.views.push(view.user, answer.get("view"))


def _clear(slack: Workspace, view: View, _answer: Payload) -> None:
    slack.views.close(view, whole_stack=True)


ANSWERS: dict[str, Callable[[Workspace, View, Payload], dict[str, str] | None]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}


def _answer(
    slack: Workspace, user: str, ack: Ack, errors: dict[str, str] | None, error: str | None
) -> Payload:
    stack = slack.views.open_for(user)
    top: JSON = stack[-1].on_wire(slack.core) if stack else None
    return {
        "acknowledged": ack.acknowledged,
        "took_ms": ack.took_ms,
        "errors": errors or None,
        "view": None if errors or error else top,
        "error": error,
    }
