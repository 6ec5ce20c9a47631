"""Crews of a small desk and a question for them, for tests of routing."""

from dataclasses import replace

from desk.candidates import Candidate, Crew, Question
from desk.grounds import GroundKind
from desk.queues import Queue, Strategy
from desk.routing import Choice
from tests.desk.builders import NOON

QUESTION = Question(at=NOON, group="it", priority="normal")
NETWORK = replace(QUESTION, category="wifi", kinds=("wifi", "network"))


def on_duty(person: int, position: int = 0) -> Candidate:
    """Somebody on duty."""
    return Candidate(person=person, on_duty=position)


def off_duty(person: int) -> Candidate:
    """A member who isn't on duty."""
    return Candidate(person=person)


def crew_of(
    *candidates: Candidate, queue: Queue | None = None, group: str = "it", in_hours: bool = True
) -> Crew:
    """These people, of whom the first on duty is given tickets if nothing else is said."""
    return Crew(group, candidates, queue or Queue((Strategy.ON_DUTY,)), in_hours)


def of(*strategies: Strategy, pool: str = "on_duty") -> Queue:
    """A queue that is worked in this way."""
    return Queue(strategies, pool)


def kinds(choice: Choice, person: int) -> set[GroundKind]:
    """What is said of somebody."""
    verdict = choice.verdict_on(person)
    return {ground.kind for ground in verdict.grounds} if verdict else set()
