"""Events reach a real Bolt app once, twinned, again or later, as Slack does it."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Hand, Json, SandboxProcess, connected, eventually

PERSON: dict[str, Any] = {"user": "U0ANA", "channel": "C0FRONT"}


class Ear:
    """Hears every event; the first ones may be met with an exception."""

    def __init__(self, app: AsyncApp, failures: int = 0) -> None:
        self.heard: list[Json] = []
        self.retries: list[list[str]] = []
        self.event_ids: list[str] = []
        self._failures = failures
        for kind in ("message", "app_mention", "reaction_added"):
            app.event(kind)(self.listen)

    async def listen(self, event: Json, body: Json, request: AsyncBoltRequest) -> None:
        """Take one event."""
        self.retries.append(list(request.headers.get("x-slack-retry-num", [])))
        self.event_ids.append(body["event_id"])
        if len(self.retries) <= self._failures:
            raise RuntimeError("not today")
        self.heard.append(event)


@pytest.mark.asyncio
async def test_mention_is_also_a_message(hand: Hand, bolt: AsyncApp) -> None:
    """@paidan becomes the mention and arrives twice under one ts."""
    ear = Ear(bolt)
    said = await hand.post("/control/slack/message", **PERSON, text="@paidan help & hurry")
    assert said["acknowledged"]
    assert {event["type"] for event in ear.heard} == {"message", "app_mention"}
    assert {event["ts"] for event in ear.heard} == {said["ts"]}
    assert {event["text"] for event in ear.heard} == {"<@U0PAIDAN> help &amp; hurry"}


@pytest.mark.asyncio
async def test_direct_message_is_no_mention(hand: Hand, bolt: AsyncApp) -> None:
    """In a direct conversation there is only the message, of type im."""
    ear = Ear(bolt)
    await hand.post("/control/slack/message", user="U0ANA", channel="D0ANA", text="@paidan hi")
    assert [(event["type"], event["channel_type"]) for event in ear.heard] == [("message", "im")]


@pytest.mark.asyncio
async def test_reply_names_its_thread(hand: Hand, bolt: AsyncApp) -> None:
    """A reply carries thread_ts, in the event and in conversations.replies."""
    ear = Ear(bolt)
    card = await hand.call("chat.postMessage", channel="C0FRONT", text="#1042")
    place = PERSON | {"thread_ts": card["ts"]}
    said = await hand.post("/control/slack/message", **place, text="more")
    (event,) = ear.heard
    assert event["thread_ts"] == card["ts"]
    assert event["parent_user_id"] == "U0PAIDAN"
    thread = await hand.call("conversations.replies", channel="C0FRONT", ts=card["ts"])
    assert [message["ts"] for message in thread["messages"]] == [card["ts"], said["ts"]]
    assert thread["messages"][0]["reply_count"] == 1


@pytest.mark.asyncio
async def test_edit_and_delete_are_told(hand: Hand, bolt: AsyncApp) -> None:
    """An edited and a deleted message arrive as subtypes and are seen as such."""
    ear = Ear(bolt)
    said = await hand.post("/control/slack/message", **PERSON, text="one")
    address = f"{hand.url}/control/slack/message"
    body = PERSON | {"ts": said["ts"], "text": "two"}
    async with hand.http.patch(address, json=body) as answer:
        assert (await answer.json())["acknowledged"]
    (seen,) = await hand.messages("C0FRONT", after=said["ts"])
    assert seen["text"] == "two"
    async with hand.http.delete(address, json=body) as answer:
        assert (await answer.json())["acknowledged"]
    subtypes = [event.get("subtype") for event in ear.heard]
    assert subtypes == [None, "message_changed", "message_deleted"]
    gone = await hand.messages("C0FRONT", after=said["ts"])
    assert gone == [{"ts": said["ts"], "deleted": True}]
    assert await hand.messages("C0FRONT") == []


@pytest.mark.asyncio
async def test_unacknowledged_event_comes_again(hand: Hand, bolt: AsyncApp) -> None:
    """At once, after a minute and after five more, under the same event_id, then never."""
    ear = Ear(bolt, failures=3)
    said = await hand.post("/control/slack/message", **PERSON, text="hello")
    assert not said["acknowledged"]

    async def tried(times: int) -> bool:
        return len(ear.retries) == times

    await eventually(lambda: tried(2))
    await _failed(hand, 2)
    await hand.post("/control/clock", advance_seconds=61)
    await eventually(lambda: tried(3))
    await _failed(hand, 3)
    await hand.post("/control/clock", advance_seconds=301)
    await eventually(lambda: tried(4))
    assert len(set(ear.event_ids)) == 1
    assert [retry[0] for retry in ear.retries] == ["0", "1", "2", "3"]
    assert [event["text"] for event in ear.heard] == ["hello"]


async def _failed(hand: Hand, times: int) -> None:
    async def seen() -> bool:
        return (await hand.broken_rules()).count("ack_within_3s") >= times

    await eventually(seen)


@pytest.mark.asyncio
async def test_event_waits_for_the_bot(hand: Hand, sandbox: SandboxProcess) -> None:
    """What was said while nobody was connected is delivered on connecting."""
    said = await hand.post("/control/slack/message", **PERSON, text="anybody?")
    assert not said["acknowledged"]
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/api/")
    app = AsyncApp(client=client, process_before_response=True)
    ear = Ear(app)

    async def heard() -> bool:
        return [event["ts"] for event in ear.heard] == [said["ts"]]

    async with connected(app):
        await eventually(heard)


@pytest.mark.asyncio
async def test_bot_hears_itself(hand: Hand, bolt: AsyncApp) -> None:
    """The bot's own message comes back with its bot_id; Bolt drops it and acknowledges."""
    ear = Ear(bolt)
    await hand.call("chat.postMessage", channel="C0FRONT", text="hello all")
    await asyncio.sleep(0)
    said = await hand.post("/control/slack/message", **PERSON, text="hi")
    assert said["acknowledged"]
    assert [event["text"] for event in ear.heard] == ["hi"]
    assert await hand.broken_rules() == []


@pytest.mark.asyncio
async def test_reaction_names_its_message(hand: Hand, bolt: AsyncApp) -> None:
    """An emoji put on a message tells where, and is seen there."""
    ear = Ear(bolt)
    card = await hand.call("chat.postMessage", channel="C0FRONT", text="#1042")
    done = await hand.post("/control/slack/reaction", **PERSON, ts=card["ts"], name="ticket")
    assert done["acknowledged"]
    assert ear.heard[0]["item"] == {"type": "message", "channel": "C0FRONT", "ts": card["ts"]}
    (seen,) = await hand.messages("C0FRONT")
    assert seen["reactions"] == [{"name": "ticket", "users": ["U0ANA"], "count": 1}]


@pytest.mark.asyncio
async def test_address_is_good_for_one_socket(hand: Hand) -> None:
    """A ticket opens one socket; a second one with it is refused."""
    headers = {"Authorization": "Bearer xapp-sandbox"}
    address = f"{hand.url}/api/apps.connections.open"
    async with hand.http.post(address, headers=headers) as answer:
        link = (await answer.json())["url"]
    async with hand.http.ws_connect(link) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        state = await hand.get("/control/state")
        assert state["slack"]["connected"] == 1
    async with hand.http.get(link.replace("ws", "http", 1)) as refused:
        assert refused.status == 403
