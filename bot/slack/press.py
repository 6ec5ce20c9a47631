"""A pressed button or a chosen option, read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, Window, account, place
from bot.slack.reference import MessageReference
from cards.card import Press
from cards.home import SHOW
from desk.moves import Action
from handlers.request import Pressed, Request


def read_press(body: Fields, team: str, names: Mapping[str, str], now: datetime) -> Inbound | None:
    """What was pressed; None for what carries nothing, such as a link or a field of a form."""
    actions = body.rows("actions")
    carried = _carried(actions[0]) if actions else ""
    if not carried:
        return None
    action, user = actions[0], body.text("user", "id")
    team = body.text("team", "id") or team
    who = account(team, user)
    origin = _origin(body, user)
    where = body.text("container", "message_ts") or body.text("view", "id")
    pressed_at = action.text("action_ts")
    request = Request(
        key=f"slack:{team}:{user}:{where}:{action.text('action_id')}:{pressed_at}",
        who=who,
        who_name=names.get(user) or body.text("user", "username") or user,
        where=place(who, origin.channel, _thread(origin)),
        at=_at(pressed_at, now),
        asked=Pressed(carried),
    )
    return Inbound(request, origin)


def shows_again(inbound: Inbound) -> Request | None:
    """Where a ticket stands in a window, a move changes nothing before whoever made it: so it is
    asked for once more. None for presses elsewhere, or on something else."""
    asked = inbound.request.asked
    if inbound.origin.window is None or not isinstance(asked, Pressed):
        return None
    press = Press.unpack(asked.press)
    if press.name not in set(Action):
        return None
    shown = Pressed(Press(SHOW, press.subject).pack())
    return replace(inbound.request, key=f"{inbound.request.key}:shown", asked=shown)


def _carried(action: Fields) -> str:
    return action.text("value") or action.text("selected_option", "value")


def _origin(body: Fields, user: str) -> Origin:
    channel = body.text("channel", "id") or body.text("container", "channel_id")
    own_ts = body.text("container", "message_ts")
    thread = body.text("container", "thread_ts") or body.text("message", "thread_ts")
    thread = "" if thread == own_ts else thread
    at_home = body.text("view", "type") == "home"
    view = Window(body.text("view", "id"), body.text("view", "hash"))
    return Origin(
        user=user,
        channel=channel,
        thread=thread,
        in_thread=bool(thread),
        trigger=body.text("trigger_id"),
        response_url=body.text("response_url"),
        window=view if view.id and not at_home else None,
        says_in_window=at_home,
    )


def _thread(origin: Origin) -> str | None:
    return MessageReference(origin.channel, origin.thread).pack() if origin.thread else None


def _at(action_ts: str, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(action_ts), UTC)
    except ValueError:
        return now
