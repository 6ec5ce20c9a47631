"""An event, read: a mention, a direct message, a message in a thread; all else is nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.slack.fields import Fields
from bot.slack.files import files_in
from bot.slack.inbound import Inbound, Origin, account, place
from bot.slack.reference import MessageReference
from bot.slack.text import decode, mentions, starts_with_mention, without_mention
from desk.events import Intake
from handlers.request import FileRef, Line, Request, ThreadReply

SPOKEN = frozenset({"", "file_share", "thread_broadcast"})
"""The subtypes in which a person says something; the others tell of edits, joins, other bots."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message that somebody wrote, its text not decoded yet; `root` is "" outside of threads."""

    team: str
    user: str
    channel: str
    ts: str
    root: str
    text: str
    is_mention: bool
    is_direct: bool
    files: tuple[FileRef, ...] = ()


def read_spoken(body: Fields, team: str, bot_user: str) -> Spoken | None:
    """The message in an event, if it is one that concerns the bot.

    A mention comes twice, as `app_mention` and as `message`: the first acts. In direct chats there
    is only the second. With files the first may be missing, so that either acts, as one delivery.
    """
    event = body.inside("event")
    text, files = event.text("text"), files_in(event)
    is_direct = event.text("channel_type") == "im" or event.text("channel").startswith("D")
    is_twin = bool(files) and not is_direct and mentions(text, bot_user)
    spoken = Spoken(
        team=installed_team(body) or team,
        user=event.text("user"),
        channel=event.text("channel"),
        ts=event.text("ts"),
        root=_root(event),
        text=text,
        is_mention=event.text("type") == "app_mention" or is_twin,
        is_direct=is_direct,
        files=files,
    )
    return spoken if _is_said(event, spoken) and _concerns(spoken, bot_user) else None


def read_event(spoken: Spoken, bot_user: str, names: Mapping[str, str]) -> Inbound:
    """What the message asks of the desk."""
    who = account(spoken.team, spoken.user)
    message = MessageReference(spoken.channel, spoken.ts).pack()
    root = MessageReference(spoken.channel, spoken.root).pack() if spoken.root else None
    request = Request(
        key=f"slack:{spoken.team}:{spoken.channel}:{spoken.ts}",
        who=who,
        who_name=names.get(spoken.user) or spoken.user,
        where=place(who, spoken.channel, root),
        at=datetime.fromtimestamp(float(spoken.ts), UTC),
        asked=_asked(spoken, message, bot_user, names),
    )
    thread = spoken.root or ("" if spoken.is_direct else spoken.ts)
    origin = Origin(spoken.user, spoken.channel, thread, in_thread=bool(spoken.root))
    return Inbound(request, origin)


def _asked(
    spoken: Spoken, message: str, bot_user: str, names: Mapping[str, str]
) -> Line | ThreadReply:
    text = decode(without_mention(spoken.text, bot_user), names)
    called = starts_with_mention(spoken.text, bot_user)
    if spoken.root and not (spoken.is_mention and called):
        return ThreadReply(text, message, spoken.files)
    intake = Intake.DIRECT if spoken.is_direct else Intake.MENTION
    return Line(text, intake, message, spoken.files)


def _is_said(event: Fields, spoken: Spoken) -> bool:
    by_person = bool(spoken.user) and not event.text("bot_id")
    has_name = bool(spoken.channel) and _is_ts(spoken.ts)
    says = bool(spoken.text or spoken.files)
    return by_person and has_name and says and event.text("subtype") in SPOKEN


def _concerns(spoken: Spoken, bot_user: str) -> bool:
    if spoken.is_mention:
        return not spoken.is_direct
    if spoken.is_direct:
        return True
    return bool(spoken.root) and not mentions(spoken.text, bot_user)


def installed_team(body: Fields) -> str:
    """Where the bot is installed.

    In a channel shared between workspaces, `team_id` may be the other one.
    """
    authorizations = body.rows("authorizations")
    installed = authorizations[0].text("team_id") if authorizations else ""
    return installed or body.text("team_id")


def _root(event: Fields) -> str:
    thread = event.text("thread_ts")
    return thread if _is_ts(thread) and thread != event.text("ts") else ""


def _is_ts(text: str) -> bool:
    seconds, dot, micros = text.partition(".")
    return bool(dot) and seconds.isdecimal() and micros.isdecimal()
