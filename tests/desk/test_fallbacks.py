"""Where a ticket goes if nobody of its group can have it."""

from dataclasses import replace

import pytest

from desk.candidates import Candidate
from desk.grounds import GroundKind
from desk.queues import Queue, Strategy
from desk.routing import Fallback, choose
from tests.desk.builders import ANA, BO, DAN, LEA
from tests.desk.crews import QUESTION, crew_of, kinds, off_duty, on_duty

LEAD = Candidate(person=LEA, is_lead=True, is_member=False)
BACKUP = crew_of(on_duty(DAN), group="store")

FULL = Queue((Strategy.ON_DUTY,), limit=5)

FALLBACKS = {
    "the group itself": ([crew_of(on_duty(BO), LEAD), BACKUP], "it", BO, (BO,), Fallback.NONE),
    "its back-up": (
        [crew_of(off_duty(BO), LEAD), BACKUP],
        "store",
        DAN,
        (DAN,),
        Fallback.BACKUP_GROUP,
    ),
    "a back-up that works by button": (
        [crew_of(off_duty(BO)), replace(BACKUP, queue=Queue())],
        "store",
        None,
        (DAN,),
        Fallback.BACKUP_GROUP,
    ),
    "a lead": ([crew_of(off_duty(BO), LEAD)], "it", LEA, (LEA,), Fallback.LEAD),
    "a lead by button": ([crew_of(LEAD, queue=Queue())], "it", None, (LEA,), Fallback.LEAD),
    "a lead of the back-up": (
        [crew_of(off_duty(BO)), crew_of(LEAD, group="store")],
        "store",
        LEA,
        (LEA,),
        Fallback.LEAD,
    ),
    "a lead who is full is only told": (
        [crew_of(replace(LEAD, open_tickets=5), queue=FULL)],
        "it",
        None,
        (LEA,),
        Fallback.WAITS,
    ),
    "leads who are away are told too": (
        [crew_of(replace(LEAD, away=True))],
        "it",
        None,
        (LEA,),
        Fallback.WAITS,
    ),
    "leads who are there rather than those who aren't": (
        [crew_of(replace(LEAD, away=True), replace(LEAD, person=ANA, open_tickets=5), queue=FULL)],
        "it",
        None,
        (ANA,),
        Fallback.WAITS,
    ),
    "nobody at all": ([crew_of(off_duty(BO))], "it", None, (), Fallback.NOBODY),
    "no groups": ([], "it", None, (), Fallback.NOBODY),
}


@pytest.mark.parametrize("case", FALLBACKS)
def test_a_ticket_never_goes_nowhere(case: str) -> None:
    """The group, its back-ups, a lead; else it waits and leads are told; and it says so."""
    crews, *expected = FALLBACKS[case]
    choice = choose(QUESTION, crews)
    assert [choice.group, choice.person, choice.called, choice.fallback] == expected


def test_a_lead_who_steps_in_is_told_why() -> None:
    """Not on duty and without the skill, but the lead; others keep what ruled them out."""
    question = replace(QUESTION, skills={"network": 2})
    choice = choose(question, [crew_of(on_duty(BO), LEAD)])
    assert kinds(choice, LEA) == {GroundKind.OFF_DUTY, GroundKind.LACKS_SKILL, GroundKind.LEAD}
    verdict = choice.verdict_on(LEA)
    assert verdict is not None
    assert (verdict.chosen, verdict.fits) == (True, True)
    assert kinds(choice, BO) == {GroundKind.LACKS_SKILL}


def test_a_verdict_is_where_somebody_came_furthest() -> None:
    """Of one who is in both groups, that in which they were chosen."""
    choice = choose(QUESTION, [crew_of(off_duty(DAN)), BACKUP])
    verdict = choice.verdict_on(DAN)
    assert verdict is not None
    assert (verdict.group, verdict.chosen) == ("store", True)
    assert choice.verdict_on(ANA) is None
