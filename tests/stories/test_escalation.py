"""A promise runs out before both messengers: who hears of it, where it goes, and when it stops."""

import json
import re
from pathlib import Path

import pytest

from tests import steady
from tests.pager import Pager, a_pager, is_signed
from tests.peeking import first_value, let_desk_time_pass, nothing_waits
from tests.sandbox.conftest import eventually
from tests.town import Town, settled
from tests.townspeople import (
    IT_DING,
    IT_SUPPORT,
    WAREHOUSE,
    SlackCard,
    slack_card,
    slack_words,
)

pytestmark = pytest.mark.asyncio

SAMPLE = steady.SAMPLE.read_text(encoding="utf-8")
MINUTE = 60.0
WORK_NOTICE = "asyncsend_v2"
LAST_STEP = "- {at: 100% + 30m, tell: lead, raise: true}    # and raises its priority"


async def test_a_promise_that_runs_out(town: Town) -> None:
    """Half of the time gone the one on duty is called once; then the group, then the back-up."""
    bo, lea = town.on_call, town.lead
    ticket = await town.opened("server room is warm !urgent")
    await bo.slack.card_of(ticket)
    await town.advance(7.5 * MINUTE)
    called = await bo.dingtalk.reads(f"#{ticket}「server room is warm」", IT_DING)
    assert "快到了" in called["text"]
    assert "🟡" in (await _shows(town, ticket, "🟡")).words
    await town.advance(7.5 * MINUTE)
    await bo.slack.reads(f"#{ticket} “server room is warm”: Acknowledge was due", IT_SUPPORT)
    card = await _shows(town, ticket, "🔴")
    assert re.search(r"Next\*?\n.*: remind the back-up", card.words)
    assert not await lea.slack.bot_says(f"#{ticket}", lea.slack.chat)
    await town.advance(10 * MINUTE)
    told = await lea.slack.reads(f"#{ticket}「server room is warm」")
    assert "尚未受理，现升级给你（备班）。" in slack_words(told)
    assert "<@" not in slack_words(told)
    await settled()
    assert not await bo.slack.bot_says(f"#{ticket}", bo.slack.chat)
    assert not await lea.dingtalk.bot_says(f"#{ticket}", lea.dingtalk.chat)


async def test_a_reminder_brings_its_button(town: Town) -> None:
    """Lea takes it right there, and from then on nobody is reminded of it."""
    lea = town.lead.slack
    ticket = await town.opened("door is open !urgent")
    await town.advance(25 * MINUTE)
    told = slack_card(lea.chat, await lea.reads(f"#{ticket}「door is open」"))
    await lea.press(told, "受理")
    await town.on_call.slack.card_of(ticket, "Acknowledged")
    heard = len(await lea.bot_says(f"#{ticket}", lea.chat))
    await town.advance(20 * MINUTE)
    await settled()
    assert len(await lea.bot_says(f"#{ticket}", lea.chat)) == heard


async def test_who_does_not_answer_is_told_on_the_other_messenger(town: Town) -> None:
    """Lea hears of it on Slack; ten minutes later, as she did nothing, on DingTalk too."""
    lea = town.lead
    ticket = await town.opened("alarm rings !urgent")
    await town.advance(25 * MINUTE)
    await lea.slack.reads(f"#{ticket}「alarm rings」")
    await settled()
    assert not await lea.dingtalk.bot_says(f"#{ticket}", lea.dingtalk.chat)
    await town.advance(10 * MINUTE)
    told = await lea.dingtalk.reads(f"#{ticket}「alarm rings」")
    assert "sendMessage" in told["text"]
    assert len(await lea.slack.bot_says(f"#{ticket}「alarm rings」", lea.slack.chat)) == 1


async def test_back_up_and_lead_at_once_hears_each_step_once(town: Town) -> None:
    """Lea writes English and reads it: as back-up, once more elsewhere, and at last as lead."""
    lea = town.lead
    await lea.slack.command("mine", IT_SUPPORT)
    ticket = await town.opened("bell is silent !urgent")
    for _ in range(7):
        await town.advance(10 * MINUTE)
        await settled()
    told = [slack_words(one) for one in await lea.slack.bot_says(f"#{ticket}", lea.slack.chat)]
    elsewhere = [
        one["text"] for one in await lea.dingtalk.bot_says(f"#{ticket}", lea.dingtalk.chat)
    ]
    assert ["as back-up" in one for one in told] == [True, False]
    assert ["as lead" in one for one in told] == [False, True]
    assert len(elsewhere) == 1
    assert "to reach you here as well" in elsewhere[0]
    await lea.slack.command("我的", IT_SUPPORT)  # and Chinese again


async def test_what_fell_due_during_an_outage_is_one_message(town: Town) -> None:
    """The bot is away for an hour, and ten tickets run out: one digest a conversation, not ten."""
    bo, lea = town.on_call, town.lead
    tickets = [await town.opened(f"rack {number} !urgent") for number in range(10)]
    for ticket in tickets:
        await bo.slack.card_of(ticket)
        await bo.dingtalk.card_of(ticket)
    before = [len(said) for said in await _all_said(town)]
    town.bot.stop()
    await let_desk_time_pass(town.bot.database_url, 60 * MINUTE)
    await town.restart_bot()
    await lea.slack.reads("张工单需要关注")
    await eventually(lambda: nothing_waits(town.bot.database_url))
    said = [now[was:] for now, was in zip(await _all_said(town), before, strict=True)]
    for in_one_place in said:
        about = [one for one in in_one_place if any(_names(one, ticket) for ticket in tickets)]
        assert len(about) == 1, about
        assert all(_names(about[0], ticket) for ticket in tickets)


