"""Which language an answer speaks: the asker's, or that of all who read it."""

import pytest

from cards.card import Card
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, yaml

pytestmark = pytest.mark.asyncio


async def test_a_card_for_everybody_speaks_the_groups_language(counter_of: CounterOf) -> None:
    """Bo writes Chinese: what he alone reads is Chinese, the card in the English channel isn't."""
    async with counter_of(yaml(group("it", "bo, cai"))) as desk:
        number = (await desk.opened("printer")).id
        await desk.ask("bo", "值班")
        labels = []
        for channel in ("CFRONT", "CIT"):
            reply = await desk.ask("bo", f"#{number}", channel)
            assert isinstance(reply.says, Card)
            labels.append((reply.public, {fact.label for fact in reply.says.facts}))
        (alone, chinese), (public, english) = labels
        assert (alone, "处理人" in chinese) == (False, True)
        assert (public, "Assignee" in english) == (True, True)
