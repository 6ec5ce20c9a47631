"""Steps that do more than tell: another channel, a higher priority, the next tier, a program."""

import json
from pathlib import Path

import pytest

from tests import steady
from tests.pager import a_pager
from tests.peeking import first_value
from tests.sandbox.conftest import Json, eventually
from tests.town import Town, settled
from tests.townspeople import (
    FRONTLINE,
    FRONTLINE_DING,
    IT_DING,
    IT_SUPPORT,
    WAREHOUSE,
    OnSlack,
    SlackCard,
    slack_words,
)

pytestmark = pytest.mark.asyncio

SAMPLE = steady.SAMPLE.read_text(encoding="utf-8")
MINUTE = 60.0
LAST_STEP = "- {at: 100% + 30m, tell: lead, raise: true}    # and raises its priority"
TIERED = SAMPLE.replace(
    "    name: 仓库\n    also: [仓储", "    name: 仓库\n    tier: L2\n    also: [仓储"
)


async def test_a_step_posts_in_other_channels(town: Town, tmp_path: Path) -> None:
    """Both frontlines read it once, each in its language; a channel that isn't there hinders
    nobody, and is a dead letter."""
    frontline = f"{{slack: {FRONTLINE}}}, {{dingtalk: {FRONTLINE_DING}}}, {{slack: C0NOWHERE}}"
    _apply(town, f"- {{at: 100% + 30m, post: [{frontline}]}}", tmp_path)
    ana = town.frontline
    ticket = await town.opened("shelf wobbles !urgent")
    await town.advance(46 * MINUTE)
    on_slack = await ana.slack.reads(f"#{ticket}「shelf wobbles」", FRONTLINE)
    await ana.dingtalk.reads(f"#{ticket}「shelf wobbles」", FRONTLINE_DING)
    assert "<@" not in slack_words(on_slack)

    async def is_dead() -> bool:
        dead = "select count(*) from outbox where kind = 'reminder' and state = 2"
        return await first_value(town.bot.database_url, f"{dead} and ticket_id = {ticket}") == 1

    assert await eventually(is_dead)
    await settled()
    assert len(await ana.slack.bot_says(f"#{ticket}「", FRONTLINE)) == 1
    assert len(await ana.dingtalk.bot_says(f"#{ticket}「", FRONTLINE_DING)) == 1


async def test_a_step_raises_the_priority(town: Town, tmp_path: Path) -> None:
    """Once: both cards show it, whoever is told reads it, and the explanation has it."""
    _apply(town, LAST_STEP, tmp_path)
    bo, lea = town.on_call, town.lead
    ticket = await town.opened("hinge squeaks")
    assert "*Priority*\nNormal" in (await bo.slack.card_of(ticket)).words
    await town.advance(46 * MINUTE)
    await _reads(lea.slack, f"#{ticket}「hinge squeaks」", "优先级升为高")
    card = await _shows(town, ticket, "*Priority*\nHigh")
    assert "🔴" in card.words
    await eventually(lambda: _ding_shows(town, ticket, "高"))
    said = _shown(await lea.slack.command(f"为什么 #{ticket}", IT_SUPPORT))
    assert "优先级 普通 → 高" in said
    await town.advance(60 * MINUTE)
    await settled()
    assert "*Priority*\nHigh" in (await bo.slack.card_of(ticket)).words


async def test_a_step_does_all_of_it_at_once(town: Town, tmp_path: Path) -> None:
    """The warehouse has it, more urgent; frontline, lead and program hear of that, each once."""
    async with a_pager() as pager:
        everything = (
            "- {at: 100% + 30m real, tell: lead, raise: true, next_tier: true,"
            f' post: {{slack: {FRONTLINE}}}, webhook: "{pager.url}"}}'
        )
        _apply(town, everything, tmp_path)
        lea = town.lead.slack
        ticket = await town.opened("ramp is blocked !high")
        await town.on_call.slack.card_of(ticket)
        await town.advance(46 * MINUTE)
        card = await town.storekeeper.slack.card_of(ticket, "New", WAREHOUSE)
        assert "*Priority*\nUrgent" in card.words
        await town.on_call.slack.card_of(ticket, "Moved")
        for where in (lea.chat, FRONTLINE):
            told = await _reads(lea, f"#{ticket}「ramp is blocked」", "优先级升为紧急", where)
            assert "仓库" in told
        await eventually(lambda: _called(pager.about(ticket)))
        await settled()
        ((_, body),) = pager.about(ticket)
    told_program = json.loads(body)
    assert (told_program["from_group"], told_program["group"]) == ("it-support", "warehouse")
    assert (told_program["from_priority"], told_program["priority"]) == ("high", "urgent")


async def test_at_the_top_the_lead_hears_that_nobody_is_above(town: Town, tmp_path: Path) -> None:
    """A step that only climbs is not lost where there is no further rung."""
    _apply(town, "- {at: 100% + 30m, next_tier: true}", tmp_path, SAMPLE)
    lea = town.lead.slack
    ticket = await town.opened("roof leaks !urgent")
    await town.advance(46 * MINUTE)
    told = await _reads(lea, f"#{ticket}「roof leaks」", "没有更高的支持层级")
    assert "升级给你（主管）" in told
    assert "*New" in (await town.on_call.slack.card_of(ticket)).words


def _apply(town: Town, step: str, folder: Path, text: str = TIERED) -> None:
    """The sample with the warehouse as the second tier, day and night, and this last step."""
    day_and_night = text.replace("- name: usual\n    calendar: office", "- name: usual").replace(
        LAST_STEP, step
    )
    assert step in day_and_night
    (folder / "desk.yaml").write_text(day_and_night, encoding="utf-8")
    applied = town.bot.command("apply", str(folder / "desk.yaml"))
    assert applied.returncode == 0, applied.stdout + applied.stderr


async def _shows(town: Town, ticket: int, words: str) -> SlackCard:
    async def look() -> SlackCard | None:
        cards = await town.on_call.slack.cards_of(ticket)
        return next((card for card in cards if words in card.words), None)

    return await eventually(look)


async def _reads(who: OnSlack, about: str, words: str, where: str | None = None) -> str:
    """The message about this in which these words stand."""

    async def look() -> str | None:
        said = [slack_words(one) for one in await who.bot_says(about, where or who.chat)]
        return next((one for one in said if words in one), None)

    return str(await eventually(look))


async def _ding_shows(town: Town, ticket: int, words: str) -> bool:
    return words in (await town.on_call.dingtalk.card_of(ticket, conversation=IT_DING)).words


async def _called(calls: list[tuple[Json, bytes]]) -> bool:
    return bool(calls)


def _shown(answer: Json) -> str:
    return "\n".join(slack_words(message) for message in answer["shown"])
