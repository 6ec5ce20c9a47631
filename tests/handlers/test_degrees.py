"""Impact and urgency, typed: the priority that follows, and what is told."""

import pytest

from cards.ticket_card import private_card
from desk.degrees import Degree
from desk.languages import Language
from desk.people import Role, Sight
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, number_in, said, yaml

pytestmark = pytest.mark.asyncio

DESK_YAML = yaml(
    group("it", "bo, cai"),
    more="priority_rules:\n"
    "  - {priority: urgent, impact: high, urgency: [high, medium]}\n"
    "  - {priority: low, impact: low}\n",
)


DEGREES = [
    ("down impact:high urgency:high", "urgent", "by rule 1 (impact: High, urgency: High)"),
    ("断网 影响：高 紧急：中", "urgent", "依据第 1 条规则（影响：高，紧急程度：中）"),
    ("down impact:high urgency:low", "normal", "nothing else was said"),
    ("down impact:low", "low", "by rule 2 (impact: Low)"),
    ("down impact:high urgency:high !low", "low", "it was asked for"),
]


async def test_priority_follows_from_impact_and_urgency(
    counter_of: CounterOf, subtests: pytest.Subtests
) -> None:
    """By the desk's rules; a priority that was typed as such goes before; `why` tells it."""
    async with counter_of(DESK_YAML) as desk:
        for line, priority, why in DEGREES:
            with subtests.test(line=line):
                ticket = await desk.opened(line)
                assert ticket.title in {"down", "断网"}
                assert ticket.priority == priority
                question = "为什么" if "断网" in line else "why"
                answer = await desk.ask("bo", f"{question} #{ticket.id}")
                assert why in str(answer.says)


async def test_they_stand_on_the_card(counter_of: CounterOf) -> None:
    """Beside the priority, as they were said."""
    async with counter_of(DESK_YAML) as desk:
        ticket = await desk.opened("down impact:high")
        assert (ticket.impact, ticket.urgency) == (Degree.HIGH, None)
        member = frozenset({Role.MEMBER})
        card = private_card(ticket, desk.store.desk, {}, Language.ENGLISH, member, [], Sight.ALL)
        told = {fact.label: fact.value for fact in card.facts}
        assert told["Impact"] == "High"
        assert "Urgency" not in told


async def test_what_is_no_degree_is_told_and_stays(counter_of: CounterOf) -> None:
    """In the answer to whoever typed it, also when all the rest was understood."""
    async with counter_of(DESK_YAML) as desk:
        answer = said(await desk.ask("ana", "down urgency:high impact:huge"))
        assert "I can't read impact:huge, so it stayed in the title" in answer
        assert (await desk.ticket(number_in(answer))).title == "down impact:huge"
        assert "can't read" not in said(await desk.ask("ana", "down impact:high"))
