"""Who gets a ticket: handed out in turns, by load and skill, in the queue, on, back, in a flood."""

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from tests.sandbox.conftest import Json, eventually
from tests.town import Town, number_in
from tests.townspeople import IT_SUPPORT, WAREHOUSE, slack_words

pytestmark = pytest.mark.asyncio

MARKERS = count()

DESK = """
language: en
tenants: {{slack: T0PAIDAN, dingtalk: dingpaidan0001}}
people:
  li: {{name: 小李 Ana, slack: U0ANA, dingtalk: user-li}}
  wang: {{name: 小王 Bo, slack: U0BO, dingtalk: user-wang, skills: {{network: 3}}}}
  zhou: {{name: 小周 Dan, slack: U0DAN, dingtalk: user-zhou}}
  chen: {{name: 老陈 Lea, slack: U0LEA, dingtalk: user-chen}}
customer_tiers:
  vip: {{name: VIP, also: [贵宾], people: [chen]}}
categories:
  net: {{name: Network, group: it-support, skills: {{network: 2}}}}
priorities:
  urgent: {{en: Urgent}}
  normal: {{en: Normal}}
  low: {{en: Low}}
default_priority: normal
default_group: it-support
groups:
  it-support:
    name: IT
    also: [{marker}]
    channels: [{{slack: C0ITSUP, language: en}}]
    {it}
  store:
    name: Store
    channels: [{{slack: C0STORE, language: en}}]
    {store}
"""


class Desks:
    """The town under changing settings; what a story opened is cancelled after it."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.folder = folder
        self.tickets: list[int] = []

    async def settle(self, it: dict[str, str], store: dict[str, str] | None = None) -> None:
        """Apply a desk.yaml and wait until the bot goes by it."""
        marker = f"marker-{next(MARKERS)}"
        dan = {"members": "[zhou]", "on_duty": "[zhou]", "leads": "[chen]"}
        text = DESK.format(marker=marker, it=_parts(it), store=_parts(store or dan))
        file = self.folder / f"{marker}.yaml"
        file.write_text(text, encoding="utf-8")
        applied = self.town.bot.command("apply", str(file))
        assert applied.returncode == 0, applied.stderr

        async def known() -> bool:
            answer = await self.town.lead.slack.command(f"list in:{marker}", WAREHOUSE)
            return "no group" not in answer["shown"][0]["text"]

        await eventually(known)

    async def opened(self, line: str) -> int:
        """A ticket of Ana's."""
        self.tickets.append(await self.town.opened(line))
        return self.tickets[-1]

    async def has(self, person: str, ticket: int, channel: str = IT_SUPPORT) -> None:
        """Wait until the card says whose it is."""
        slack = self.town.lead.slack

        async def look() -> bool:
            cards = await slack.cards_of(ticket, channel)
            return any(f"*Assignee*\n{person}" in card.words for card in cards)

        await eventually(look)


@pytest_asyncio.fixture
async def desks(town: Town, tmp_path: Path) -> Desks:
    """Settings to be changed."""
    return Desks(town, tmp_path)


@pytest_asyncio.fixture(autouse=True)
async def _over(desks: Desks) -> AsyncIterator[None]:
    yield
    for ticket in desks.tickets:
        await desks.town.lead.slack.command(f"#{ticket} cancel over", IT_SUPPORT)


BOTH = {"members": "[wang, zhou]", "on_duty": "[wang, zhou]", "leads": "[chen]"}
BO = {"members": "[wang]", "on_duty": "[wang]", "leads": "[chen]"}


async def test_tickets_are_given_in_turns_and_whoever_gets_one_hears_of_it(desks: Desks) -> None:
    """Of two tickets Bo gets one and Dan the other, on the card and by a message of their own."""
    await desks.settle({**BOTH, "strategy": "round_robin"})
    tickets = [await desks.opened(f"in turns {n}") for n in range(2)]
    for ticket, somebody in zip(tickets, ("小王 Bo", "小周 Dan"), strict=True):
        await desks.has(somebody, ticket)
    assert "assigned to you" in slack_words(await desks.town.on_call.slack.reads("in turns 0"))
    await desks.town.storekeeper.slack.reads("in turns 1")


async def test_the_least_loaded_gets_the_next(desks: Desks) -> None:
    """Bo has one already, so Dan gets the next."""
    await desks.settle({**BOTH, "strategy": "least_load"})
    first, second = await desks.opened("load 1"), await desks.opened("load 2")
    await desks.has("小王 Bo", first)
    await desks.has("小周 Dan", second)


async def test_skill_and_class_of_customer_find_their_person(desks: Desks) -> None:
    """#Network goes to Bo, who knows it, and #VIP to Lea, who is named for it; the card says so."""
    await desks.settle({**BOTH, "on_duty": "[wang, zhou, chen]", "strategy": "round_robin"})
    network, vip = await desks.opened("cable #net"), await desks.opened("angry #贵宾")
    await desks.has("小王 Bo", network)
    await desks.has("老陈 Lea", vip)
    assert "*Category*\nNetwork" in (await desks.town.lead.slack.card_of(network)).words
    assert "*Customer*\nVIP" in (await desks.town.lead.slack.card_of(vip)).words


