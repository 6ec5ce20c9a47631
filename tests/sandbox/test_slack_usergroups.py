"""User groups of the pretend Slack, through the vendor's own client."""

import re
from pathlib import Path

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Hand, Json, SandboxProcess, eventually, running_sandbox

ON_CALL = "S0ITONCALL"
GROUPS = "/control/slack/usergroups"


def client_of(address: str) -> AsyncWebClient:
    """The bot's client."""
    return AsyncWebClient(token="xoxb-sandbox", base_url=f"{address}/api/")


async def refused(client: AsyncWebClient, **given: str) -> str:
    """The error of an update that is refused."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("usergroups.users.update", params=given)
    return str(caught.value.response["error"])


@pytest.mark.asyncio
async def test_the_bot_reads_and_changes_who_is_on_call(sandbox: SandboxProcess) -> None:
    """Its handle is found, its members are listed, and an update replaces them all."""
    client = client_of(sandbox.url)
    groups: Json = (await client.usergroups_list(include_users=True))["usergroups"]
    found = {group["handle"]: group for group in groups}
    assert found["it-oncall"]["id"] == ON_CALL
    assert found["it-oncall"]["users"] == ["U0BO"]
    assert "user_count" not in found["it-oncall"]

    told: Json = await client.usergroups_users_update(
        usergroup=ON_CALL, users=["U0LEA", "U0BO"], include_count=True
    )
    assert told["usergroup"]["users"] == ["U0LEA", "U0BO"]
    assert told["usergroup"]["user_count"] == 2
    assert (await client.usergroups_users_list(usergroup=ON_CALL))["users"] == ["U0LEA", "U0BO"]
    bare: Json = (await client.usergroups_list())["usergroups"]
    assert "users" not in bare[0]


@pytest.mark.asyncio
async def test_updates_are_refused_as_slack_refuses_them(sandbox: SandboxProcess) -> None:
    """An unknown group, nobody, strangers and the bot itself; the group stays as it was."""
    client = client_of(sandbox.url)
    assert await refused(client, usergroup="S0NONE", users="U0BO") == "no_such_subteam"
    assert await refused(client, usergroup=ON_CALL, users="") == "no_users_provided"
    assert await refused(client, usergroup=ON_CALL) == "no_users_provided"
    assert await refused(client, usergroup=ON_CALL, users="U0BO,U0NOBODY") == "invalid_users"
    assert await refused(client, usergroup=ON_CALL, users="U0PAIDAN") == "invalid_users"
    assert await refused(client, users="U0BO") == "invalid_arguments"
    assert (await client.usergroups_users_list(usergroup=ON_CALL))["users"] == ["U0BO"]
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        await client.usergroups_users_list(usergroup="S0NONE")


@pytest.mark.asyncio
async def test_without_the_scope_nothing_is_written(tmp_path: Path) -> None:
    """An app that may only read learns which scope it lacks."""
    with running_sandbox(tmp_path, "--slack-scopes", "usergroups:read,users:read") as started:
        client = client_of(started.url)
        listed: Json = await client.usergroups_list()
        with pytest.raises(SlackApiError) as caught:
            await client.usergroups_users_update(usergroup=ON_CALL, users="U0LEA")
        with pytest.raises(SlackApiError, match="missing_scope"):
            await client.usergroups_create(name="Others")
    assert listed.headers["x-oauth-scopes"] == "usergroups:read,users:read"
    answer = caught.value.response
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "usergroups:write"
    assert answer["provided"] == "usergroups:read,users:read"


@pytest.mark.asyncio
async def test_a_new_group_has_a_name_and_a_handle_of_its_own(sandbox: SandboxProcess) -> None:
    """Nobody is in it yet; a second of the same name or handle is refused."""
    client = client_of(sandbox.url)
    made: Json = (await client.usergroups_create(name="Warehouse", handle="wh-oncall"))["usergroup"]
    assert (made["handle"], made["users"]) == ("wh-oncall", [])
    assert made["id"].startswith("S")
    for name, handle, error in (
        ("Warehouse", "other", "name_already_exists"),
        ("Other", "it-oncall", "handle_already_exists"),
        ("Other", "frontline", "handle_already_exists"),
    ):
        with pytest.raises(SlackApiError, match=error):
            await client.usergroups_create(name=name, handle=handle)


@pytest.mark.asyncio
async def test_groups_survive_a_restart_and_a_reset_brings_the_first_back(tmp_path: Path) -> None:
    """What was changed is there again after a stop, until everything is forgotten."""
    with running_sandbox(tmp_path) as started:
        client = client_of(started.url)
        await client.usergroups_users_update(usergroup=ON_CALL, users="U0LEA")
        await client.usergroups_create(name="Others", handle="others")
    with running_sandbox(tmp_path) as started:
        client = client_of(started.url)
        assert (await client.usergroups_users_list(usergroup=ON_CALL))["users"] == ["U0LEA"]
        kept: Json = (await client.usergroups_list())["usergroups"]
        assert [group["handle"] for group in kept] == ["it-oncall", "others"]
        async with aiohttp.ClientSession() as http:
            hand = Hand(started.url, http)
            await hand.post("/control/reset")
            assert [group["members"] for group in await hand.get(GROUPS)] == [["U0BO"]]


@pytest.mark.asyncio
async def test_an_administrator_sets_a_group_and_the_bot_hears_of_it(
    hand: Hand, bolt: AsyncApp
) -> None:
    """Both events of Slack's come: the group as it is now, and who came and went."""
    heard: list[Json] = []

    async def hear(event: Json) -> None:
        heard.append(event)

    bolt.event(re.compile("subteam_.*"))(hear)
    given = {"messenger": "slack", "do": "set_usergroup", "id": ON_CALL}
    told = await hand.post("/control/admin", 200, **given, members=["U0LEA"])
    assert told == {
        "id": ON_CALL,
        "handle": "it-oncall",
        "name": "IT on call",
        "members": ["U0LEA"],
    }
    assert await hand.get(GROUPS) == [told]

    async def both() -> bool:
        return len(heard) == 2

    await eventually(both)
    events = {event["type"]: event for event in heard}
    assert events["subteam_updated"]["subteam"]["users"] == ["U0LEA"]
    assert events["subteam_members_changed"]["added_users"] == ["U0LEA"]
    assert events["subteam_members_changed"]["removed_users"] == ["U0BO"]

    wrongs: list[Json] = [{"id": "S0NONE", "members": ["U0BO"]}, {"members": ["U0BO"]}, {}]
    for wrong in wrongs:
        await hand.post("/control/admin", 400, **{**given, "id": "", **wrong})
    await hand.post("/control/admin", 400, **given, members=["nobody"])


@pytest.mark.asyncio
async def test_a_handle_that_somebody_types_is_a_mention(hand: Hand) -> None:
    """Slack turns it into the group's id; what only looks like one stays as it was."""
    place = {"user": "U0ANA", "channel": "C0FRONT"}
    words = "@it-oncall please, or @Bo-like people, not @it-nobody"
    await hand.post("/control/slack/message", 200, **place, text=words)
    said = (await hand.messages("C0FRONT"))[-1]["text"]
    assert said == "<!subteam^S0ITONCALL> please, or <@U0BO>-like people, not @it-nobody"
