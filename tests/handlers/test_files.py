"""What files mean together with a line: a title's, a ticket's, a comment's; and whose they are."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from desk.address import (
    AccountAddress,
    ConversationAddress,
    ConversationKind,
    MessengerName,
    Place,
    direct_chat,
)
from desk.drafts import DraftState
from desk.events import Intake
from desk.files import FileState
from desk.matters import News
from handlers.answer import FrontDesk
from handlers.request import FileRef, Line, Reply, Request, ThreadReply
from storage.duty_tables import MatterRow
from storage.file_tables import FileRow
from storage.tables import DraftRow, TicketRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml

pytestmark = pytest.mark.asyncio

DESK = yaml(group("it", "bo, lea", leads="[lea]"), group("store", "dan", leads="[lea]"))
PICTURE = FileRef("F1", "smoke.png", "image/png", 100)
LOG = FileRef("F2", "print.log", "text/plain", 7)


class Chat:
    """People who write to the desk directly, with files."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.front = FrontDesk(counter.store)

    async def sends(
        self, who: str, text: str, *files: FileRef, quoted: str = "", key: str = ""
    ) -> Reply:
        """A direct message."""
        account = AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}")
        line = Line(text, Intake.DIRECT, f"D{who}/1.2", files, quoted)
        return await self.asks(who, Place(direct_chat(account)), line, key)

    async def replies(self, who: str, thread: str, text: str, *files: FileRef) -> Reply:
        """A message in a thread of the front channel."""
        where = Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT"), thread)
        return await self.asks(who, where, ThreadReply(text, "CFRONT/9.9", files), "")

    async def asks(self, who: str, where: Place, asked: Line | ThreadReply, key: str) -> Reply:
        """Whatever it is, wherever."""
        request = Request(
            key=key or f"f{next(self.counter.keys)}",
            who=AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}"),
            who_name=who.title(),
            where=where,
            at=self.counter.store.clock.real(),
            asked=asked,
        )
        return await self.front.ask(request)


@pytest_asyncio.fixture
async def chat(counter_of: CounterOf) -> AsyncIterator[Chat]:
    """Two groups, and people before them."""
    async with counter_of(DESK) as counter:
        yield Chat(counter)


async def files() -> list[tuple[str, int | None, str, str]]:
    """Every file: its reference, ticket, state, and who may see it."""
    rows = await FileRow.all().order_by("id")
    return [(row.reference, row.ticket_id, row.state, row.visibility) for row in rows]


async def test_a_line_that_is_sure_brings_its_files(chat: Chat) -> None:
    """They are the ticket's, and wanted at once."""
    await chat.sends("ana", "new printer smokes", PICTURE, LOG)
    assert await files() == [("F1", 1, "wanted", "reporter"), ("F2", 1, "wanted", "reporter")]


async def test_an_unsure_line_holds_its_files(chat: Chat) -> None:
    """Nothing is fetched before its author has pressed."""
    await chat.sends("ana", "printer smokes", PICTURE)
    assert await files() == [("F1", None, "held", "reporter")]
    assert await chat.counter.store.files.claim(1000, 4) == []


async def test_files_alone_wait_for_the_next_line(chat: Chat) -> None:
    """Further ones join them; the line makes one ticket with all of them, without a press."""
    await chat.sends("ana", "", PICTURE)
    await chat.sends("ana", "", LOG)
    assert await DraftRow.all().count() == 1
    await chat.sends("ana", "printer smokes !urgent")
    assert [file[:3] for file in await files()] == [("F1", 1, "wanted"), ("F2", 1, "wanted")]
    ticket = await TicketRow.get(id=1)
    assert (ticket.title, ticket.priority) == ("printer smokes", "urgent")
    draft = await DraftRow.get(id=1)
    assert (draft.state, draft.ticket_id) == (DraftState.MADE, 1)


async def test_a_delivery_that_comes_again_asks_once(chat: Chat) -> None:
    """One question, one file."""
    for _ in range(2):
        await chat.sends("ana", "", PICTURE, key="again")
    assert await DraftRow.all().count() == 1
    assert len(await files()) == 1


async def test_the_next_line_of_somebody_else_is_no_title(chat: Chat) -> None:
    """Nor is what is said after ten minutes: both are lines like any other."""
    await chat.sends("ana", "", PICTURE)
    await chat.sends("bo", "my chair squeaks")
    assert (await files())[0][1] is None
    await chat.counter.passes(minutes=11)
    await chat.sends("ana", "printer smokes")
    assert await TicketRow.all().count() == 0
    states = [row.state for row in await DraftRow.all().order_by("id")]
    assert states == [DraftState.EXPIRED, DraftState.WAITING, DraftState.WAITING]


async def test_a_command_is_no_title(chat: Chat) -> None:
    """It is done, and the question stays."""
    await chat.sends("ana", "", PICTURE)
    assert "ticket" in said(await chat.sends("ana", "help")).lower()
    await chat.sends("ana", "list of broken things is wrong")
    assert [row.title for row in await TicketRow.all()] == ["list of broken things is wrong"]


