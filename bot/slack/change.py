"""An edited or deleted message, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.slack.event import installed_team
from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, account, place
from bot.slack.reference import MessageReference
from bot.slack.text import decode, without_mention
from handlers.request import Request, SourceChanged

TOMBSTONE = "tombstone"
"""What Slack leaves of a deleted message that has answers; it comes as an edit."""


@dataclass(frozen=True, slots=True)
class ChangedMessage:
    """What became of a message; `text` is None if it is gone, else not decoded yet."""

    team: str
    user: str
    channel: str
    ts: str
    text: str | None
    key: str


def read_change(body: Fields, team: str, bot_user: str) -> ChangedMessage | None:
    """The change in an event, if it is one of a person's words.

    Slack tells of many more: links that were unfolded, answers that were counted, the bot's own
    cards.
    """
    event = body.inside("event")
    deleted = event.text("subtype") == "message_deleted"
    if event.text("subtype") not in {"message_changed", "message_deleted"}:
        return None
    now, before = event.inside("message"), event.inside("previous_message")
    deleted = deleted or now.text("subtype") == TOMBSTONE
    ts = event.text("deleted_ts") or now.text("ts") or before.text("ts")
    user = now.text("edited", "user") or now.text("user") or before.text("user")
    if deleted:
        user = before.text("user")
    same = not deleted and now.text("text") == before.text("text")
    whole = MessageReference(event.text("channel"), ts).is_whole
    own = bot_user in {user, before.text("user"), now.text("user")}
    if own or same or not user or not whole:
        return None
    team = installed_team(body) or team
    delivery = body.text("event_id") or f"{ts}:{event.text('event_ts') or event.text('ts')}"
    return ChangedMessage(
        team=team,
        user=user,
        channel=event.text("channel"),
        ts=ts,
        text=None if deleted else now.text("text"),
        key=f"slack:{team}:{event.text('channel')}:change:{delivery}",
    )


def change_request(
    change: ChangedMessage, bot_user: str, names: Mapping[str, str], now: datetime
) -> Inbound:
    """What the desk is told of it."""
    who = account(change.team, change.user)
    text = change.text
    if text is not None:
        text = decode(without_mention(text, bot_user), names)
    request = Request(
        key=change.key,
        who=who,
        who_name=names.get(change.user) or change.user,
        where=place(who, change.channel),
        at=now,
        asked=SourceChanged(MessageReference(change.channel, change.ts).pack(), text),
    )
    return Inbound(request, Origin(change.user))
