"""What is told of how somebody was chosen: true to the choice, in both languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.why_routing import opening_reasons, routed_message, routing_reasons
from desk.acts import Selection
from desk.candidates import Candidate, Crew, Question
from desk.criteria import Criterion
from desk.errors import Fact
from desk.grounds import Ground, GroundKind
from desk.languages import Language
from desk.queues import Category, Limits, Queue, Strategy
from desk.routing import Fallback, choose
from desk.triage import PriorityFrom, WhereFrom
from tests.cards.samples import BO, DESK, LANGUAGES, LI, NAMES, NOW, TICKET, WANG

FACTS: dict[GroundKind, dict[str, int | float | str]] = {
    GroundKind.ON_DUTY: {"position": 0},
    GroundKind.AT_LIMIT: {"open": 3, "limit": 3},
    GroundKind.AT_CATEGORY_LIMIT: {"category": "net", "open": 1, "limit": 1},
    GroundKind.NOT_THEIR_KIND: {"category": "net"},
    GroundKind.LACKS_SKILL: {"skill": "network", "asked": 2, "level": 1},
    GroundKind.LAST_GIVEN: {"at": "2026-11-22T01:00:00+00:00"},
    GroundKind.LOAD: {"load": 2.0},
    GroundKind.SKILL: {"score": 3, "skills": "network=3"},
}
QUESTION = Question(at=NOW, group="it", priority="normal")


def chosen(*candidates: Candidate, queue: Queue, question: Question = QUESTION) -> Selection:
    """What is chosen of these."""
    crews = (Crew("it", candidates, queue),)
    return Selection(question, crews, choose(question, crews))


def on_duty(person: int, **more: object) -> Candidate:
    """Somebody who serves."""
    return replace(Candidate(person=person, on_duty=0), **more)  # type: ignore[arg-type]


def test_the_chosen_comes_first_and_the_others_say_why_not() -> None:
    """Bo has the least load; Wang has more, and Li is on leave."""
    selection = chosen(
        on_duty(WANG, load=2.5),
        on_duty(BO, load=1.0),
        on_duty(LI, away=True),
        queue=Queue((Strategy.LEAST_LOAD,)),
    )
    assert list(routing_reasons(selection, NAMES, DESK, Language.ENGLISH)) == [
        "Given to Bo.",
        "IT 支持 works by: least load.",
        "What decided: least load.",
        "Bo (IT 支持): chosen, on duty, place 1, load 1",
        "小王 (IT 支持): on duty, place 1, load 2.5, others were better by least load",
        "小李 (IT 支持): on leave",
    ]


def test_why_not_tells_of_one_person_alone() -> None:
    """Wang has as many as he may; somebody of another group was not considered."""
    queue = Queue((Strategy.ROUND_ROBIN,), limits={WANG: Limits(open_tickets=1)})
    selection = chosen(on_duty(WANG, open_tickets=1), on_duty(BO), queue=queue)
    told = routing_reasons(selection, NAMES, DESK, Language.ENGLISH, person=WANG)
    assert list(told) == ["小王 (IT 支持): has 1 open of at most 1"]
    told = routing_reasons(selection, NAMES, DESK, Language.ENGLISH, person=LI)
    assert list(told) == ["小李 was not considered: not of IT 支持."]


def test_by_button_names_who_may_take_it() -> None:
    """Nobody is given it, and both on duty were asked; whom a card called is told apart."""
    selection = chosen(on_duty(WANG), on_duty(BO), queue=Queue())
    told = routing_reasons(selection, NAMES, DESK, Language.ENGLISH)
    assert told[0] == "Whoever takes it first: 小王, Bo."
    assert told[1] == "IT 支持 works by: taken by button."


@pytest.mark.parametrize(
    ("language", "called", "not_called"),
    [
        (Language.ENGLISH, "may take it, called, on duty, place 1", "may take it, not called at"),
        (
            Language.CHINESE,
            "可以受理，已通知，值班中，第 1 位",
            "可以受理，没有首先通知，值班中",
        ),
    ],
)
def test_by_button_who_was_called_is_told_from_who_was_not(
    language: Language, called: str, not_called: str
) -> None:
    """Wang is the back-up: he may take it, but only Bo was called."""
    selection = chosen(on_duty(BO), on_duty(WANG, on_duty=1), queue=Queue())
    (bo,) = routing_reasons(selection, NAMES, DESK, language, person=BO)
    (wang,) = routing_reasons(selection, NAMES, DESK, language, person=WANG)
    assert called in bo
    assert not_called in wang


def test_a_long_list_is_cut_and_says_so() -> None:
    """Two hundred candidates: the first twenty, and how many more."""
    crew = [on_duty(person, load=float(person)) for person in range(1, 201)]
    selection = chosen(*crew, queue=Queue((Strategy.LEAST_LOAD,)))
    told = routing_reasons(selection, NAMES, DESK, Language.ENGLISH)
    assert told[-1] == "180 more are not listed."
    assert len(told) == 3 + 20 + 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", GroundKind)
def test_every_ground_has_words(kind: GroundKind, language: Language) -> None:
    """Whatever speaks for or against somebody can be said, with a category by its name."""
    selection = chosen(on_duty(BO), queue=Queue())
    verdict = replace(selection.choice.verdicts[0], grounds=(Ground(kind, FACTS.get(kind, {})),))
    choice = replace(selection.choice, verdicts=(verdict,))
    desk = replace(DESK, categories={"net": Category("net", "网络", "it")})
    (told,) = routing_reasons(replace(selection, choice=choice), NAMES, desk, language, person=BO)
    assert "{" not in told
    assert ("网络" in told) == (kind is GroundKind.AT_CATEGORY_LIMIT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("criterion", Criterion)
def test_every_criterion_has_words(criterion: Criterion, language: Language) -> None:
    """Whatever decided can be said."""
    selection = chosen(on_duty(BO), queue=Queue())
    choice = replace(selection.choice, compared=(criterion,))
    assert len(routing_reasons(replace(selection, choice=choice), NAMES, DESK, language)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fallback", Fallback)
def test_how_far_one_had_to_go_is_told(fallback: Fallback, language: Language) -> None:
    """In why, and at once in the group; nothing is said where somebody fitted."""
    selection = chosen(on_duty(BO), queue=Queue())
    choice = replace(selection.choice, fallback=fallback)
    told = routing_reasons(replace(selection, choice=choice), NAMES, DESK, language)
    assert len(told) == (3 if fallback is Fallback.NONE else 4)
    if fallback not in {Fallback.NONE, Fallback.NOT_NAMED}:
        facts = {"fallback": fallback.value, "asked_group": "it", "group": "warehouse"}
        said = routed_message(TICKET, facts, DESK, language).text
        assert "#1042" in said
        assert "IT 支持" in said
    assert "#1042" in routed_message(TICKET, {}, DESK, language, beside=True).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", WhereFrom)
def test_why_a_ticket_is_in_its_group(why: WhereFrom, language: Language) -> None:
    """Each way to a group has words, with the group that was asked first."""
    facts = {"group_why": why.value, "group": "warehouse", "asked_group": "it", "group_fact": "x"}
    (told,) = opening_reasons(facts, DESK, language)
    assert "IT 支持" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", PriorityFrom)
def test_why_a_ticket_has_its_priority(why: PriorityFrom, language: Language) -> None:
    """Each way to a priority has words; a rule is named by its place, from 1, and its word."""
    found: dict[str, Fact] = {"priority_rule": 0, "priority_word": "宕机"}
    rule = found if why is PriorityFrom.RULE else {}
    facts: dict[str, Fact] = {"priority_why": why.value, "priority": "high", **rule}
    (told,) = opening_reasons(facts, DESK, language)
    assert ("高" in told) or ("High" in told)
    assert ("宕机" in told) == (why is PriorityFrom.RULE)


@pytest.mark.parametrize(
    ("language", "alone", "with_word"),
    [
        (
            Language.ENGLISH,
            "Priority High: by rule 1 (impact: High, urgency: Low).",
            "Priority High: by rule 1, because of “宕机” (impact: High, urgency: Low).",
        ),
        (
            Language.CHINESE,
            "优先级高：依据第 1 条规则（影响：高，紧急程度：低）。",
            "优先级高：依据第 1 条规则，命中「宕机」（影响：高，紧急程度：低）。",
        ),
    ],
)
def test_impact_and_urgency_are_the_reason(language: Language, alone: str, with_word: str) -> None:
    """Those of them that the rule asked for, beside its word if it has some."""
    facts: dict[str, Fact] = {
        "priority_why": PriorityFrom.RULE.value,
        "priority": "high",
        "priority_rule": 0,
        "priority_impact": "high",
        "priority_urgency": "low",
    }
    assert opening_reasons(facts, DESK, language) == [alone]
    assert opening_reasons({**facts, "priority_word": "宕机"}, DESK, language) == [with_word]


def test_when_somebody_was_last_given_one_is_said_in_the_groups_time() -> None:
    """Round robin: Bo an hour ago by Shanghai's clock."""
    hour_ago = NOW - timedelta(hours=1)
    selection = chosen(
        on_duty(WANG), on_duty(BO, last_given_at=hour_ago), queue=Queue((Strategy.ROUND_ROBIN,))
    )
    (told,) = routing_reasons(selection, NAMES, DESK, Language.ENGLISH, person=BO)
    assert "last given one 22 Nov 09:24" in told