async def test_a_number_adds_what_waits_to_a_ticket(chat: Chat) -> None:
    """As staff it stays internal, as a comment of theirs does."""
    await chat.counter.opened("printer smokes #it")
    await chat.sends("bo", "", PICTURE)
    told = said(await chat.sends("bo", "#1", LOG))
    assert told.splitlines()[1:] == ["📎 smoke.png", "📎 print.log"]
    assert sorted(await files()) == [
        ("F1", 1, "wanted", "internal"),
        ("F2", 1, "wanted", "internal"),
    ]
    assert await TicketRow.all().count() == 1


@pytest.mark.parametrize("line", ["#1", "#1 this is how it looks", "#1 ack"])
async def test_files_come_with_what_is_said_on_a_ticket(chat: Chat, line: str) -> None:
    """A bare number, a comment or a move: the files are that ticket's."""
    await chat.counter.opened("printer smokes #it")
    await chat.sends("bo", line, PICTURE)
    assert await files() == [("F1", 1, "wanted", "internal")]


@pytest.mark.parametrize("line", ["#1", "#1 look at this"])
async def test_a_stranger_adds_nothing_to_a_ticket(chat: Chat, line: str) -> None:
    """Who may not comment may not send files; they are told so."""
    await chat.counter.opened("printer smokes #it")
    assert said(await chat.sends("dan", line, PICTURE))
    assert await files() == []


async def test_help_beside_a_picture_is_a_report(chat: Chat) -> None:
    """It is asked about rather than answered, so that the picture isn't lost."""
    await chat.sends("ana", "help!", PICTURE)
    draft = await DraftRow.get(id=1)
    assert draft.text == "help!"
    assert (await FileRow.get(id=1)).draft_id == 1


async def test_a_title_can_be_told_below_the_question(chat: Chat) -> None:
    """In a channel the question stands in a thread; only its author's words there are a title."""
    counter = chat.counter
    where = Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT"))
    mention = Line("", Intake.MENTION, "CFRONT/1.1", (PICTURE,))
    await chat.asks("ana", where, mention, "")
    await chat.replies("bo", "CFRONT/1.1", "what is it?")
    await chat.replies("ana", "CFRONT/7.7", "lunch?")
    assert await TicketRow.all().count() == 0
    await chat.replies("ana", "CFRONT/1.1", "printer smokes")
    assert (await counter.ticket(1)).title == "printer smokes"
    await chat.replies("ana", "CFRONT/1.1", "", LOG)
    assert [file[:2] for file in await files()] == [("F1", 1), ("F2", 1)]
    assert (await counter.ticket(1)).replies == 0


async def test_what_somebody_points_to_is_no_part_of_a_command(chat: Chat) -> None:
    """It is a report if nothing else is said, and left alone beside a command."""
    await chat.sends("ana", "new see this", quoted="door is stuck")
    assert (await chat.counter.ticket(1)).body == "see this\ndoor is stuck"
    await chat.sends("ana", "#1 cancel", quoted="whatever")
    await chat.sends("ana", "", quoted="light is out")
    assert (await DraftRow.get(id=1)).text == "light is out"


async def test_claims_that_cannot_be_are_cut(chat: Chat) -> None:
    """What a messenger says of a file is somebody else's text."""
    await chat.sends("ana", "new odd", FileRef("F9\0", "\ud800a\0" * 900, "x" * 999, -5))
    row = await FileRow.get(id=1)
    assert (row.reference, row.claimed_size, row.state) == ("F9", 0, FileState.WANTED)
    assert len(row.name) <= 300
    assert len(row.claimed_kind) <= 300


async def test_the_desk_is_introduced_once_in_a_dingtalk_group(chat: Chat) -> None:
    """In one that no group of the desk has; help there is enough, and Slack has its own way."""
    ding = AccountAddress(MessengerName.DINGTALK, "D1", "user-li")
    places = [
        ConversationAddress(MessengerName.DINGTALK, "D1", "cidA", ConversationKind.GROUP),
        ConversationAddress(MessengerName.DINGTALK, "D1", "cidB", ConversationKind.GROUP),
        ConversationAddress(MessengerName.SLACK, "T1", "CFRONT"),
        direct_chat(ding),
    ]
    lines = ["list", "help", "list", "list"]
    for _ in range(2):
        for where, text in zip(places, lines, strict=True):
            request = Request(
                key=f"i{next(chat.counter.keys)}",
                who=ding,
                who_name="小李",
                where=Place(where),
                at=chat.counter.store.clock.real(),
                asked=Line(text, Intake.MENTION, "m1"),
            )
            await chat.front.ask(request)
    told = await MatterRow.all()
    assert [News.INTRODUCTION.value in row.payload for row in told] == [True]
