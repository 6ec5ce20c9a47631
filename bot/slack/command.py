"""A slash command, read."""

from collections.abc import Mapping
from datetime import datetime

from bot.slack.fields import Fields
from bot.slack.inbound import Inbound, Origin, account, place
from bot.slack.text import decode
from desk.events import Intake
from handlers.request import Line, Request

SPOKEN_FOR = frozenset({"/duty"})
"""Commands that say what the line is about: they are part of it. Any other is for tickets."""


def read_command(body: Fields, team: str, names: Mapping[str, str], now: datetime) -> Inbound:
    """What somebody typed after the command; a ticket's may be called anything."""
    team = body.text("team_id") or team
    user, channel, trigger = body.text("user_id"), body.text("channel_id"), body.text("trigger_id")
    who = account(team, user)
    line = decode(body.text("text"), names).strip()
    command = body.text("command")
    if command in SPOKEN_FOR:
        line = f"{command} {line}".strip()
    request = Request(
        key=f"slack:{team}:{trigger}",
        who=who,
        who_name=names.get(user) or body.text("user_name") or user,
        where=place(who, channel),
        at=now,
        asked=Line(line, Intake.COMMAND),
    )
    url = body.text("response_url")
    return Inbound(request, Origin(user, channel, trigger=trigger, response_url=url))
