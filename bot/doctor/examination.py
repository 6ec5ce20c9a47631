"""`paidan doctor`: everything that is looked at, in the order in which it is put right."""

from collections.abc import AsyncIterator

import aiohttp

from bot.doctor.dingtalk import dingtalk_of
from bot.doctor.finding import Finding, Weight, note
from bot.doctor.own import database_of, settings_of
from bot.doctor.slack import slack_of
from bot.settings import Settings
from desk.address import MessengerName
from storage.database import DatabaseProblem
from storage.store import Store


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything; each finding comes when it is there."""
    async for finding in settings_of(settings):
        yield finding
    database_is_there = True
    async for finding in database_of(settings):
        database_is_there = database_is_there and finding.key in {"database", "clock", "desk"}
        yield finding
    channels: list[tuple[str, str]] = []
    if database_is_there:
        try:
            channels = await _slack_channels(settings)
        except DatabaseProblem as problem:
            yield Finding(Weight.WRONG, "no_database", {"why": str(problem) or repr(problem)})
    async with aiohttp.ClientSession() as session:
        if settings.has_slack:
            async for finding in slack_of(settings, session, channels):
                yield finding
        else:
            yield note("not_connected", name="Slack")
        if settings.has_dingtalk:
            async for finding in dingtalk_of(settings, session):
                yield finding
        else:
            yield note("not_connected", name="DingTalk")


async def _slack_channels(settings: Settings) -> list[tuple[str, str]]:
    """The channels that desk.yaml names, by the key of their group."""
    secret = settings.paidan_secret.get_secret_value()
    if not secret:
        return []
    store = await Store.opened(settings.database, secret, alone=False)
    try:
        return [
            (group.key, channel.conversation.id)
            for group in store.desk.groups.values()
            for channel in group.channels
            if channel.conversation.messenger is MessengerName.SLACK
        ]
    finally:
        await store.close()
