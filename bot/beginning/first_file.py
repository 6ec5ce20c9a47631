"""`paidan init`: a first desk.yaml, from what the connected messengers tell."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import available_timezones

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.applying import read_file
from bot.beginning.slack import channels_of, people_of, team_of
from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.far_end import far_end_of
from bot.dingtalk.people import DingTalkPeople
from bot.settings import Settings
from bot.slack.calls import web_client
from cards.first_desk_file import (
    CHINA,
    Seen,
    SeenChannel,
    SeenPerson,
    first_desk_file,
    joined,
)
from cards.words import words
from desk.address import ConversationAddress, ConversationKind, MessengerName
from desk.errors import Busy, Gone, Unsure
from desk.languages import Language
from desk.rolls import ListSource

ROOT = "1"
"""DingTalk's department that all others are below."""


class CannotBegin(Exception):
    """There is nobody to ask, or they refuse; the text says so."""


def must_not_exist(path: Path, language: Language) -> None:
    """Nobody's file is written over.

    Raises:
        CannotBegin: it is there.
    """
    if path.exists():
        raise CannotBegin(words(language).say("first.exists", file=str(path)))


def write_first_file(path: Path, seen: Seen, language: Language) -> None:
    """Write it, and read it back as `apply` would."""
    path.write_text(first_desk_file(seen, language), encoding="utf-8")
    read_file(path, language)


async def look_around(
    settings: Settings, met: Sequence[ConversationAddress], language: Language
) -> Seen:
    """What the messengers tell; `met` are DingTalk's conversations that the bot has met.

    Raises:
        CannotBegin: there is nobody to ask, or they refuse.
    """
    say = words(language).say
    if not settings.has_slack and not settings.has_dingtalk:
        raise CannotBegin(say("doctor.no_messenger"))
    if not settings.has_slack and not met:
        raise CannotBegin(say("first.write_first"))
    async with aiohttp.ClientSession() as session:
        seen = Seen(CHINA)
        if settings.has_slack:
            seen = await _in_slack(settings, session, language)
        if settings.has_dingtalk and met:
            seen = await _in_dingtalk(seen, settings, session, met, language)
    if not seen.people:
        raise CannotBegin(say("first.nobody"))
    return seen


async def _in_slack(settings: Settings, session: aiohttp.ClientSession, language: Language) -> Seen:
    token = settings.slack_bot_token.get_secret_value()
    client = web_client(session, settings.slack_api_url, token)
    try:
        team = await team_of(client)
        people, zones = await people_of(client)
        channels = await channels_of(client)
    except SlackApiError as refused:
        error = str(refused.response.get("error"))
        raise CannotBegin(words(language).say("first.slack_refuses", why=error)) from refused
    except (aiohttp.ClientError, TimeoutError) as problem:
        why = {"name": "Slack", "url": settings.slack_api_url, "why": type(problem).__name__}
        raise CannotBegin(words(language).say("doctor.unreachable", **why)) from problem
    return Seen(_usual(zones), slack=team, people=tuple(people), slack_channels=tuple(channels))


async def _in_dingtalk(
    seen: Seen,
    settings: Settings,
    session: aiohttp.ClientSession,
    met: Sequence[ConversationAddress],
    language: Language,
) -> Seen:
    """The organisation's people; which one it is only messages from it tell."""
    everybody = ListSource(MessengerName.DINGTALK, met[0].tenant, ROOT, deep=True)
    reader = DingTalkPeople(DingTalkClient(session, far_end_of(settings)))
    try:
        names = await reader.people_on(everybody)
    except (Busy, Gone, Unsure) as problem:
        why = words(language).say("first.dingtalk_refuses", why=str(problem))
        raise CannotBegin(why) from problem
    theirs = [SeenPerson(name or id_, dingtalk=id_) for id_, name in names.items()]
    groups = [one for one in met if one.kind is ConversationKind.GROUP]
    return replace(
        seen,
        dingtalk=met[0].tenant,
        people=joined(seen.people, theirs),
        dingtalk_groups=tuple(SeenChannel(group.id, "") for group in groups),
    )


def _usual(zones: Iterable[str]) -> str:
    """The time zone that most have."""
    known = Counter(zone for zone in zones if zone in available_timezones())
    return known.most_common(1)[0][0] if known else CHINA
