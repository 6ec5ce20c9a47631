"""People of two messengers: linked by a code or a press, guests, and groups filled from lists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.beginnings import Beginnings
from tests.sandbox.conftest import SandboxProcess, eventually
from tests.town import SAMPLE, UNPACED, BotProcess, Town, sandbox_with_template, settle_in
from tests.townspeople import FRONTLINE_DING, IT_SUPPORT, WAREHOUSE, OnDingTalk, OnSlack

pytestmark = pytest.mark.asyncio

CHANGES = (
    ("slack: U0ANA, dingtalk: user-li", "slack: U0ANA"),
    ("dingtalk: user-zhou, slack: U0DAN", "dingtalk: user-zhou"),
    ("  # bind_by: [email, mobile]", "  bind_by: [email]"),
    ("    user_group: S0ITONCALL         # id of a Slack user group that follows the roster\n", ""),
    (
        "    members: [wang]\n",
        "    members: []\n    members_from: {slack_usergroup: S0ITONCALL}\n",
    ),
)


@pytest.fixture(scope="module")
def running(
    module_database_url: str, beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SandboxProcess, BotProcess]]:
    """A desk.yaml with one account of Ana and Dan each, and a group that Slack's list fills."""
    folder: Path = tmp_path_factory.mktemp("people")
    text = SAMPLE.read_text(encoding="utf-8")
    for before, after in CHANGES:
        assert before in text, before
        text = text.replace(before, after, 1)
    (folder / "desk.yaml").write_text(text, encoding="utf-8")
    with sandbox_with_template(folder, limits=False) as sandbox:
        settings = {**UNPACED, "PAIDAN_PEOPLE_SECONDS": "0.3"}
        bot = BotProcess(sandbox.url, module_database_url, folder, settings=settings)
        settle_in(bot, beginnings)
        applied = bot.command("apply", str(folder / "desk.yaml"))
        assert applied.returncode == 0, applied.stderr
        bot.start()
        try:
            yield sandbox, bot
        finally:
            bot.stop()


async def admin(town: Town, messenger: str, do: str, **more: object) -> None:
    """Something that an administrator of a messenger does."""
    await town.hand.post("/control/admin", 200, messenger=messenger, do=do, **more)


async def is_member(town: Town, name: str) -> None:
    """Wait until somebody belongs to IT."""

    async def look() -> bool:
        listed = await town.lead.slack.command("who may it", IT_SUPPORT)
        return name in listed["shown"][0]["text"]

    await eventually(look)


async def is_told(somebody: OnSlack | OnDingTalk, english: str, chinese: str) -> None:
    """Wait for a direct message, in whichever language they wrote in last."""

    async def look() -> bool:
        said = await somebody.bot_says(english, somebody.chat)
        return bool(said or await somebody.bot_says(chinese, somebody.chat))

    await eventually(look)


async def test_a_guest_is_a_partner_until_they_are_linked_with_somebody_inside(town: Town) -> None:
    """Dan's Slack account sees nothing of others' tickets; one press in DingTalk makes it 小周's,
    and then it works in the warehouse."""
    await admin(town, "slack", "set_guest", id="U0DAN", flags=["is_restricted"])
    ticket = await town.opened("box is torn #stock")
    dan = town.storekeeper
    seen = await dan.slack.command(f"#{ticket}", WAREHOUSE)
    assert "There is no" in seen["shown"][0]["text"]
    refused = await dan.slack.command("who may it", WAREHOUSE)
    assert "people of the desk" in refused["shown"][0]["text"]

    card = await dan.dingtalk.card("也是你吗", dan.dingtalk.chat)
    assert "邮箱相同" in card.words
    await dan.dingtalk.press(card, "是我，绑定")
    await dan.dingtalk.card("已绑定", dan.dingtalk.chat)

    await dan.slack.command(f"#{ticket} ack", WAREHOUSE)
    card_now = await town.lead.slack.card_of(ticket, "Acknowledged", WAREHOUSE)
    assert "小周" in card_now.words


async def test_a_code_from_slack_links_the_account_in_dingtalk(town: Town) -> None:
    """Ana's tickets are 小李's from then on, delivered twice or not; and no longer, once apart."""
    ana = town.frontline
    ticket = await town.opened("monitor flickers")
    answer = await ana.slack.command("link")
    assert answer["shown"][0]["ephemeral"]
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{2}", answer["shown"][0]["text"])
    assert code

    await town.fault("dingtalk", "duplicate")
    await ana.dingtalk.says_to_bot(f"绑定账号 {code[0]}")
    await ana.dingtalk.reads("绑定成功")
    await town.forgive()
    await is_told(ana.slack, "one person now with one on DingTalk", "已和钉钉上的一个账号绑定")
    await ana.dingtalk.says_to_bot("列表 我的")
    await ana.dingtalk.reads("monitor flickers")
    assert not await ana.dingtalk.bot_says("已失效", ana.dingtalk.chat)

    await ana.dingtalk.says_to_bot("解绑账号")
    await ana.dingtalk.reads("已解绑")
    await ana.dingtalk.says_to_bot(f"#{ticket} 评论 我的")
    verdict = town.bot.command("audit", "verify")
    assert verdict.returncode == 0, verdict.stderr


async def test_a_code_in_a_group_is_burnt(town: Town) -> None:
    """Whoever wrote it is told so directly, and it links nobody any more."""
    ana = town.frontline
    answer = await ana.slack.command("link")
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{2}", answer["shown"][0]["text"])
    assert code
    await ana.dingtalk.says(f"绑定账号 {code[0]}", FRONTLINE_DING)
    await ana.dingtalk.reads("已作废")
    await ana.dingtalk.says_to_bot(f"绑定账号 {code[0]}")
    await ana.dingtalk.reads("已失效")


async def test_whoever_is_taken_off_the_list_gives_up_their_tickets(town: Town) -> None:
    """Bo works in IT while Slack's user group has him; when it doesn't, what he has waits again,
    and the lead hears of it."""
    bo, lea = town.on_call, town.lead
    await is_member(town, "小王")
    ticket = await town.opened("network is down #network")
    await bo.slack.command(f"#{ticket} ack", IT_SUPPORT)
    await lea.slack.card_of(ticket, "Acknowledged")

    await admin(town, "slack", "set_usergroup", id="S0ITONCALL", members=["U0LEA"])
    await lea.slack.card_of(ticket, "New")
    await lea.slack.reads(f"Back in the queue: #{ticket}", IT_SUPPORT)
    await is_told(lea.slack, "No longer in IT 支持", "已不在 IT 支持的同步名单中")
    refused = await bo.slack.command(f"#{ticket} ack", IT_SUPPORT)
    assert "IT 支持" in refused["shown"][0]["text"]

    await admin(town, "slack", "set_usergroup", id="S0ITONCALL", members=["U0LEA", "U0BO"])
    await is_member(town, "小王")
