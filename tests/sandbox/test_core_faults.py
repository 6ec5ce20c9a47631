"""Faults that are switched on happen to the bot's calls and envelopes, and end again."""

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp

from tests.sandbox.conftest import Hand, Json, eventually

PERSON: dict[str, Any] = {"user": "U0ANA", "channel": "C0FRONT"}
FAULTS = "/control/faults"


@pytest.mark.asyncio
async def test_lost_reply_loses_only_the_reply(hand: Hand) -> None:
    """The message is posted though the caller sees a broken connection."""
    fault: dict[str, Any] = {
        "messenger": "slack",
        "fault": "lost_reply",
        "method": "chat.postMessage",
    }
    (active,) = await hand.post(FAULTS, **fault)
    assert active["fault"] == "lost_reply"
    with pytest.raises(aiohttp.ClientError):
        await hand.call("chat.postMessage", channel="C0FRONT", text="x")
    assert len(await hand.messages("C0FRONT")) == 1
    assert await hand.post(FAULTS, **fault, on=False) == []
    await hand.call("chat.postMessage", channel="C0FRONT", text="y")


@pytest.mark.asyncio
async def test_faults_strike_where_they_are_meant(hand: Hand) -> None:
    """A fault of one method or conversation leaves the others alone, and ends in its time."""
    await hand.post(
        FAULTS, messenger="slack", fault="error_5xx", conversation="C0ITSUP", seconds=60
    )
    await hand.call("chat.postMessage", channel="C0FRONT", text="x")
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    given = {"channel": "C0ITSUP", "text": "x"}
    address = f"{hand.url}/api/chat.postMessage"
    async with hand.http.post(address, json=given, headers=headers) as answer:
        assert answer.status == 503
    await hand.post("/control/clock", advance_seconds=61)
    await hand.call("chat.postMessage", channel="C0ITSUP", text="x")
    await hand.post(FAULTS, messenger="slack", fault="rate_limit")
    await hand.call("auth.test", expect=429)
    await hand.post("/control/reset")
    await hand.call("auth.test")


@pytest.mark.asyncio
async def test_dropped_ack_is_a_timeout(hand: Hand, bolt: AsyncApp) -> None:
    """The bot answers, and the person still sees that it didn't."""
    heard: list[Json] = []

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json) -> None:
        heard.append(command)
        await ack("fine")

    await hand.post(FAULTS, messenger="slack", fault="drop_ack")
    answer = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="x")
    assert len(heard) == 1
    assert answer["error"] == '/ticket failed with the error "operation_timeout"'


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "do", ["disconnect", pytest.param("break_socket", marks=pytest.mark.chaos)]
)
async def test_bot_comes_back(hand: Hand, bolt: AsyncApp, do: str) -> None:
    """After a refresh, or a broken connection, the bot is connected again and hears."""

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck) -> None:
        await ack("here")

    async def heard() -> bool:
        answer = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="x")
        return answer["error"] is None

    await hand.post("/control/admin", messenger="slack", do=do)
    await eventually(heard, seconds=25)


@pytest.mark.asyncio
async def test_unknown_faults_are_refused(hand: Hand) -> None:
    """What this version doesn't offer says so."""
    await hand.post(FAULTS, expect=501, messenger="slack", fault="slow_loris")
    await hand.post(FAULTS, expect=400, messenger="slack", fault="bad_mood")
    await hand.post(FAULTS, expect=400, messenger="sms", fault="outage")
    await hand.post("/control/admin", expect=501, messenger="slack", do="archive_channel")
