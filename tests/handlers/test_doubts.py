"""A line that may be about a ticket: nothing is done, and one press writes it down where it may."""

import pytest

from cards.card import Press
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.drafts import DraftState
from desk.events import Visibility
from desk.moves import Status
from handlers.answer import FrontDesk
from handlers.request import Pressed, Reply, Request
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml

pytestmark = pytest.mark.asyncio

DESK_YAML = yaml(group("it", "bo"), group("store", "dan"), more="default_group: it\n")


async def press(desk: Counter, who: str, draft: int) -> Reply:
    """Somebody presses that a line belongs on its ticket."""
    return await FrontDesk(desk.store).ask(
        Request(
            key=f"p{next(desk.keys)}",
            who=AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}"),
            who_name=who.title(),
            where=Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT")),
            at=desk.store.clock.real(),
            asked=Pressed(Press("draft_say", draft).pack()),
        )
    )


async def test_a_question_is_written_on_its_ticket(counter_of: CounterOf) -> None:
    """Ana's words without the number, for the group to read; the ticket stays as it is."""
    async with counter_of(DESK_YAML) as desk:
        number = (await desk.opened("till 2 is frozen")).id
        await desk.ask("ana", f"#{number} can we close it?")
        await press(desk, "ana", 1)
        (comment,) = await desk.store.history.comments(number)
        assert (comment.body, comment.visibility) == ("can we close it?", Visibility.REPORTER)
        assert (await desk.ticket(number)).status is Status.NEW
        draft = await desk.store.tickets.draft(1)
        assert draft is not None
        assert (draft.state, draft.ticket) == (DraftState.SAID, number)
        await press(desk, "ana", 1)
        assert len(await desk.store.history.comments(number)) == 1


async def test_who_may_not_write_on_it_may_not_by_a_press_either(counter_of: CounterOf) -> None:
    """Dan has nothing to do with IT's ticket: he is refused, and his question stands."""
    async with counter_of(DESK_YAML) as desk:
        number = (await desk.opened("till 2 is frozen")).id
        await desk.ask("dan", f"先别关 #{number}")
        assert "成员" in said(await press(desk, "dan", 1))
        assert await desk.store.history.comments(number) == []
        draft = await desk.store.tickets.draft(1)
        assert draft is not None
        assert draft.state is DraftState.WAITING


async def test_only_what_names_a_ticket_can_be_written_on_one(counter_of: CounterOf) -> None:
    """A press on a card that never had this button changes nothing."""
    async with counter_of(DESK_YAML) as desk:
        await desk.ask("ana", "搞定了")
        await press(desk, "ana", 1)
        draft = await desk.store.tickets.draft(1)
        assert draft is not None
        assert draft.state is DraftState.WAITING
