"""What Slack knows that a first desk.yaml can be made of."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from cards.first_desk_file import SeenChannel, SeenPerson

PAGE = 200
MOST_PAGES = 50
SLACKBOT = "USLACKBOT"


async def team_of(client: AsyncWebClient) -> str:
    """The workspace's id."""
    return str((await client.auth_test()).get("team_id", ""))


async def people_of(client: AsyncWebClient) -> tuple[list[SeenPerson], list[str]]:
    """Everybody who works there (no bots, nobody who left, no guests), and their time zones."""
    people: list[SeenPerson] = []
    zones: list[str] = []
    async for user in _all(client, "users.list", "members", {}):
        odd = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        if user.get("id") == SLACKBOT or any(user.get(flag) for flag in odd):
            continue
        profile = user.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or user.get("name", "")
        people.append(
            SeenPerson(str(name), slack=str(user["id"]), email=str(profile.get("email") or ""))
        )
        zones.append(str(user.get("tz") or ""))
    return people, zones


async def channels_of(client: AsyncWebClient) -> list[SeenChannel]:
    """The channels that the bot is in, with whoever else is."""
    wanted = {"types": "public_channel,private_channel", "exclude_archived": "true"}
    own = [
        one
        async for one in _all(client, "conversations.list", "channels", wanted)
        if one.get("is_member")
    ]
    found: list[SeenChannel] = []
    for one in own:
        channel = {"channel": str(one["id"])}
        people = [
            person async for person in _all(client, "conversations.members", "members", channel)
        ]
        found.append(SeenChannel(str(one["id"]), str(one.get("name", "")), tuple(people)))
    return found


async def _all(
    client: AsyncWebClient, method: str, what: str, asked: Mapping[str, str]
) -> AsyncIterator[Any]:
    """Each item of every page; Slack's JSON, as the SDK types it."""
    cursor = ""
    for _ in range(MOST_PAGES):
        params = {**asked, "limit": str(PAGE), "cursor": cursor}
        answer = await client.api_call(method, http_verb="GET", params=params)
        items: Sequence[Any] = answer.get(what) or ()
        for item in items:
            yield item
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
