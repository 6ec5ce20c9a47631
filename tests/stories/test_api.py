"""A program beside the people: what it reports stands on their cards, what they do it reads."""

import json
import re
from collections.abc import Mapping

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town

pytestmark = pytest.mark.asyncio


def token_for(town: Town, name: str) -> str:
    """What a new token shows; an operator makes it while the bot runs."""
    scopes = ("--scope", "tickets:read", "--scope", "tickets:write")
    made = town.bot.command("token", "create", name, *scopes, "--group", "it-support")
    assert made.returncode == 0, made.stderr
    found = re.search(r"^pdn_\S+$", made.stdout, re.MULTILINE)
    assert found, made.stdout
    return found[0]


async def call(
    town: Town,
    token: str,
    path: str,
    status: int,
    said: Mapping[str, str] | None = None,
    **more: str,
) -> Json:
    """Ask the API; `said` makes it a POST."""
    headers = {"Authorization": f"Bearer {token}", **more}
    if said is not None:
        headers["Content-Type"] = "application/json"
    data = None if said is None else json.dumps(said).encode()
    method, url = "GET" if said is None else "POST", f"{town.bot.url}/api/v1{path}"
    async with town.hand.http.request(method, url, data=data, headers=headers) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json(content_type=None)


async def test_what_a_program_reports_is_worked_on_in_chat(town: Town) -> None:
    """Its card is in Slack and in DingTalk, Bo takes it by button, and the program reads that."""
    token = token_for(town, "shop")
    said = {"title": "till 4 is dead", "priority": "high"}
    ticket = await call(town, token, "/tickets", 201, said)
    number = ticket["number"]
    assert ticket["promises"][0]["due"]
    card = await town.on_call.slack.card_of(number, "New")
    assert "shop" in card.words
    await town.on_call.dingtalk.card_of(number, "新建")
    await town.on_call.slack.press(card, "Acknowledge")
    await town.on_call.dingtalk.card_of(number, "已受理")

    async def taken() -> Json | None:
        seen = await call(town, token, f"/tickets/{number}", 200)
        return seen if seen["status"] == "acknowledged" else None

    seen = await eventually(taken)
    assert seen["assignee"]["key"] == "wang"
    said = {"text": "the customer waits", "visibility": "internal"}
    await call(town, token, f"/tickets/{number}/comments", 201, said)
    await town.on_call.slack.reads("the customer waits", card.channel)
    said = {"move": "resolve", "text": "it works again"}
    await call(town, token, f"/tickets/{number}/moves", 200, said)
    await town.on_call.slack.card_of(number, "Resolved")
    events = (await call(town, token, f"/tickets/{number}/events", 200))["events"]
    assert [one["action"] for one in events] == ["open", "acknowledge", "comment", "resolve"]
    assert [one["by"]["name"] for one in events][2:] == ["shop", "shop"]


async def test_the_same_key_has_one_effect_also_across_a_crash(town: Town) -> None:
    """The answer to a request that was sent again after kill -9 is the one that was lost."""
    token = token_for(town, "till")
    key, said = {"Idempotency-Key": "till-4-1"}, {"title": "receipt paper is out"}
    first = await call(town, token, "/tickets", 201, said, **key)
    town.bot.kill()
    await town.restart_bot()
    assert await call(town, token, "/tickets", 201, said, **key) == first
    await call(town, token, "/tickets", 422, {"title": "something else"}, **key)
    listed = await call(town, token, "/tickets?limit=200", 200)
    titles = [one["title"] for one in listed["tickets"]]
    assert titles.count("receipt paper is out") == 1


async def test_a_revoked_token_opens_nothing_from_then_on(town: Town) -> None:
    """The running bot knows at once; neither its log nor the list of tokens tells a secret."""
    token = token_for(town, "old")
    await call(town, token, "/tickets", 200)
    listed = town.bot.command("token", "list")
    assert re.search(r"old +api +in force .* last used: 20", listed.stdout), listed.stdout
    assert town.bot.command("token", "revoke", "old").returncode == 0
    await call(town, token, "/tickets", 401)
    assert town.bot.command("token", "revoke", "old").returncode == 1
    secret = token.split("_", 2)[2]
    assert secret not in town.bot.log
    assert secret not in town.bot.command("token", "list").stdout
