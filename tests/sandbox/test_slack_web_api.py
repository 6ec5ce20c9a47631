"""Slack's Web API: its encodings, refusals and limits."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Hand, Json, SandboxProcess

TOKEN = {"Authorization": "Bearer xoxb-sandbox"}


def section(words: str, **more: object) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}, **more}


@pytest.mark.asyncio
async def test_every_encoding_is_understood(hand: Hand) -> None:
    """JSON body, form body, query on an empty POST, query on a GET."""
    address = f"{hand.url}/api/chat.postMessage"
    blocks = '[{"type":"divider"}]'
    given = {"channel": "C0FRONT", "text": "hi", "blocks": blocks, "team_id": "T0PAIDAN"}
    calls = [
        hand.http.post(address, json=given, headers=TOKEN),
        hand.http.post(address, data=given, headers=TOKEN),
        hand.http.post(address, params=given, headers=TOKEN),
        hand.http.get(address, params=given, headers=TOKEN),
    ]
    for call in calls:
        async with call as answer:
            told = await answer.json()
            assert told["ok"], told
            assert told["message"]["blocks"][0]["type"] == "divider"
    assert len(await hand.messages("C0FRONT")) == 4


@pytest.mark.asyncio
async def test_the_sdk_can_read_the_workspace(sandbox: SandboxProcess) -> None:
    """The vendor's client reads who and what there is."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/api/")
    assert (await client.auth_test())["user_id"] == "U0PAIDAN"
    channels: Json = (await client.conversations_list(limit=2))["channels"]
    assert [channel["id"] for channel in channels] == ["C0FRONT", "C0ITSUP"]
    more = await client.conversations_list(limit=2, cursor="2")
    assert more["response_metadata"] == {"next_cursor": ""}
    user: Json = (await client.users_lookupByEmail(email="ana@paidan-demo.example"))["user"]
    assert user["id"] == "U0ANA"
    opened: Json = (await client.conversations_open(users=["U0ANA"]))["channel"]
    assert opened["id"] == "D0ANA"
    metadata = {"event_type": "ticket", "event_payload": {"number": 1042}}
    await client.chat_postMessage(channel="U0ANA", text="x", metadata=metadata)
    history = await client.conversations_history(channel="D0ANA", include_all_metadata=True)
    messages: Json = history["messages"]
    assert messages[0]["metadata"] == metadata