async def test_new_settings_move_what_was_promised(town: Town, tmp_path: Path) -> None:
    """The clock on an open ticket's card follows a desk.yaml that is applied meanwhile."""
    ticket = await town.opened("sign is dark !urgent")
    before = await _shows(town, ticket, "🟢")
    longer = SAMPLE.replace(
        "acknowledge: 15m\n    first_reply: 1h\n    resolution: 4h", "acknowledge: 45m"
    )
    assert longer != SAMPLE
    _apply(town, longer, tmp_path)

    async def moved() -> bool:
        return (await _shows(town, ticket, "🟢")).words != before.words

    assert await eventually(moved)
    _apply(town, SAMPLE, tmp_path)


async def test_a_group_can_have_work_notifications(town: Town, tmp_path: Path) -> None:
    """Told in DingTalk, Lea hears of it by the app and not by its robot."""
    lea = town.lead
    _apply(town, SAMPLE.replace("# dingtalk: work", "dingtalk: work"), tmp_path)
    ticket = await town.opened("tap drips !urgent")
    await town.advance(35 * MINUTE)
    told = await lea.dingtalk.reads(f"#{ticket}「tap drips」")
    assert "######" in told["text"]
    calls = await town.hand.get("/control/calls")
    assert [call for call in calls if WORK_NOTICE in call["method"]]
    _apply(town, SAMPLE, tmp_path)


async def test_it_climbs_to_the_next_tier_and_calls_a_webhook(town: Town, tmp_path: Path) -> None:
    """The warehouse has it, a stub stays; a program is told once, though it failed first."""
    async with a_pager(503) as pager:
        _apply(town, _climbing(pager.url), tmp_path)
        ticket = await town.opened("lift is stuck !urgent")
        await town.on_call.slack.card_of(ticket)
        await town.advance(46 * MINUTE)
        card = await town.storekeeper.slack.card_of(ticket, "New", WAREHOUSE)
        assert re.search(r"Resolve by|Acknowledge by|First reply by", card.words)
        await town.on_call.slack.card_of(ticket, "Moved")
        await town.on_call.dingtalk.card_of(ticket, "已转")
        await eventually(lambda: _was_called(pager, ticket))
        await settled()
    assert pager.refused
    calls = pager.about(ticket)
    assert len({headers["X-Paidan-Id"] for headers, _ in calls}) == 1
    for headers, body in pager.calls:
        assert is_signed(headers, body)
    told = json.loads(calls[-1][1])
    assert (told["event"], told["clock"], told["mood"]) == ("escalate", "acknowledge", "late")
    assert (told["from_group"], told["group"]) == ("it-support", "warehouse")
    assert "lift" not in json.dumps(told)


async def test_a_redirect_is_not_followed(town: Town, tmp_path: Path) -> None:
    """An address that sends us elsewhere is not taken: the message is a dead letter."""
    async with a_pager(*[302] * 9) as pager:
        _apply(town, _climbing(pager.url), tmp_path)
        ticket = await town.opened("gate is shut !urgent")
        await town.advance(46 * MINUTE)
        dead = "select count(*) from outbox where kind = 'webhook' and state = 2"

        async def is_dead() -> bool:
            number = f"{dead} and ticket_id = {ticket}"
            return await first_value(town.bot.database_url, number) == 1

        await eventually(is_dead)
        await settled()
    assert set(pager.paths) == {"/hook"}


def _climbing(url: str) -> str:
    """The sample with a warehouse that is the second tier, and a last step that goes there."""
    further = f'- {{at: 100% + 30m, tell: lead, next_tier: true, webhook: "{url}"}}'
    text = SAMPLE.replace(LAST_STEP, further).replace(
        "    name: 仓库\n    also: [仓储", "    name: 仓库\n    tier: L2\n    also: [仓储"
    )
    assert text.count("tier: L2") == 1
    assert further in text
    return text


def _apply(town: Town, text: str, folder: Path) -> None:
    (folder / "desk.yaml").write_text(text, encoding="utf-8")
    applied = town.bot.command("apply", str(folder / "desk.yaml"))
    assert applied.returncode == 0, applied.stdout + applied.stderr


async def _shows(town: Town, ticket: int, mark: str) -> SlackCard:
    """The ticket's card in Slack, once this is to be read on it."""

    async def look() -> SlackCard | None:
        cards = await town.on_call.slack.cards_of(ticket)
        return next((card for card in cards if mark in card.words), None)

    return await eventually(look)


async def _all_said(town: Town) -> list[list[str]]:
    """What the bot said in the group's channels and to its lead, cards and threads aside."""
    bo, lea = town.on_call, town.lead.slack
    slack = [
        [slack_words(one) for one in await who.bot_says("", where) if "blocks" in one]
        for who, where in ((bo.slack, IT_SUPPORT), (lea, lea.chat))
    ]
    ding = [one["text"] for one in await bo.dingtalk.bot_says("", IT_DING)]
    return [*slack, ding]


def _names(text: str, ticket: int) -> bool:
    return re.search(rf"#{ticket}\b", text) is not None


async def _was_called(pager: Pager, ticket: int) -> bool:
    """Whether it took what there was to be told, though it refused something at first."""
    return bool(pager.refused and pager.about(ticket))
