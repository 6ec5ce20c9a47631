"""One person of two accounts: what a code does, whom it refuses, and how they come apart again."""

import asyncio
import re

import pytest

from desk.address import AccountAddress, ConversationAddress, ConversationKind, MessengerName, Place
from desk.events import Intake
from handlers.answer import FrontDesk
from handlers.request import Line, Request
from storage.audit import Flaw, FlawKind
from storage.people_tables import LinkCodeRow, LinkGuessRow, RecordRow
from storage.record import DESK as DESK_RECORD
from storage.tables import AccountRow, PersonRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml
from tests.handlers.duty_desk import apply, news

pytestmark = pytest.mark.asyncio

DESK = yaml(group("it", "bo, cai", leads="[lea]"), group("store", "dan", leads="[eva]"))


async def ding(
    desk: Counter, who: str, text: str, key: str | None = None, public: bool = False
) -> str:
    """Somebody writes in DingTalk, directly if not said else."""
    account = AccountAddress(MessengerName.DINGTALK, "D1", who)
    kind = ConversationKind.GROUP if public else ConversationKind.DIRECT
    place = "cid1" if public else who
    where = ConversationAddress(MessengerName.DINGTALK, "D1", place, kind)
    reply = await FrontDesk(desk.store).ask(
        Request(
            key=key or f"d{next(desk.keys)}",
            who=account,
            who_name=f"小{who}",
            where=Place(where),
            at=desk.store.clock.real(),
            asked=Line(text, Intake.MENTION if public else Intake.DIRECT, "m"),
        )
    )
    return said(reply)


async def code_of(desk: Counter, who: str) -> str:
    """The code that somebody gets by `/ticket link`."""
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{2}\b", said(await desk.ask(who, "link")))
    assert found
    return found[0]


async def owner(who: str) -> int:
    """Whose a DingTalk account is."""
    return (await AccountRow.get(messenger="dingtalk", external_id=who)).person_id


async def test_a_code_makes_one_person_of_two_accounts(counter_of: CounterOf) -> None:
    """Rights and tickets are there on the other messenger; and are gone when they are apart."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        await desk.ask("bo", f"#{ticket.id} ack")
        assert f"#{ticket.id}" not in await ding(desk, "wang", "列表 我的")
        linked = await ding(desk, "wang", f"绑定账号 {(await code_of(desk, 'bo')).lower()}")
        assert "绑定成功" in linked
        await ding(desk, "wang", f"#{ticket.id} 开始")
        assert (await desk.ticket(ticket.id)).status == "in_progress"
        assert await desk.assignee(ticket.id) == "bo"
        assert f"#{ticket.id}" in await ding(desk, "wang", "列表 我的")
        assert "已解绑" in await ding(desk, "wang", "解绑账号")
        assert "没有" in await ding(desk, "wang", "解绑账号")
        await ding(desk, "wang", f"#{ticket.id} 解决 好了")
        assert (await desk.ticket(ticket.id)).status == "in_progress"
        assert await desk.assignee(ticket.id) == "bo"
        verdict = await desk.store.audit.verify()
        assert (verdict.flaw, verdict.records) == (None, 2)


async def test_a_code_is_good_once_and_for_ten_minutes(counter_of: CounterOf) -> None:
    """Whoever has it second, or too late, or an older one, gets nothing; nothing of it is kept."""
    async with counter_of(DESK) as desk:
        code = await code_of(desk, "bo")
        kept = [row.hash for row in await LinkCodeRow.all()]
        assert code.replace("-", "") not in "".join(kept)
        newer = await code_of(desk, "bo")
        assert "已失效" in await ding(desk, "wang", f"绑定账号 {code}")
        await desk.passes(minutes=11)
        assert "已失效" in await ding(desk, "wang", f"绑定账号 {newer}")
        newest = await code_of(desk, "bo")
        assert "绑定成功" in await ding(desk, "wang", f"绑定账号 {newest}")
        assert "已失效" in await ding(desk, "zhou", f"绑定账号 {newest}")


async def test_two_at_once_with_one_code(counter_of: CounterOf) -> None:
    """One of them is linked, the other is told that the code is over."""
    async with counter_of(DESK) as desk:
        code = await code_of(desk, "bo")
        answers = await asyncio.gather(
            *(ding(desk, who, f"绑定账号 {code}") for who in ("wang", "zhou", "li"))
        )
        assert sorted("绑定成功" in answer for answer in answers) == [False, False, True]
        bo = desk.store.desk.people_keys["bo"]
        owners = [await owner(who) for who in ("wang", "zhou", "li")]
        assert owners.count(bo) == 1


async def test_the_same_delivery_again_changes_nothing(counter_of: CounterOf) -> None:
    """It gets the answer of the first, is no guess, and asks for no second code."""
    async with counter_of(DESK) as desk:
        first = await ding(desk, "wang", "绑定账号", key="again")
        assert await ding(desk, "wang", "绑定账号", key="again") == first
        assert await LinkCodeRow.all().count() == 1
        code = await code_of(desk, "bo")
        for _ in range(2):
            assert "绑定成功" in await ding(desk, "wang", f"绑定账号 {code}", key="typed")
        assert await LinkGuessRow.all().count() == 0
        for _ in range(2):
            assert "已解绑" in await ding(desk, "wang", "解绑账号", key="apart")


async def test_nobody_goes_on_guessing(counter_of: CounterOf) -> None:
    """After five wrong codes the right one is refused, too; a quarter of an hour later it isn't."""
    async with counter_of(DESK) as desk:
        guesses = [f"绑定账号 2A2A2{letter}" for letter in "CDEFGH"]
        answers = await asyncio.gather(*(ding(desk, "wang", guess) for guess in guesses))
        assert sum("次数过多" in answer for answer in answers) == 1
        code = await code_of(desk, "bo")
        assert "次数过多" in await ding(desk, "wang", f"绑定账号 {code}")
        await desk.passes(minutes=16)
        code = await code_of(desk, "bo")
        assert "绑定成功" in await ding(desk, "wang", f"绑定账号 {code}")


