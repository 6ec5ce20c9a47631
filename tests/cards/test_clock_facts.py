"""The line that says what happens next."""

from dataclasses import replace

import pytest

from cards.clock_facts import clock_facts
from desk.clocks import ClockKind
from desk.groups import Desk
from desk.languages import Language
from desk.promises import Step, When, Whom
from tests.desk.builders import SLACK_STORE
from tests.desk.sla_builders import MONDAY, NORMAL, born, local, promising_desk

AT = When(0.5)
EVERYTHING = Step(
    AT, (Whom.LEAD,), raise_priority=True, next_tier=True, post=(SLACK_STORE,), webhook="https://x"
)


@pytest.mark.parametrize(
    ("step", "english", "chinese"),
    [
        (Step(AT, (Whom.BACKUP,)), "remind the back-up", "提醒备班同事"),
        (Step(AT, raise_priority=True), "raise the priority to high", "优先级升为 high"),
        (Step(AT, next_tier=True), "move it on to 仓库", "升级给仓库"),
        (Step(AT, post=(SLACK_STORE,)), "post it in another channel", "发到其他频道"),
        (Step(AT, webhook="https://x"), "call a webhook", "调用 Webhook"),
        (
            EVERYTHING,
            "remind the leads, raise the priority to high, move it on to 仓库, "
            "post it in another channel, call a webhook",
            "提醒主管，优先级升为 high，升级给仓库，发到其他频道，调用 Webhook",
        ),
    ],
)
def test_next_says_what_will_happen(step: Step, english: str, chinese: str) -> None:
    """Not only who is reminded: also where the ticket goes, and what the desk does itself."""
    desk = _desk(step)
    assert _next(desk, Language.ENGLISH).endswith(f": {english}")
    assert _next(desk, Language.CHINESE).endswith(f" {chinese}")


def test_what_can_not_happen_is_not_announced() -> None:
    """The most urgent is raised no further, and above the last tier there is none."""
    step = Step(AT, (Whom.LEAD,), raise_priority=True, next_tier=True)
    desk = _desk(step)
    ticket = replace(
        born(local(MONDAY), desk).ticket, priority=desk.priorities[0].key, group="store"
    )
    facts = list(clock_facts(ticket, desk, Language.ENGLISH))
    assert facts[-1].value.endswith(": remind the leads")


def test_next_names_the_group_where_the_lead_knows() -> None:
    """Lea was told in the place of a back-up: at her own step the group is; once the ticket is late
    that is news for her too."""
    for at, whom in ((0.5, "the group"), (1, "the leads")):
        desk = _desk(Step(When(at), (Whom.LEAD,)))
        ticket = born(local(MONDAY), desk).ticket
        known = tuple(sorted(desk.groups["it"].leads))
        clocks = tuple(replace(clock, stood_in=known) for clock in ticket.clocks)
        facts = list(clock_facts(replace(ticket, clocks=clocks), desk, Language.ENGLISH))
        assert facts[-1].value.endswith(f": remind {whom}")


def _desk(step: Step) -> Desk:
    """Only this step is to come."""
    return promising_desk(replace(NORMAL, steps={ClockKind.ACKNOWLEDGE: (step,)}))


def _next(desk: Desk, language: Language) -> str:
    ticket = born(local(MONDAY), desk).ticket
    return list(clock_facts(ticket, desk, language))[-1].value
