"""views.*: the modals and homes that the bot shows."""

from sandbox.payload import Payload, text
from sandbox.slack.arguments import needed
from sandbox.slack.errors import SlackError
from sandbox.slack.view import View
from sandbox.slack.workspace import Workspace


def open_view(slack: Workspace, given: Payload) -> Payload:
    """views.open."""
    (trigger_id,) = needed(given, "trigger_id")
    trigger = slack.passes.use_trigger(trigger_id)
    return _answer(slack, slack.views.open(trigger.user, given.get("view")))


def push_view(slack: Workspace, given: Payload) -> Payload:
    """views.push: only from a press inside a modal."""
    (trigger_id,) = needed(given, "trigger_id")
    trigger = slack.passes.use_trigger(trigger_id)
    return _answer(slack, slack.views.push(trigger.user, given.get("view")))


def update_view(slack: Workspace, given: Payload) -> Payload:
    """views.update."""
    id_ = text(given, "view_id") or text(given, "external_id")
    if not id_:
        raise SlackError("invalid_arguments")
    return _answer(slack, slack.views.update(id_, given.get("view"), text(given, "hash")))


def publish_view(slack: Workspace, given: Payload) -> Payload:
    """views.publish."""
    (user,) = needed(given, "user_id")
    if not slack.is_person(user):
        raise SlackError("user_not_found")
    return _answer(slack, slack.views.publish(user, given.get("view"), text(given, "hash")))


def _answer(slack: Workspace, view: View) -> Payload:
    return {"view": view.on_wire(slack.core)}