async def test_nobody_fits_so_backup_group_then_lead_and_it_is_said(desks: Desks) -> None:
    """Bo is full: Dan's store gets it; Dan is full too: Lea does. Both are told in IT's channel."""
    full = {"strategy": "round_robin", "limit": "1"}
    dan = {"members": "[zhou]", "on_duty": "[zhou]", **full}
    await desks.settle({**BO, **full, "backup_group": "store"}, dan)
    first, second, third = [await desks.opened(f"full {n}") for n in range(3)]
    lea = desks.town.lead.slack
    await desks.has("小王 Bo", first)
    await desks.has("小周 Dan", second, WAREHOUSE)
    await desks.has("老陈 Lea", third)
    told = slack_words(await lea.reads(f"Nobody in IT can take #{second}", IT_SUPPORT))
    assert "so Store has it" in told
    await lea.reads(f"Nobody in IT can take #{third} now, so a lead is asked", IT_SUPPORT)


async def test_next_hands_out_the_top_of_the_queue(desks: Desks) -> None:
    """Bo types next and has the urgent one; asked in Chinese, the other; then nothing waits."""
    await desks.settle(BO)
    later, urgent = await desks.opened("can wait"), await desks.opened("now !urgent")
    bo = desks.town.on_call.slack
    assert number_in_title(await bo.command("next", IT_SUPPORT)) == urgent
    assert number_in_title(await bo.command("下一张", IT_SUPPORT)) == later
    await desks.has("小王 Bo", urgent)
    answer = await bo.command("next", IT_SUPPORT)
    assert "IT" in answer["shown"][0]["text"]


async def test_what_waits_is_given_out_when_somebody_is_free(desks: Desks) -> None:
    """Bo may have one; the second waits until he has resolved the first."""
    alone = {"members": "[wang]", "on_duty": "[wang]"}
    await desks.settle({**alone, "strategy": "round_robin", "limit": "1"})
    first, second = await desks.opened("one at a time"), await desks.opened("then this")
    await desks.has("nobody yet", second)
    bo = desks.town.on_call.slack
    await bo.command(f"#{first} acknowledge", IT_SUPPORT)
    await bo.command(f"#{first} resolve done", IT_SUPPORT)
    await desks.has("小王 Bo", second)


async def test_a_transfer_is_accepted_or_sent_back_with_its_reason(desks: Desks) -> None:
    """The store reads the note and accepts one; the other goes back, and IT reads why."""
    await desks.settle(BO)
    mine, theirs = await desks.opened("for the store"), await desks.opened("not for the store")
    bo, dan = desks.town.on_call.slack, desks.town.storekeeper.slack
    for ticket in (mine, theirs):
        await bo.command(f"#{ticket} transfer Store shelf {ticket}", IT_SUPPORT)
        await dan.reads(f"shelf {ticket}", WAREHOUSE)
    await dan.press(await dan.card_of(mine, "New", WAREHOUSE), "Acknowledge")
    await desks.has("小周 Dan", mine, WAREHOUSE)
    await dan.command(f"#{theirs} send-back no such shelf", WAREHOUSE)
    await bo.reads("no such shelf", IT_SUPPORT)
    await bo.card_of(theirs, "New", IT_SUPPORT)


async def test_a_flood_is_told_changes_the_way_and_ends_by_itself(desks: Desks) -> None:
    """Three at once: it is said in the group and they are handed out; an hour later it is over."""
    surge = "{inflow: 2, within: 5m, calm: 5m, strategy: round_robin}"
    await desks.town.advance(600)
    await desks.settle({**BO, "surge": surge})
    tickets = [await desks.opened(f"wave {n}") for n in range(3)]
    lea = desks.town.lead.slack
    await desks.town.advance(15)
    await lea.reads("Flood in IT", IT_SUPPORT)
    for ticket in tickets:
        await desks.has("小王 Bo", ticket)
    for _ in range(3):
        await desks.town.advance(600)
    await lea.reads("The flood in IT is over", IT_SUPPORT)
    assert len(await lea.bot_says("Flood in IT", IT_SUPPORT)) == 1
    assert len(await lea.bot_says("The flood in IT is over", IT_SUPPORT)) == 1


async def test_in_a_flood_low_tickets_are_one_message_also_after_a_kill(desks: Desks) -> None:
    """Their cards stand and call nobody; the bot is killed, and ten minutes later one message
    names both and calls Bo."""
    surge = "{inflow: 2, within: 30m, calm: 60m, gather: [low], digest: 10m}"
    town, lea = desks.town, desks.town.lead.slack
    await town.advance(3600)
    await desks.settle({**BO, "surge": surge})
    floods = len(await lea.bot_says("Flood in IT", IT_SUPPORT))
    for n in range(3):
        await desks.opened(f"high water {n}")
    await town.advance(15)

    async def flooded() -> bool:
        return len(await lea.bot_says("Flood in IT", IT_SUPPORT)) > floods

    await eventually(flooded)
    low = [await desks.opened(f"slow drip {n} !low") for n in range(2)]
    for ticket in low:
        assert "<@U0BO>" not in (await lea.card_of(ticket, "New")).words
    town.bot.kill()
    await town.restart_bot()
    assert not await lea.bot_says("Gathered", IT_SUPPORT)
    await town.advance(600)
    digest = slack_words(await lea.reads("Gathered while tickets flood in", IT_SUPPORT))
    assert "<@U0BO>" in digest
    assert all(f"#{ticket} “slow drip" in digest for ticket in low)
    await town.advance(3600)
    await town.advance(3600)
    await lea.reads("The flood in IT is over", IT_SUPPORT)
    assert len(await lea.bot_says("Gathered", IT_SUPPORT)) == 1


def number_in_title(answer: Json) -> int:
    """The number of the ticket that an answer shows."""
    return number_in({"shown": [{"text": slack_words(answer["shown"][0])}]})


def _parts(parts: dict[str, str]) -> str:
    return "\n    ".join(f"{name}: {part}" for name, part in parts.items())
