"""Lists and searches: who finds what, and how pages are turned."""

import pytest

from cards.card import Message
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.sought import PAGE
from handlers.answer import FrontDesk
from handlers.request import Pressed, Reply, Request
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml

pytestmark = pytest.mark.asyncio

DESK = yaml(group("it", "bo, cai"), group("store", "dan"))
IN_IT = "CIT"


async def test_words_are_found_by_those_who_may_read_them(counter_of: CounterOf) -> None:
    """Members find all of their group's, reporters their own without what is internal, others
    nothing."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer eats paper #it")
        await desk.ask("bo", f"#{ticket.id} comment his own coffee did it", IN_IT)
        assert f"#{ticket.id} · " in said(await desk.ask("bo", "find coffee"))
        assert f"#{ticket.id} · " in said(await desk.ask("ana", "find printer"))
        for who, words in (("ana", "coffee"), ("dan", "printer"), ("dan", "coffee")):
            assert "Nothing found." in said(await desk.ask(who, f"find {words}"))


async def test_of_others_tickets_an_outline_is_listed(counter_of: CounterOf) -> None:
    """Group and state are everybody's to see; people and words are not."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer eats paper #it")
        await desk.ask("bo", f"#{ticket.id} ack", IN_IT)
        outline = f"#{ticket.id} · Acknowledged · IT"
        for line in ("find in:it open", "list in:it", "find in:it today"):
            told = said(await desk.ask("dan", line))
            assert outline in told, line
            assert "printer" not in told
            assert "printer eats paper" in said(await desk.ask("cai", line))
        assert "No tickets." in said(await desk.ask("dan", "find @Bo"))
        assert "printer eats paper" in said(await desk.ask("cai", "find @Bo"))
        assert "printer eats paper" in said(await desk.ask("cai", "list @Ana in:it"))


async def test_a_number_alone_is_that_ticket(counter_of: CounterOf) -> None:
    """With or without its mark."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer eats paper #it")
        for line in (f"find #{ticket.id}", f"find {ticket.id}", f"找 工单{ticket.id}"):
            assert "printer eats paper" in said(await desk.ask("ana", line))


async def test_lists_by_state_and_age(counter_of: CounterOf) -> None:
    """What is asked for is said above the list."""
    async with counter_of(DESK) as desk:
        old, new = await desk.opened("old lamp #it"), await desk.opened("fine lamp #it")
        await desk.ask("bo", f"#{new.id} ack", IN_IT)
        waiting = said(await desk.ask("bo", "list unacknowledged", IN_IT))
        assert "not acknowledged" in waiting.splitlines()[0]
        assert "old lamp" in waiting
        assert "fine lamp" not in waiting
        aged = said(await desk.ask("bo", "list oldest", IN_IT)).splitlines()
        assert "oldest first" in aged[0]
        assert [line.split()[0] for line in aged[1:]] == [f"#{old.id}", f"#{new.id}"]
        assert "No tickets." in said(await desk.ask("bo", "list late", IN_IT))
        assert "fine lamp" in said(await desk.ask("bo", "list mine", IN_IT))
        assert "old lamp" in said(await desk.ask("ana", "list mine"))


async def test_pages_are_turned_by_buttons(counter_of: CounterOf) -> None:
    """On and back, also after a restart, and what came meanwhile changes nothing behind."""
    async with counter_of(DESK) as desk:
        lamps = [(await desk.opened(f"lamp {n} #it")).id for n in range(2 * PAGE + 3)]
        newest = [f"#{number}" for number in reversed(lamps)]
        for line in ("find lamp", "list mine"):
            first = await desk.ask("ana", line)
            assert numbers(first) == newest[:PAGE]
            second = await press(desk, "ana", first, "Next page")
            assert numbers(second) == newest[PAGE : 2 * PAGE]
            assert second.replaces
            last = await press(desk, "ana", second, "Next page")
            assert numbers(last) == newest[2 * PAGE :]
            assert labels(last) == ["Previous page"]
            back = await press(desk, "ana", last, "Previous page")
            assert numbers(back) == newest[PAGE : 2 * PAGE]
            assert labels(await press(desk, "ana", back, "Previous page")) == ["Next page"]


async def test_pages_of_others_are_not_turned(counter_of: CounterOf) -> None:
    """Who presses on somebody's search is refused; on a group's list they see what is theirs."""
    async with counter_of(DESK) as desk:
        for n in range(PAGE + 1):
            await desk.opened(f"lamp {n} #it")
        search = await desk.ask("ana", "find lamp")
        assert "can no longer be turned" in said(await press(desk, "bo", search, "Next page"))
        listed = await desk.ask("bo", "list", IN_IT)
        assert listed.public
        ours = await press(desk, "cai", listed, "Next page", IN_IT)
        assert (ours.public, ours.replaces) == (True, True)
        assert "lamp" in said(ours)
        theirs = await press(desk, "dan", listed, "Next page", IN_IT)
        assert (theirs.public, theirs.replaces) == (False, False)
        assert "lamp" not in said(theirs)


async def test_rights_are_looked_at_with_each_page(counter_of: CounterOf) -> None:
    """What was transferred away meanwhile is no longer found."""
    async with counter_of(DESK) as desk:
        lamps = [(await desk.opened(f"lamp {n} #it")).id for n in range(PAGE + 1)]
        first = await desk.ask("bo", "find lamp")
        await desk.ask("bo", f"#{lamps[0]} transfer store", IN_IT)
        assert numbers(await press(desk, "bo", first, "Next page")) == []


async def test_a_page_is_turned_by_typing(counter_of: CounterOf) -> None:
    """As the links on DingTalk do it; one that is unknown is told."""
    async with counter_of(DESK) as desk:
        lamps = [(await desk.opened(f"lamp {n} #it")).id for n in range(PAGE + 1)]
        first = await desk.ask("ana", "find lamp")
        assert isinstance(first.says, Message)
        on = first.says.buttons[0].press
        assert numbers(await desk.ask("ana", f"page {on.subject} {on.choice}")) == [f"#{lamps[0]}"]
        assert "can no longer" in said(await desk.ask("ana", "page 999 n5"))


def numbers(reply: Reply) -> list[str]:
    """The tickets on a page, in their order."""
    return [line.split()[0] for line in said(reply).splitlines() if line.startswith("#")]


def labels(reply: Reply) -> list[str]:
    """What stands on its buttons."""
    assert isinstance(reply.says, Message)
    return [button.text for button in reply.says.buttons]


async def press(
    desk: Counter, who: str, reply: Reply, label: str, channel: str = "CFRONT"
) -> Reply:
    """Somebody presses a button of a message."""
    assert isinstance(reply.says, Message)
    button = next(button for button in reply.says.buttons if button.text == label)
    return await FrontDesk(desk.store).ask(
        Request(
            key=f"k{next(desk.keys)}",
            who=AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}"),
            who_name=who.title(),
            where=Place(ConversationAddress(MessengerName.SLACK, "T1", channel)),
            at=desk.store.clock.real(),
            asked=Pressed(button.press.pack()),
        )
    )
