"""The bot was invited into a channel, read."""

from datetime import datetime

from bot.slack.event import installed_team
from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, account, place
from handlers.request import LetIn, Request


def read_joined(body: Fields, team: str, bot_user: str, now: datetime) -> Inbound | None:
    """Into which channel; None if somebody else came."""
    event = body.inside("event")
    channel = event.text("channel")
    is_bot = event.text("type") == "member_joined_channel" and event.text("user") == bot_user
    if not is_bot or not channel:
        return None
    team = installed_team(body) or team
    who = account(team, event.text("inviter") or bot_user)
    delivery = body.text("event_id") or event.text("event_ts")
    request = Request(
        key=f"slack:{team}:{channel}:joined:{delivery}",
        who=who,
        who_name=who.id,
        where=place(who, channel),
        at=now,
        asked=LetIn(),
    )
    return Inbound(request, Origin(who.id))