@pytest.mark.asyncio
async def test_only_the_right_token_passes(hand: Hand) -> None:
    """No token, a foreign one and the wrong kind are told apart."""
    errors = []
    for headers in (
        {},
        {"Authorization": "Bearer xoxb-no"},
        {"Authorization": "Bearer xapp-sandbox"},
    ):
        async with hand.http.post(f"{hand.url}/api/auth.test", headers=headers) as answer:
            errors.append((await answer.json())["error"])
    assert errors == ["not_authed", "invalid_auth", "not_allowed_token_type"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("block", "finding"),
    [
        (
            section("x" * 3001),
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
        ({"type": "carousel"}, "unsupported type: carousel [json-pointer:/blocks/0/type]"),
        (
            {"type": "actions", "elements": []},
            "no less than 1 items required [json-pointer:/blocks/0/elements]",
        ),
        (
            section("x", accessory={"type": "button", "text": {"type": "mrkdwn", "text": "x"}}),
            "unsupported type of text: mrkdwn [json-pointer:/blocks/0/accessory/text/type]",
        ),
    ],
)
async def test_blocks_are_refused_with_a_pointer(
    hand: Hand, block: dict[str, Any], finding: str
) -> None:
    """What breaks a rule of Block Kit is named, with its place."""
    answer = await hand.call("chat.postMessage", channel="C0FRONT", text="x", blocks=[block])
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [finding]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {finding}"]
    assert await hand.broken_rules() == ["invalid_blocks"]


@pytest.mark.asyncio
async def test_messages_have_limits(hand: Hand) -> None:
    """Too many blocks, too much text, the same id twice, nothing at all."""

    async def error(**given: Any) -> str:
        answer = await hand.call("chat.postMessage", channel="C0FRONT", **given)
        return str(answer["error"])

    assert await error() == "no_text"
    assert await error(text="x" * 40_001) == "msg_too_long"
    assert await error(text="x", blocks=[{"type": "divider"}] * 51) == "invalid_blocks"
    assert await error(text="x", blocks=[section("x" * 2900)] * 5) == "msg_blocks_too_long"
    assert await error(text="x", blocks=[section("x", block_id="a")] * 2) == "invalid_blocks"
    assert (await hand.call("chat.postMessage", channel="C0NO", text="x"))["error"] == (
        "channel_not_found"
    )


@pytest.mark.asyncio
async def test_views_have_limits_and_hashes(hand: Hand) -> None:
    """A long title is refused; an old hash conflicts."""
    home: dict[str, Any] = {
        "type": "home",
        "blocks": [section("x")],
        "private_metadata": "x" * 3001,
    }
    refused = await hand.call("views.publish", user_id="U0ANA", view=home)
    assert refused["error"] == "invalid_arguments"
    assert "[json-pointer:/view/private_metadata]" in refused["response_metadata"]["messages"][0]
    home["private_metadata"] = ""
    first = (await hand.call("views.publish", user_id="U0ANA", view=home))["view"]
    second = await hand.call("views.publish", user_id="U0ANA", view=home, hash=first["hash"])
    assert second["ok"]
    third = await hand.call("views.publish", user_id="U0ANA", view=home, hash=first["hash"])
    assert third["error"] == "hash_conflict"


@pytest.mark.asyncio
async def test_message_a_second_and_channel(hand: Hand) -> None:
    """A burst passes, the next is 429 with Retry-After; other channels are free."""
    await hand.post("/control/limits", on=True)
    for _ in range(5):
        await hand.call("chat.postMessage", channel="C0FRONT", text="x")
    address = f"{hand.url}/api/chat.postMessage"
    given = {"channel": "C0FRONT", "text": "x"}
    async with hand.http.post(address, json=given, headers=TOKEN) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "1"
        assert (await answer.json())["error"] == "ratelimited"
    await hand.call("chat.postMessage", channel="C0ITSUP", text="x")
    assert await hand.broken_rules() == ["ratelimited"]
    await hand.post("/control/limits", on=False)
    await hand.call("chat.postMessage", channel="C0FRONT", text="x")


@pytest.mark.asyncio
async def test_ephemeral_is_seen_by_one(hand: Hand) -> None:
    """An ephemeral message is nobody else's, in no history, and cannot be updated."""
    told = await hand.call("chat.postEphemeral", channel="C0FRONT", user="U0ANA", text="psst")
    ts = told["message_ts"]
    (seen,) = await hand.messages("C0FRONT", **{"as": "U0ANA"})
    assert (seen["ts"], seen["ephemeral"]) == (ts, True)
    assert await hand.messages("C0FRONT", **{"as": "U0BO"}) == []
    assert (await hand.call("conversations.history", channel="C0FRONT"))["messages"] == []
    update = await hand.call("chat.update", channel="C0FRONT", ts=ts, text="x")
    assert update["error"] == "message_not_found"
    foreign = await hand.call("chat.postEphemeral", channel="C0ITSUP", user="U0ANA", text="x")
    assert foreign["error"] == "user_not_in_channel"


@pytest.mark.asyncio
async def test_pings_are_noticed(hand: Hand) -> None:
    """Control sequences that ping everybody are recorded; escaped and plain ones are not."""
    await hand.call(
        "chat.postMessage", channel="C0FRONT", text="x", blocks=[section("<!channel> x")]
    )
    await hand.call("chat.postMessage", channel="C0FRONT", text="&lt;!here&gt;")
    header = {"type": "header", "text": {"type": "plain_text", "text": "<!everyone>"}}
    await hand.call("chat.postMessage", channel="C0FRONT", text="x", blocks=[header])
    assert [one["pings"] for one in await hand.messages("C0FRONT")] == [["channel"], [], []]