async def test_codes_are_not_given_without_end(counter_of: CounterOf) -> None:
    """Five within ten minutes are enough for anybody."""
    async with counter_of(DESK) as desk:
        for _ in range(5):
            await code_of(desk, "bo")
        assert "several codes" in said(await desk.ask("bo", "link"))


async def test_a_code_that_others_can_read_is_burnt(counter_of: CounterOf) -> None:
    """In a group it links nobody, and is good for nothing afterwards."""
    async with counter_of(DESK) as desk:
        code = await code_of(desk, "bo")
        assert "私聊" in await ding(desk, "wang", f"绑定账号 {code}", public=True)
        assert "已失效" in await ding(desk, "wang", f"绑定账号 {code}")
        assert await owner("wang") != desk.store.desk.people_keys["bo"]


async def test_a_code_is_not_for_the_account_that_asked(counter_of: CounterOf) -> None:
    """It stays good for the other one."""
    async with counter_of(DESK) as desk:
        code = await code_of(desk, "bo")
        assert "other messenger" in said(await desk.ask("bo", f"link {code}"))
        assert "绑定成功" in await ding(desk, "wang", f"绑定账号 {code}")
        again = await code_of(desk, "bo")
        assert "已经绑定" in await ding(desk, "wang", f"绑定账号 {again}")


async def test_two_people_of_the_file_are_for_its_writer(counter_of: CounterOf) -> None:
    """Whoever stands in desk.yaml twice is told what an operator does."""
    async with counter_of(DESK) as desk:
        code = await code_of(desk, "bo")
        assert "desk.yaml" in said(await desk.ask("cai", f"link {code}"))
        assert await PersonRow.filter(merged_into__not_isnull=True).count() == 0


async def test_whoever_asked_hears_that_the_code_was_typed(counter_of: CounterOf) -> None:
    """A code that was given away does not go unnoticed."""
    async with counter_of(DESK) as desk:
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'bo')}")
        assert await news() == ["linked"]


async def test_the_preferred_messenger_comes_first(counter_of: CounterOf) -> None:
    """Where somebody wants to be reached follows the person; one has to be there to be reached."""
    async with counter_of(DESK) as desk:
        assert "link" in said(await desk.ask("bo", "prefer dingtalk"))
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'bo')}")
        bo = desk.store.desk.people_keys["bo"]
        assert desk.store.desk.people[bo].accounts[0].messenger == "slack"
        assert "DingTalk" in said(await desk.ask("bo", "prefer dingtalk"))
        assert desk.store.desk.people[bo].accounts[0].messenger == "dingtalk"
        assert (await desk.store.directory.person(bo)).accounts[0].messenger == "dingtalk"
        assert "tea" in said(await desk.ask("bo", "prefer tea"))


async def test_new_settings_leave_what_was_linked(counter_of: CounterOf) -> None:
    """Applying the file again takes nobody apart."""
    async with counter_of(DESK) as desk:
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'bo')}")
        await apply(desk, DESK)
        assert await owner("wang") == desk.store.desk.people_keys["bo"]
        assert "已解绑" in await ding(desk, "wang", "解绑账号")
        assert await owner("wang") != desk.store.desk.people_keys["bo"]


async def test_the_record_of_people_proves_itself(counter_of: CounterOf) -> None:
    """A link that was changed is found, and one that was cut off after it had been sealed."""
    async with counter_of(DESK) as desk:
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'bo')}")
        await ding(desk, "wang", "解绑账号")
        assert await desk.store.audit.seal() is not None
        assert await desk.store.audit.seal() is None
        assert (await desk.store.audit.verify()).flaw is None
        first, last = await RecordRow.all().order_by("seq")
        await RecordRow.filter(id=first.id).update(facts="{}")
        flaw = (await desk.store.audit.verify()).flaw
        assert flaw == Flaw(DESK_RECORD, 1, FlawKind.CHANGED)
        await RecordRow.filter(id=first.id).update(facts=first.facts)
        await RecordRow.filter(id=last.id).delete()
        flaw = (await desk.store.audit.verify()).flaw
        assert flaw == Flaw(DESK_RECORD, 2, FlawKind.SEALED)
