"""Who gets a ticket: a table for every rule, and what is said of everybody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import TypeAdapter

from desk.candidates import Candidate, Crew, Question
from desk.criteria import Criterion
from desk.grounds import Ground, GroundKind
from desk.queues import Limits, Queue, Strategy
from desk.routing import Choice, Fallback, choose
from tests.desk.builders import ANA, BO, DAN, LEA, NOON
from tests.desk.crews import NETWORK, QUESTION, crew_of, kinds, of, off_duty, on_duty

SKILLED = replace(on_duty(LEA, 1), skills={"network": 3, "lang:zh_CN": 1})
BUSY = replace(on_duty(BO), load=3.5, last_given_at=NOON, skills={"network": 2})
ANA_ON = replace(on_duty(ANA, 1), load=2.0, last_given_at=NOON - timedelta(hours=1))
DAN_ON = replace(on_duty(DAN, 2), load=2.0)

STRATEGIES = {
    "the first on duty": (of(Strategy.ON_DUTY), BO, (Criterion.ON_DUTY,)),
    "the longest without one": (of(Strategy.ROUND_ROBIN), DAN, (Criterion.ROUND_ROBIN,)),
    "the least load, then the first on duty": (
        of(Strategy.LEAST_LOAD),
        ANA,
        (Criterion.LEAST_LOAD, Criterion.POSITION),
    ),
    "the least load, then the longest without one": (
        of(Strategy.LEAST_LOAD, Strategy.ROUND_ROBIN),
        DAN,
        (Criterion.LEAST_LOAD, Criterion.ROUND_ROBIN),
    ),
    "the best skill": (of(Strategy.BEST_SKILL), BO, (Criterion.BEST_SKILL,)),
}


@pytest.mark.parametrize("case", STRATEGIES)
def test_a_strategy_chooses(case: str) -> None:
    """By what it compares; a later one breaks ties; and it is said which one decided."""
    queue, expected, compared = STRATEGIES[case]
    question = replace(QUESTION, wishes=("network",))
    choice = choose(question, [crew_of(BUSY, ANA_ON, DAN_ON, queue=queue)])
    assert (choice.person, choice.called) == (expected, (expected,))
    assert choice.compared == compared
    assert choice.fallback is Fallback.NONE


def test_ties_end_with_the_number() -> None:
    """Where nothing tells people apart, the lower number has it."""
    choice = choose(QUESTION, [crew_of(on_duty(DAN), on_duty(ANA))])
    assert (choice.person, choice.compared) == (ANA, (Criterion.NUMBER,))
    assert choose(QUESTION, [crew_of(on_duty(DAN))]).compared == ()


@pytest.mark.parametrize(
    ("queue", "assigned", "called"),
    [
        (Queue(), None, (BO, ANA, DAN)),
        (of(), None, (BO, ANA, DAN)),
        (of(Strategy.BY_BUTTON, Strategy.ROUND_ROBIN), None, (DAN, ANA, BO)),
        (of(Strategy.LEAST_LOAD, Strategy.BY_BUTTON), None, (ANA, DAN)),
        (of(Strategy.ROUND_ROBIN, Strategy.BY_BUTTON), DAN, (DAN,)),
    ],
)
def test_by_button_nobody_is_assigned(
    queue: Queue, assigned: int | None, called: tuple[int, ...]
) -> None:
    """Those who are equal when the button has its turn are called, in order."""
    choice = choose(QUESTION, [crew_of(DAN_ON, ANA_ON, BUSY, queue=queue)])
    assert (choice.person, choice.called) == (assigned, called)
    chosen = {verdict.person for verdict in choice.verdicts if verdict.chosen}
    assert chosen == set(called)


FULL = Queue((Strategy.ON_DUTY,), limit=5)
OWN = {
    BO: Limits(open_tickets=2, categories=frozenset({"network"}), per_category={"network": 1}),
    DAN: Limits(categories=frozenset({"network"})),
}

RULED_OUT = {
    "an outsider": (
        replace(off_duty(BO), is_member=False),
        QUESTION,
        Queue(pool="members"),
        Ground(GroundKind.NOT_A_MEMBER),
    ),
    "on leave": (replace(on_duty(BO), away=True), QUESTION, Queue(), Ground(GroundKind.ON_LEAVE)),
    "out of reach": (
        replace(on_duty(BO), reachable=False),
        QUESTION,
        Queue(),
        Ground(GroundKind.NOT_REACHABLE),
    ),
    "off duty": (off_duty(BO), QUESTION, Queue(), Ground(GroundKind.OFF_DUTY)),
    "gave it back": (
        on_duty(BO),
        replace(QUESTION, declined=(BO,)),
        Queue(),
        Ground(GroundKind.DECLINED),
    ),
    "at the group's limit": (
        replace(on_duty(BO), open_tickets=5),
        QUESTION,
        FULL,
        Ground(GroundKind.AT_LIMIT, {"open": 5, "limit": 5}),
    ),
    "at their own limit": (
        replace(on_duty(BO), open_tickets=3),
        NETWORK,
        replace(FULL, limits=OWN),
        Ground(GroundKind.AT_LIMIT, {"open": 3, "limit": 2}),
    ),
    "at their limit of this kind": (
        replace(on_duty(BO), open_tickets=1, open_by_category={"network": 1}),
        NETWORK,
        replace(FULL, limits=OWN),
        Ground(GroundKind.AT_CATEGORY_LIMIT, {"category": "network", "open": 1, "limit": 1}),
    ),
    "other kinds only": (
        on_duty(BO),
        replace(QUESTION, category="stock", kinds=("stock",)),
        replace(FULL, limits=OWN),
        Ground(GroundKind.NOT_THEIR_KIND, {"category": "stock"}),
    ),
    "other kinds than none": (
        on_duty(BO),
        QUESTION,
        replace(FULL, limits=OWN),
        Ground(GroundKind.NOT_THEIR_KIND, {"category": ""}),
    ),
    "without a skill": (
        replace(on_duty(BO), skills={"network": 1}),
        replace(QUESTION, skills={"network": 2}),
        Queue(),
        Ground(GroundKind.LACKS_SKILL, {"skill": "network", "asked": 2, "level": 1}),
    ),
}


@pytest.mark.parametrize("case", RULED_OUT)
def test_somebody_is_ruled_out_with_the_reason(case: str) -> None:
    """And nobody gets the ticket, if there is nobody else."""
    candidate, question, queue, ground = RULED_OUT[case]
    choice = choose(question, [crew_of(candidate, queue=queue)])
    assert (choice.person, choice.called, choice.fallback) == (None, (), Fallback.NOBODY)
    verdict = choice.verdict_on(BO)
    assert verdict is not None
    assert (verdict.fits, verdict.chosen, verdict.grounds) == (False, False, (ground,))


def test_a_limit_leaves_room_below_it() -> None:
    """Four of five is not five of five; one's own limit goes before the group's."""
    four = replace(on_duty(BO), open_tickets=4)
    assert choose(QUESTION, [crew_of(four, queue=FULL)]).person == BO
    roomy = replace(FULL, limits={BO: Limits(open_tickets=9)})
    assert choose(QUESTION, [crew_of(replace(four, open_tickets=8), queue=roomy)]).person == BO
    theirs = replace(FULL, limits=OWN)
    assert choose(NETWORK, [crew_of(on_duty(DAN), queue=theirs)]).person == DAN


def test_among_members_those_on_duty_come_first() -> None:
    """Off duty one is given a ticket only if nobody on duty can have it, and in hours."""
    queue = of(Strategy.LEAST_LOAD, pool="members")
    idle, full = off_duty(ANA), replace(BUSY, away=True)
    choice = choose(QUESTION, [crew_of(BUSY, idle, queue=queue)])
    assert (choice.person, choice.compared) == (BO, (Criterion.DUTY_FIRST,))
    assert kinds(choice, ANA) == {GroundKind.AFTER_DUTY}
    assert choose(QUESTION, [crew_of(full, idle, queue=queue)]).person == ANA
    night = choose(QUESTION, [crew_of(full, idle, queue=queue, in_hours=False)])
    assert (night.person, kinds(night, ANA)) == (None, {GroundKind.OFF_DUTY})


def test_who_only_leads_is_no_member_to_choose_from() -> None:
    """Leads have their turn when nobody else can."""
    lead = Candidate(person=LEA, is_lead=True, is_member=False)
    crew = crew_of(lead, off_duty(BO), queue=of(Strategy.LEAST_LOAD, pool="members"))
    choice = choose(QUESTION, [crew])
    assert (choice.person, kinds(choice, LEA)) == (BO, {GroundKind.OFF_DUTY})


def test_in_a_flood_the_standby_joins() -> None:
    """As if on duty, behind those whose turn it is."""
    helper = Candidate(person=ANA, standby=True, is_member=False)
    crew = crew_of(helper, BUSY, queue=of(Strategy.LEAST_LOAD))
    assert choose(QUESTION, [crew]).person == ANA
    assert choose(QUESTION, [replace(crew, queue=of(Strategy.ON_DUTY))]).person == BO
    assert kinds(choose(QUESTION, [crew]), ANA) == {GroundKind.STANDBY, GroundKind.LOAD}


def test_named_people_go_first() -> None:
    """Also off duty, if at work; if none of them can, others of the group, and it says so."""
    question = replace(QUESTION, named=(DAN, LEA))
    crew = crew_of(BUSY, off_duty(DAN), replace(off_duty(LEA), away=True))
    choice = choose(question, [crew])
    assert (choice.person, choice.fallback) == (DAN, Fallback.NONE)
    verdict = choice.verdict_on(BO)
    assert verdict is not None
    assert (verdict.fits, verdict.lost_at) == (True, Criterion.NAMED)
    night = choose(question, [replace(crew, in_hours=False)])
    assert (night.person, night.fallback) == (BO, Fallback.NOT_NAMED)
    assert GroundKind.NOT_NAMED in kinds(night, BO)


def test_whoever_had_it_before_is_preferred_while_on_duty() -> None:
    """A reopened ticket goes back to them, but not to somebody who has gone home."""
    question = replace(QUESTION, before=DAN)
    choice = choose(question, [crew_of(BUSY, DAN_ON)])
    assert (choice.person, choice.compared) == (DAN, (Criterion.HAD_IT_BEFORE,))
    assert choose(question, [crew_of(BUSY, off_duty(DAN))]).person == BO


def test_skills_count_by_level_and_a_language_is_one() -> None:
    """What is wished rules nobody out."""
    question = replace(QUESTION, skills={"network": 2}, wishes=("lang:zh_CN", "network"))
    choice = choose(question, [crew_of(BUSY, SKILLED, queue=of(Strategy.BEST_SKILL))])
    assert choice.person == LEA
    verdict = choice.verdict_on(LEA)
    assert verdict is not None
    assert verdict.grounds[-1] == Ground(
        GroundKind.SKILL, {"score": 4, "skills": "lang:zh_CN=1 network=3"}
    )


def test_what_was_compared_is_told() -> None:
    """Load and last ticket stand in the verdicts of those who were compared by them."""
    queue = of(Strategy.LEAST_LOAD, Strategy.ROUND_ROBIN)
    choice = choose(QUESTION, [crew_of(BUSY, ANA_ON, DAN_ON, queue=queue)])
    grounds = {verdict.person: verdict.grounds for verdict in choice.verdicts}
    assert grounds[BO][1:] == (Ground(GroundKind.LOAD, {"load": 3.5}),)
    assert grounds[ANA][1:] == (
        Ground(GroundKind.LOAD, {"load": 2.0}),
        Ground(GroundKind.LAST_GIVEN, {"at": "2026-03-02T03:00:00+00:00"}),
    )
    assert grounds[DAN][2:] == (Ground(GroundKind.NEVER_GIVEN),)
    lost = {verdict.person: verdict.lost_at for verdict in choice.verdicts}
    assert lost == {BO: Criterion.LEAST_LOAD, ANA: Criterion.ROUND_ROBIN, DAN: None}


def test_a_decision_survives_being_written_down() -> None:
    """Its inputs and its outcome are the same from JSON, and so is the choice made again."""
    queue = Queue((Strategy.LEAST_LOAD, Strategy.ROUND_ROBIN), limit=9, limits=OWN)
    crews = (
        crew_of(BUSY, ANA_ON, replace(DAN_ON, away=True), queue=queue),
        crew_of(on_duty(LEA), group="store"),
    )
    inputs = TypeAdapter(tuple[Question, tuple[Crew, ...]])
    question, again = inputs.validate_json(inputs.dump_json((NETWORK, crews)))
    assert (question, again) == (NETWORK, crews)
    choice = choose(question, again)
    assert choice == choose(NETWORK, crews)
    outcome = TypeAdapter(Choice)
    assert outcome.validate_json(outcome.dump_json(choice)) == choice
