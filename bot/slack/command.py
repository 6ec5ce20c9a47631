"""A slash command, read."""

from collections.abc import Mapping
from datetime import datetime

from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, account, place
from bot.slack.text import decode
from desk.ticket import Intake
from handlers.request import Line, Request


def read_command(body: Fields, team: str, names: Mapping[str, str], now: datetime) -> Inbound:
    """What somebody typed after the command, whatever the command is called."""
    team = body.text("team_id") or team
    user, channel, trigger = body.text("user_id"), body.text("channel_id"), body.text("trigger_id")
    who = account(team, user)
    request = Request(
        key=f"slack:{team}:{trigger}",
        who=who,
        who_name=names.get(user) or body.text("user_name") or user,
        where=place(who, channel),
        at=now,
        asked=Line(decode(body.text("text"), names).strip(), Intake.COMMAND),
    )
    url = body.text("response_url")
    return Inbound(request, Origin(user, channel, trigger=trigger, response_url=url))
