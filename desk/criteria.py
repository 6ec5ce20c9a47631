"""What candidates are compared by: a measure for each criterion, of which the least is the best."""

from collections.abc import Callable, Mapping
from datetime import UTC
from enum import StrEnum
from math import inf

from desk.candidates import Candidate, Question
from desk.grounds import Ground, GroundKind, plain
from desk.queues import Queue, Strategy


class Criterion(StrEnum):
    """What candidates are compared by.

    NAMED, HAD_IT_BEFORE and DUTY_FIRST come before the group's strategies; POSITION, LONGEST_AGO
    and NUMBER (of the person) break ties after them, so that there always is one.
    """

    NAMED = "named"
    HAD_IT_BEFORE = "had_it_before"
    DUTY_FIRST = "duty_first"
    ON_DUTY = "on_duty"
    ROUND_ROBIN = "round_robin"
    LEAST_LOAD = "least_load"
    BEST_SKILL = "best_skill"
    POSITION = "position"
    LONGEST_AGO = "longest_ago"
    NUMBER = "number"


PREFERENCES = (Criterion.NAMED, Criterion.HAD_IT_BEFORE, Criterion.DUTY_FIRST)
TIES = (Criterion.POSITION, Criterion.LONGEST_AGO, Criterion.NUMBER)


def criteria_of(queue: Queue) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """The criteria that decide, and those by which whoever is left is put in order."""
    criteria = [_OF_STRATEGY.get(strategy) for strategy in dict.fromkeys(queue.strategies)]
    button = criteria.index(None) if None in criteria else len(criteria)
    deciding = [criterion for criterion in criteria[:button] if criterion]
    ordering = [criterion for criterion in criteria[button:] if criterion]
    return tuple(deciding), (*ordering, *TIES)


def _position(one: Candidate, _question: Question) -> float:
    """Those on duty by position, then whoever has none."""
    return inf if one.on_duty is None else one.on_duty


def _last_given(one: Candidate, _question: Question) -> float:
    return one.last_given_at.timestamp() if one.last_given_at else -inf


def _score(one: Candidate, question: Question) -> int:
    """The levels that somebody has of all that is asked for and wished, summed."""
    return sum(one.skills.get(skill, 0) for skill in _wanted(question))


def _wanted(question: Question) -> tuple[str, ...]:
    extra = (wish for wish in question.wishes if wish not in question.skills)
    return (*question.skills, *extra)


def _tell_last_given(one: Candidate, _question: Question) -> Ground:
    if one.last_given_at is None:
        return plain(GroundKind.NEVER_GIVEN)
    at = one.last_given_at.astimezone(UTC).isoformat()
    return Ground(GroundKind.LAST_GIVEN, {"at": at})


def _tell_skill(one: Candidate, question: Question) -> Ground:
    there = sorted(skill for skill in _wanted(question) if skill in one.skills)
    skills = " ".join(f"{skill}={one.skills[skill]}" for skill in there)
    return Ground(GroundKind.SKILL, {"score": _score(one, question), "skills": skills})


_OF_STRATEGY: Mapping[Strategy, Criterion] = {
    Strategy.ON_DUTY: Criterion.ON_DUTY,
    Strategy.ROUND_ROBIN: Criterion.ROUND_ROBIN,
    Strategy.LEAST_LOAD: Criterion.LEAST_LOAD,
    Strategy.BEST_SKILL: Criterion.BEST_SKILL,
}
"""All but BY_BUTTON, which compares nobody."""

MEASURES: Mapping[Criterion, Callable[[Candidate, Question], float]] = {
    Criterion.NAMED: lambda one, question: one.person not in question.named,
    Criterion.HAD_IT_BEFORE: lambda one, question: one.person != question.before,
    Criterion.DUTY_FIRST: lambda one, _: not one.serves,
    Criterion.ON_DUTY: _position,
    Criterion.ROUND_ROBIN: _last_given,
    Criterion.LEAST_LOAD: lambda one, _: one.load,
    Criterion.BEST_SKILL: lambda one, question: -_score(one, question),
    Criterion.POSITION: _position,
    Criterion.LONGEST_AGO: _last_given,
    Criterion.NUMBER: lambda one, _: one.person,
}
"""How good somebody is by each: the less, the better."""

TELLING: Mapping[Criterion, Callable[[Candidate, Question], Ground]] = {
    Criterion.ROUND_ROBIN: _tell_last_given,
    Criterion.LONGEST_AGO: _tell_last_given,
    Criterion.LEAST_LOAD: lambda one, _: Ground(GroundKind.LOAD, {"load": one.load}),
    Criterion.BEST_SKILL: _tell_skill,
}
"""What was compared, where it is more than how somebody stands."""
