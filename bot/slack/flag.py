"""An emoji on a message, read."""

from dataclasses import dataclass

from bot.slack.event import installed_team
from bot.slack.fields import Fields
from bot.slack.reference import MessageReference


@dataclass(frozen=True, slots=True)
class Flag:
    """Somebody marked a message with the emoji that makes tickets; its text is not known yet."""

    team: str
    user: str
    channel: str
    ts: str
    at: str

    @property
    def key(self) -> str:
        """The name of this delivery."""
        return f"slack:{self.team}:{self.channel}:{self.ts}:flag:{self.user}:{self.at}"


def read_flag(body: Fields, team: str, bot_user: str, emoji: str) -> Flag | None:
    """The mark in an event; None for other emoji, on files, by the bot or on its own messages."""
    event, item = body.inside("event"), body.inside("event", "item")
    flag = Flag(
        team=installed_team(body) or team,
        user=event.text("user"),
        channel=item.text("channel"),
        ts=item.text("ts"),
        at=event.text("event_ts"),
    )
    is_ours = event.text("type") == "reaction_added" and item.text("type") == "message"
    # A skin tone is written behind the name.
    meant = event.text("reaction").partition("::")[0] == emoji
    by_person = flag.user not in {"", bot_user} and event.text("item_user") != bot_user
    whole = MessageReference(flag.channel, flag.ts).is_whole
    return flag if is_ours and meant and by_person and whole else None
