"""A ticket's whole life on Slack, by buttons and modals."""

import pytest

from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import IT_SUPPORT, WAREHOUSE, WAREHOUSE_DING, SlackCard

pytestmark = pytest.mark.asyncio


async def test_a_ticket_goes_from_new_to_closed_by_buttons_and_modals(town: Town) -> None:
    """Bo works it by what each card offers, Ana confirms on a card of her own, both cards close."""
    ana, bo = town.frontline.slack, town.on_call.slack
    ticket = await town.opened("laptop keeps rebooting")
    assert (await bo.press(await bo.card_of(ticket, "New"), "Acknowledge"))["acknowledged"]
    await bo.press(await bo.card_of(ticket, "Acknowledged"), "Start")
    asked = await bo.press(await bo.card_of(ticket, "In progress"), "Put on hold")
    done = await bo.submit(asked["view"], choice="parts", text="a new fan")
    assert done["errors"] is None
    pending = await bo.card_of(ticket, "Pending")
    assert "a new fan" in pending.words
    await bo.press(pending, "Resume")
    asked = await bo.press(await bo.card_of(ticket, "In progress"), "Resolve")
    await bo.submit(asked["view"], text="fan replaced")
    assert "fan replaced" in (await bo.card_of(ticket, "Resolved")).words
    own = await ana.card_of(ticket, "Resolved", ana.chat)
    assert set(own.buttons) == {"Confirm", "Reopen"}
    assert "fan replaced" in own.words
    await ana.press(own, "Confirm")
    closed = await bo.card_of(ticket, "Closed")
    assert set(closed.buttons) <= {"Reopen", "More…"}
    await ana.card_of(ticket, "Closed", ana.chat)
    await town.on_call.dingtalk.card_of(ticket, "已关闭")


async def test_a_reopened_ticket_goes_back_to_whoever_had_it(town: Town) -> None:
    """Ana reopens on her card; Bo is told once, directly, and can acknowledge again."""
    ana, bo = town.frontline, town.on_call
    ticket = await _resolved(town, "badge does not open the door")
    own = await ana.slack.card_of(ticket, "Resolved", ana.slack.chat)
    await ana.slack.press(own, "Reopen")
    card = await bo.slack.card_of(ticket, "Reopened")
    assert "Acknowledge" in card.buttons
    await bo.dingtalk.reads(f"#{ticket}")
    await settled()
    assert len(await bo.dingtalk.bot_says(f"#{ticket}", bo.dingtalk.chat)) == 1


async def test_a_ticket_is_cancelled_with_a_reason_that_its_reporter_reads(town: Town) -> None:
    """Cancel stands under More and asks why; the reason is on the card and told to Ana."""
    ana, bo = town.frontline.slack, town.on_call.slack
    ticket = await town.opened("please ignore this")
    menu = await bo.press(await bo.card_of(ticket, "New"), "More…")
    await bo.press_in_view(menu["view"], "cancel")
    await bo.submit(await bo.asked(), text="same as another one")
    assert "same as another one" in (await bo.card_of(ticket, "Cancelled")).words
    assert "same as another one" in str(await ana.reads(f"#{ticket}"))


async def test_a_transferred_ticket_leaves_a_stub_and_arrives_on_both_messengers(
    town: Town,
) -> None:
    """The old group keeps a stub without buttons, the new one gets live cards, rights move."""
    bo, dan = town.on_call, town.storekeeper
    ticket = await town.opened("where is my parcel")
    asked = await bo.slack.press(await bo.slack.card_of(ticket, "New"), "Transfer")
    await bo.slack.submit(asked["view"], choice="warehouse", text="it is in your hall")
    arrived = await dan.slack.card_of(ticket, "New", WAREHOUSE)
    await dan.dingtalk.card_of(ticket, "新建", WAREHOUSE_DING)
    stub = await bo.slack.card_of(ticket, "Moved")
    assert not stub.buttons
    assert not (await bo.dingtalk.card_of(ticket, "已转出")).buttons
    await dan.slack.press(arrived, "Acknowledge")
    await dan.slack.card_of(ticket, "Acknowledged", WAREHOUSE)
    refused = await bo.slack.command(f"#{ticket} resolve done", IT_SUPPORT)
    assert "Only members" in refused["shown"][0]["text"]
    assert (await bo.slack.cards_of(ticket))[0].words == stub.words


async def test_a_lead_assigns_and_the_assignee_is_told_once(town: Town) -> None:
    """Lea gives the ticket to Bo; he is told directly, where he prefers, and only once."""
    bo, lea = town.on_call, town.lead
    ticket = await town.opened("monitor flickers")
    asked = await lea.slack.press(await lea.slack.card_of(ticket, "New"), "Assign")
    await lea.slack.submit(asked["view"], choice="小王 Bo")
    card = await bo.slack.card_of(ticket, "Assigned")
    assert "小王 Bo" in card.words
    await bo.dingtalk.reads(f"#{ticket}")
    await settled()
    assert len(await bo.dingtalk.bot_says(f"#{ticket}", bo.dingtalk.chat)) == 1
    assert not await bo.slack.hand.messages(bo.slack.chat)


async def test_a_priority_is_changed_from_more(town: Town) -> None:
    """Bo makes it urgent; both cards say so."""
    bo = town.on_call.slack
    ticket = await town.opened("everything is slow")
    menu = await bo.press(await bo.card_of(ticket, "New"), "More…")
    await bo.press_in_view(menu["view"], "prioritize")
    await bo.submit(await bo.asked(), choice="urgent")
    await eventually(lambda: _shows(town, ticket, "Urgent"))
    assert "紧急" in (await town.on_call.dingtalk.card("紧急")).words


async def test_a_lead_takes_over_from_whoever_has_it(town: Town) -> None:
    """Bo has it, Lea takes over from More: the card names her now."""
    bo, lea = town.on_call.slack, town.lead.slack
    ticket = await town.opened("keyboard is sticky")
    await bo.press(await bo.card_of(ticket, "New"), "Acknowledge")
    menu = await lea.press(await lea.card_of(ticket, "Acknowledged"), "More…")
    await lea.press_in_view(menu["view"], "take_over")
    await eventually(lambda: _shows(town, ticket, "老陈 Lea"))


async def test_a_form_with_nothing_in_it_stays_open_and_says_why(town: Town) -> None:
    """Blanks are no result: the modal shows the problem at its field, and nothing has happened."""
    bo = town.on_call.slack
    ticket = await town.opened("phone has no dial tone")
    await bo.press(await bo.card_of(ticket, "New"), "Acknowledge")
    asked = await bo.press(await bo.card_of(ticket, "Acknowledged"), "Resolve")
    done = await bo.submit(asked["view"], text="   ")
    assert list(done["errors"]) == ["text"]
    assert "Acknowledged" in (await bo.cards_of(ticket))[0].words


async def _shows(town: Town, ticket: int, words: str) -> SlackCard | None:
    card = (await town.on_call.slack.cards_of(ticket))[0]
    return card if words in card.words else None


async def _resolved(town: Town, line: str) -> int:
    """A ticket that Bo has resolved, by the shortest way."""
    ticket = await town.opened(line)
    for verb in ("acknowledge", "resolve done"):
        await town.on_call.slack.command(f"#{ticket} {verb}", IT_SUPPORT)
    return ticket
