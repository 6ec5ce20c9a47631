"""What the sentences of refusals about duty name: shifts, and what became of a swap."""

from collections.abc import Mapping
from datetime import datetime

from cards.duty_times import say_spans
from cards.names import group_timezone
from cards.words import words
from desk.duty import spans_in
from desk.errors import Refusal
from desk.groups import Desk
from desk.languages import Language
from desk.matters import MatterState


def duty_facts(
    refusal: Refusal, desk: Desk, language: Language, now: datetime
) -> Mapping[str, str]:
    """`shifts` by the clocks of the group that it is about, `swap` as its card's tag says it."""
    facts = refusal.facts
    zone = group_timezone(str(facts.get("group", "")), desk)
    state = str(facts.get("state", ""))
    known = state in set(MatterState)
    return {
        "shifts": say_spans(spans_in(str(facts.get("spans", ""))), zone, language, now),
        "swap": words(language).say(f"swap.{state if known else MatterState.DONE}"),
    }
