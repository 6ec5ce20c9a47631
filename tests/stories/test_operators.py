"""What whoever runs the desk relies on: settings, health, logs, clear words at the start."""

from pathlib import Path

import aiohttp
import pytest

from tests.sandbox.conftest import Hand, Json, eventually
from tests.town import SAMPLE, SECRET, BotProcess, Town, sandbox_with_template
from tests.townspeople import FRONTLINE_DING, IT_DING, IT_SUPPORT, OnSlack

MARKER = "zebra-marker-4711"


@pytest.mark.asyncio
async def test_new_settings_are_taken_over_by_the_running_bot(town: Town, tmp_path: Path) -> None:
    """A category added by `paidan apply` leads tickets to its group without a restart."""
    desk = SAMPLE.read_text(encoding="utf-8").replace("stock, shipping", "stock, forklift")
    (tmp_path / "desk.yaml").write_text(desk, encoding="utf-8")
    applied = town.bot.command("apply", str(tmp_path / "desk.yaml"))
    assert applied.returncode == 0, applied.stderr

    async def look() -> bool:
        answer = await town.frontline.slack.command("out of fuel #forklift")
        return "仓库" in answer["shown"][0]["text"]

    await eventually(look)


@pytest.mark.asyncio
async def test_a_group_is_bound_by_its_lead_and_by_nobody_else(town: Town) -> None:
    """After Chen's `绑定 IT` the group shows IT's tickets; Li's is refused and changes nothing."""
    li, chen = town.frontline.dingtalk, town.lead.dingtalk
    await li.says("绑定 IT", FRONTLINE_DING)
    await li.reads("只有", li.chat)
    ticket = await town.opened("before the binding")
    await town.on_call.dingtalk.card_of(ticket)
    assert not await li.cards(f"#{ticket} ", FRONTLINE_DING)
    await chen.says("绑定 IT", FRONTLINE_DING)
    await chen.reads("好的", FRONTLINE_DING)

    async def look() -> bool:
        number = await town.opened("after the binding")
        await town.on_call.dingtalk.card_of(number)
        return bool(await li.cards(f"#{number} ", FRONTLINE_DING))

    await eventually(look)


@pytest.mark.asyncio
async def test_neither_secrets_nor_words_are_logged(town: Town) -> None:
    """A ticket's title, a comment and a result stand nowhere in the log, nor do the tokens."""
    bo = town.on_call
    ticket = await town.opened(f"title {MARKER}")
    card = await bo.slack.card_of(ticket)
    await bo.slack.says(f"comment {MARKER}", IT_SUPPORT, card.ts)
    await bo.dingtalk.reads(f"comment {MARKER}", IT_DING)
    for verb in ("acknowledge", f"resolve result {MARKER}", f"transfer {MARKER}"):
        await bo.slack.command(f"#{ticket} {verb}", IT_SUPPORT)
    await bo.dingtalk.card_of(ticket, "已解决")
    log = town.bot.log
    assert "Answered." in log
    for hidden in (MARKER, SECRET, "xoxb-sandbox", "xapp-sandbox", "sandbox-secret"):
        assert hidden not in log


@pytest.mark.asyncio
async def test_a_living_ready_bot_says_so(town: Town) -> None:
    """/healthz and /readyz answer 200, the second one naming what is connected."""
    assert (await _asked(town.bot, "/healthz")) == (200, {"status": "ok"})
    status, body = await _asked(town.bot, "/readyz")
    assert status == 200
    assert set(body["parts"]) == {"slack", "dingtalk", "database"}


def test_a_second_bot_on_one_sqlite_file_is_refused_in_one_sentence(
    running: tuple[object, BotProcess], tmp_path: Path
) -> None:
    """It says what is in the way and what to do, and ends; on PostgreSQL two may work."""
    _, first = running
    if not first.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL takes several bots")
    second = BotProcess(first.sandbox_url, first.database_url, tmp_path).command("run")
    assert second.returncode == 1
    assert second.stderr.startswith("Another bot is already working on ")
    assert second.stderr.count("\n") == 1


def test_a_bot_without_settings_says_what_is_missing(tmp_path: Path) -> None:
    """`paidan run` with nothing set names the settings and the way to try it without any."""
    names = ("PAIDAN_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DINGTALK_CLIENT_ID")
    nothing = BotProcess("", "", tmp_path, settings=dict.fromkeys(names, ""))
    refused = nothing.command("run")
    assert refused.returncode == 1
    assert "PAIDAN_SECRET" in refused.stderr
    assert "SLACK_BOT_TOKEN" in refused.stderr
    assert "make demo" in refused.stderr


def test_a_mistake_in_the_settings_is_told_with_its_line(tmp_path: Path) -> None:
    """A wrong member is named by file and line, with what would have been right."""
    desk = SAMPLE.read_text(encoding="utf-8").replace("members: [wang]", "members: [wagn]")
    line = 1 + desk[: desk.index("wagn")].count("\n")
    file = tmp_path / "desk.yaml"
    file.write_text(desk, encoding="utf-8")
    bot = BotProcess("", f"sqlite://{tmp_path / 'paidan.db'}", tmp_path)
    refused = bot.command("apply", str(file))
    assert refused.returncode == 1
    assert f"{file}:{line}:" in refused.stderr
    assert 'Did you mean "wang"?' in refused.stderr


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("broken", "setting"), [("slack", "SLACK_BOT_TOKEN"), ("dingtalk", "DINGTALK_CLIENT_SECRET")]
)
async def test_one_messenger_shut_stops_no_other(tmp_path: Path, broken: str, setting: str) -> None:
    """With a wrong secret for one, /readyz names it with 503, and the other one works."""
    with sandbox_with_template(tmp_path) as sandbox:
        url = f"sqlite://{tmp_path / 'paidan.db'}"
        bot = BotProcess(sandbox.url, url, tmp_path, settings={setting: "wrong"})
        assert bot.command("apply", str(SAMPLE)).returncode == 0
        bot.start()
        try:
            async with aiohttp.ClientSession() as http:
                town = Town(sandbox, bot, Hand(sandbox.url, http))
                await eventually(lambda: _only(town, broken))
                await _a_ticket_is_made_elsewhere(town, broken)
        finally:
            bot.stop()


async def _only(town: Town, broken: str) -> bool:
    """Whether everything but this messenger is connected."""
    try:
        status, body = await _asked(town.bot, "/readyz")
    except aiohttp.ClientConnectionError:
        return False
    shut = [name for name, state in body["parts"].items() if state != "ok"]
    return status == 503 and shut == [broken]


async def _a_ticket_is_made_elsewhere(town: Town, broken: str) -> None:
    if broken == "slack":
        await town.frontline.dingtalk.says_to_bot("工单 只有钉钉")
        card = await town.on_call.dingtalk.card("只有钉钉")
        assert (await town.on_call.dingtalk.press(card, "受理"))["acknowledged"]
        return
    bo: OnSlack = town.on_call.slack
    ticket = await town.opened("Slack alone")
    assert (await bo.press(await bo.card_of(ticket), "Acknowledge"))["acknowledged"]


async def _asked(bot: BotProcess, path: str) -> tuple[int, Json]:
    async with aiohttp.ClientSession() as http, http.get(f"{bot.url}{path}") as answer:
        return answer.status, await answer.json()
