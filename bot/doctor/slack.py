"""Slack: the tokens, what the app is allowed, and whether the desk's channels are there."""

from collections.abc import AsyncIterator, Iterable, Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.clocks import clock_of
from bot.doctor.finding import Finding, fine, note, wrong
from bot.settings import Settings
from bot.slack.calls import web_client
from bot.slack.scopes import NEEDED, WANTED

SCOPES_HEADER = "x-oauth-scopes"
WHAT_TO_DO: Mapping[str, str] = {
    "invalid_auth": "token_invalid",
    "not_authed": "token_invalid",
    "token_revoked": "token_revoked",
    "token_expired": "token_revoked",
    "account_inactive": "token_revoked",
    "not_allowed_token_type": "token_swapped",
    "missing_scope": "connections_scope",
}
CHANNEL_PROBLEMS: Mapping[str, str] = {
    "channel_not_found": "channel_unknown",
    "missing_scope": "channels_not_looked_up",
}


async def slack_of(
    settings: Settings, session: aiohttp.ClientSession, channels: Iterable[tuple[str, str]]
) -> AsyncIterator[Finding]:
    """Look at it; `channels` are the desk's, as (group, id)."""
    async for finding in clock_of(session, "Slack", f"{settings.slack_api_url}api.test"):
        yield finding
    bot = web_client(
        session, settings.slack_api_url, settings.slack_bot_token.get_secret_value() or None
    )
    answer = await _asked(bot, "auth.test")
    if isinstance(answer, Finding):
        yield answer
        return
    yield fine("slack_bot", bot=str(answer.get("user")), team=str(answer.get("team")))
    for finding in _scopes(str(answer.get(SCOPES_HEADER, ""))):
        yield finding
    yield await _socket(settings, session)
    for group, channel in channels:
        yield await _channel(bot, group, channel)


def _scopes(granted_text: str) -> Iterable[Finding]:
    granted = {scope.strip() for scope in granted_text.split(",")}
    lacking = [(scope, why, wrong) for scope, why in NEEDED.items() if scope not in granted]
    lacking += [(scope, why, note) for scope, why in WANTED.items() if scope not in granted]
    for scope, why, weigh in lacking:
        yield weigh(f"scope.{why}", scope=scope)
    if not lacking:
        yield fine("slack_scopes", count=len(NEEDED) + len(WANTED))


async def _socket(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    token = settings.slack_app_token.get_secret_value()
    if not token:
        return wrong("missing", name="SLACK_APP_TOKEN")
    opened = await _asked(
        web_client(session, settings.slack_api_url, token), "apps.connections.open"
    )
    return opened if isinstance(opened, Finding) else fine("slack_socket")


async def _channel(bot: AsyncWebClient, group: str, channel: str) -> Finding:
    try:
        found = (await bot.conversations_info(channel=channel)).get("channel")
    except SlackApiError as refused:
        error = str(refused.response.get("error"))
        key = CHANNEL_PROBLEMS.get(error, "channel_unknown")
        weigh = note if error == "missing_scope" else wrong
        return weigh(key, group=group, channel=channel, why=error)
    except (aiohttp.ClientError, TimeoutError) as problem:
        return note("channels_not_looked_up", group=group, channel=channel, why=repr(problem))
    known = found if isinstance(found, dict) else {}
    name = str(known.get("name", channel))
    if known.get("is_archived"):
        return wrong("channel_archived", group=group, channel=name)
    if not known.get("is_member"):
        return note("channel_without_bot", group=group, channel=name)
    return fine("channel", group=group, channel=name)


async def _asked(client: AsyncWebClient, method: str) -> dict[str, object] | Finding:
    """An answer with its scopes, or what is wrong."""
    try:
        answer = await client.api_call(method)
    except SlackApiError as refused:
        error = str(refused.response.get("error"))
        return wrong(WHAT_TO_DO.get(error, "slack_refuses"), method=method, why=error)
    except (aiohttp.ClientError, TimeoutError) as problem:
        return wrong("unreachable", name="Slack", url=client.base_url, why=repr(problem))
    data = answer.data if isinstance(answer.data, dict) else {}
    return {**data, SCOPES_HEADER: answer.headers.get(SCOPES_HEADER, "")}
