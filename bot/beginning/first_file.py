"""`paidan init`: a first desk.yaml, from what the connected messengers tell."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.applying import read_file
from bot.beginning.slack import channels_of, people_of, team_of
from bot.settings import Settings
from bot.slack.calls import web_client
from cards.first_desk_file import CHINA, Seen, SeenChannel, first_desk_file, joined
from cards.words import words
from desk.languages import Language


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


async def look_around(settings: Settings, groups: Iterable[str], language: Language) -> Seen:
    """What the messengers tell; `groups` are DingTalk groups that the bot has met.

    Raises:
        CannotBegin: there is nobody to ask, or they refuse.
    """
    say = words(language).say
    if not settings.has_slack and not settings.has_dingtalk:
        raise CannotBegin(say("doctor.no_messenger"))
    async with aiohttp.ClientSession() as session:
        seen = await _seen(settings, session, groups, language)
    if not seen.people:
        raise CannotBegin(say("first.nobody"))
    return seen


async def _seen(
    settings: Settings, session: aiohttp.ClientSession, groups: Iterable[str], language: Language
) -> Seen:
    if not settings.has_slack:
        return Seen(CHINA, dingtalk_groups=tuple(SeenChannel(id_, "") for id_ in groups))
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
    return Seen(
        _usual(zones),
        slack=team,
        people=joined(people, ()),
        slack_channels=tuple(channels),
        dingtalk_groups=tuple(SeenChannel(id_, "") for id_ in groups),
    )


def _usual(zones: Iterable[str]) -> str:
    """The time zone that most have."""
    known = Counter(zone for zone in zones if zone in available_timezones())
    return known.most_common(1)[0][0] if known else CHINA
