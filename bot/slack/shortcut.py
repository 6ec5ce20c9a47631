"""A shortcut, read: on a message, or on none."""

from dataclasses import dataclass

from bot.slack.fields import Fields
from bot.slack.source import Meant

FROM_MESSAGE = "ticket_from_message"
NEW_TICKET = "new_ticket"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Who ran it, with what opens a view for them; `message` for the one on a message."""

    team: str
    user: str
    username: str
    trigger: str
    message: Meant | None = None

    @property
    def key(self) -> str:
        """The name of this delivery."""
        return f"slack:{self.team}:{self.trigger}"


def read_shortcut(body: Fields, team: str) -> Shortcut | None:
    """One of the desk's two shortcuts."""
    name, user = body.text("callback_id"), body.text("user", "id")
    if name not in {FROM_MESSAGE, NEW_TICKET} or not user:
        return None
    on_message = body.text("type") == "message_action"
    data = body.inside("message")
    message = Meant(body.text("channel", "id"), data.text("ts") or body.text("message_ts"), data)
    return Shortcut(
        team=body.text("team", "id") or team,
        user=user,
        username=body.text("user", "username"),
        trigger=body.text("trigger_id"),
        message=message if on_message and name == FROM_MESSAGE else None,
    )
