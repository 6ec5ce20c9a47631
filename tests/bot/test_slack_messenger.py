"""Cards and messages sent to a pretend Slack by the real SDK."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio

from bot.slack.calls import SlackCalls, web_client
from bot.slack.messenger import SlackMessenger
from cards.card import Card, Color, Message
from desk.address import (
    AccountAddress,
    ConversationAddress,
    MessengerName,
    Place,
    direct_chat,
)
from desk.errors import Busy, Gone, Unsure
from scheduler.courier import Draw, Tell
from tests.sandbox.conftest import Hand, SandboxProcess, running_sandbox

TEAM, TOKEN = "T0PAIDAN", "xoxb-sandbox"
IT_SUPPORT = Place(ConversationAddress(MessengerName.SLACK, TEAM, "C0ITSUP"))
BO_HIMSELF = AccountAddress(MessengerName.SLACK, TEAM, "U0BO")
BO = Place(direct_chat(BO_HIMSELF))
NEW = Card("#1042 printer", "New", Color.ORANGE, "on fire")
DONE = Card("#1042 printer", "Resolved", Color.GREEN, "on fire")


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("slack"), "--no-limits") as started:
        yield started


@pytest_asyncio.fixture
async def hand(slack: SandboxProcess) -> AsyncIterator[Hand]:
    async with aiohttp.ClientSession() as http:
        hand = Hand(slack.url, http)
        await hand.post("/control/reset")
        await hand.post("/control/limits", on=False)
        yield hand


@pytest.fixture
def messenger(hand: Hand) -> SlackMessenger:
    return messenger_of(hand)


def messenger_of(hand: Hand, token: str = TOKEN, seconds: float = 8.0) -> SlackMessenger:
    client = web_client(hand.http, f"{hand.url}/api", token)
    return SlackMessenger(SlackCalls(client, hand.http, seconds))


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.asyncio
async def test_card_is_drawn_once_and_then_changed(messenger: SlackMessenger, hand: Hand) -> None:
    """The reference of the first drawing is what later ones change."""
    first = await messenger.draw(Draw("card-7", IT_SUPPORT, NEW))
    second = await messenger.draw(Draw("card-7", IT_SUPPORT, DONE, first))
    [seen] = await hand.messages("C0ITSUP", **{"as": "U0BO"})
    assert first == second == f"C0ITSUP/{seen['ts']}"
    assert "Resolved" in str(seen["blocks"])
    assert seen["metadata"] == {"event_type": "paidan", "event_payload": {"key": "card-7"}}


@pytest.mark.asyncio
async def test_message_stands_in_its_thread(messenger: SlackMessenger, hand: Hand) -> None:
    """A place with a thread is a place in that thread."""
    card = await messenger.draw(Draw("card-7", IT_SUPPORT, NEW))
    thread = Place(IT_SUPPORT.conversation, card)
    told = await messenger.tell(Tell("told-1", thread, Message("on my way")))
    seen = await hand.messages("C0ITSUP", **{"as": "U0BO"})
    assert [one["thread_ts"] for one in seen if f"C0ITSUP/{one['ts']}" == told] == [
        card.partition("/")[2]
    ]


@pytest.mark.asyncio
async def test_person_is_written_to_by_their_own_id(messenger: SlackMessenger, hand: Hand) -> None:
    """Slack opens the direct chat, and names it in the reference."""
    told = await messenger.tell(Tell("told-2", BO, Message("it is yours", (BO_HIMSELF,))))
    seen = await hand.messages("D0BO", **{"as": "U0BO"})
    assert [f"D0BO/{one['ts']}" for one in seen] == [told]
    assert "<@" not in str(seen)  # nobody needs to be called there


@pytest.mark.asyncio
@pytest.mark.parametrize("where", ["channel", "thread", "direct"])
async def test_message_is_found_by_its_key(messenger: SlackMessenger, where: str) -> None:
    """Wherever it stands, and only that one."""
    root = await messenger.draw(Draw("root", IT_SUPPORT, NEW))
    places = {
        "channel": IT_SUPPORT,
        "thread": Place(IT_SUPPORT.conversation, root),
        "direct": BO,
    }
    told = await messenger.tell(Tell(f"in-{where}", places[where], Message("here")))
    assert await messenger.find(f"in-{where}", places[where], an_hour_ago()) == told
    assert await messenger.find("another", places[where], an_hour_ago()) is None


@pytest.mark.asyncio
async def test_message_far_back_is_found_over_several_pages(messenger: SlackMessenger) -> None:
    """The search goes on until it is found or older than what was asked for."""
    told = await messenger.tell(Tell("first", IT_SUPPORT, Message("first")))
    for number in range(205):
        await messenger.tell(Tell(f"later-{number}", IT_SUPPORT, Message("later")))
    assert await messenger.find("first", IT_SUPPORT, an_hour_ago()) == told


@pytest.mark.asyncio
async def test_lost_answer_is_unsure_and_can_be_asked_about(
    messenger: SlackMessenger, hand: Hand
) -> None:
    """It is there although we were not told."""
    await hand.post("/control/faults", messenger="slack", fault="lost_reply", on=True)
    with pytest.raises(Unsure):
        await messenger.tell(Tell("lost", IT_SUPPORT, Message("lost")))
    await hand.post("/control/faults", messenger="slack", fault="lost_reply", on=False)
    assert await messenger.find("lost", IT_SUPPORT, an_hour_ago())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "raised"), [("error_5xx", Busy), ("bad_json", Unsure), ("outage", Unsure | Busy)]
)
async def test_trouble_of_slack_is_for_later(
    messenger: SlackMessenger, hand: Hand, fault: str, raised: type[Exception]
) -> None:
    """Nothing that passes makes a message a dead letter."""
    await hand.post("/control/faults", messenger="slack", fault=fault, on=True)
    with pytest.raises((Busy, Unsure)) as told:
        await messenger.tell(Tell("x", IT_SUPPORT, Message("x")))
    await hand.post("/control/faults", messenger="slack", fault=fault, on=False)
    assert isinstance(told.value, raised)


@pytest.mark.asyncio
async def test_answer_that_takes_too_long_is_unsure(hand: Hand) -> None:
    """A call has an end, whatever the far end does."""
    await hand.post("/control/faults", messenger="slack", fault="latency", on=True, seconds=2)
    with pytest.raises(Unsure):
        await messenger_of(hand, seconds=0.1).tell(Tell("x", IT_SUPPORT, Message("x")))
    await hand.post("/control/faults", messenger="slack", fault="latency", on=False)


@pytest.mark.asyncio
async def test_far_end_that_is_not_there_is_busy(hand: Hand) -> None:
    """A connection that was never made has certainly done nothing."""
    nobody = SlackMessenger(
        SlackCalls(web_client(hand.http, "http://127.0.0.1:1/api/", "x"), hand.http)
    )
    with pytest.raises(Busy):
        await nobody.tell(Tell("x", IT_SUPPORT, Message("x")))


@pytest.mark.asyncio
async def test_channel_that_is_full_is_busy_alone(messenger: SlackMessenger, hand: Hand) -> None:
    """Messages are counted by channel: the others go on."""
    await hand.post("/control/limits", on=True)
    tells = [Tell(str(number), IT_SUPPORT, Message("many")) for number in range(20)]
    with pytest.raises(Busy) as busy:
        await asyncio.gather(*map(messenger.tell, tells))
    assert busy.value.retry_after
    assert not busy.value.everywhere


@pytest.mark.asyncio
async def test_updates_are_counted_over_the_whole_workspace(
    messenger: SlackMessenger, hand: Hand
) -> None:
    """So all of its updates have to wait."""
    card = await messenger.draw(Draw("card-7", IT_SUPPORT, NEW))
    await hand.post("/control/limits", on=True)
    draws = [Draw("card-7", IT_SUPPORT, DONE, card)] * 100
    with pytest.raises(Busy) as busy:
        await asyncio.gather(*map(messenger.draw, draws))
    assert busy.value.retry_after
    assert busy.value.everywhere


@pytest.mark.asyncio
async def test_bad_token_makes_everything_wait_and_nothing_lost(hand: Hand) -> None:
    """An operator can mend it."""
    with pytest.raises(Busy) as busy:
        await messenger_of(hand, "xoxb-wrong").tell(Tell("x", IT_SUPPORT, Message("x")))
    assert str(busy.value) == "invalid_auth"
    assert busy.value.everywhere
    assert busy.value.retry_after == 60


@pytest.mark.asyncio
async def test_what_is_not_there_is_gone(messenger: SlackMessenger) -> None:
    """A channel, a person, a message: no waiting brings them back."""
    nowhere = Place(ConversationAddress(MessengerName.SLACK, TEAM, "C0NOWHERE"))
    nobody = Place(direct_chat(AccountAddress(MessengerName.SLACK, TEAM, "U0NOBODY")))
    for place in (nowhere, nobody):
        with pytest.raises(Gone):
            await messenger.tell(Tell("x", place, Message("x")))
    with pytest.raises(Gone, match="message_not_found"):
        await messenger.draw(Draw("x", IT_SUPPORT, NEW, "C0ITSUP/1700000000.000001"))
