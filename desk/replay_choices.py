"""Choices made again: from the same inputs, and from those that other settings would have given."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desk.acts import Selection
from desk.candidates import Crew, Question, question_about
from desk.crews import Hands, crew_of
from desk.groups import Desk
from desk.load import Workload
from desk.routing import Choice, choose
from desk.surge import InForce, SurgeState, in_surge

A_FLOOD = SurgeState(on=True)


@dataclass(frozen=True, slots=True)
class Rechosen:
    """A stored choice, the one that follows from the same inputs, and the one of other settings."""

    stored: Selection
    again: Choice
    tried: Selection

    @property
    def is_proven(self) -> bool:
        """Whether the same inputs gave the same choice."""
        return self.again == self.stored.choice

    @property
    def differs(self) -> bool:
        """Whether somebody else would have got the ticket, or been called to take it."""
        return _outcome(self.tried.choice) != _outcome(self.stored.choice)


def chosen_again(stored: Selection, was: Desk, tried: Desk) -> Rechosen:
    """`was`: the settings that it was chosen under.

    People have on their hands what they had; of somebody who was no candidate then, nothing is
    known. Groups that were not asked then are not asked.
    """
    again = choose(stored.question, stored.crews)
    question = _asked(stored.question, was, tried)
    crews = tuple(_crews(stored, was, tried))
    if (question, crews) == (stored.question, stored.crews) or not crews:
        return Rechosen(stored, again, stored)
    other = replace(stored, question=question, crews=crews, choice=choose(question, crews))
    return Rechosen(stored, again, other)


def _outcome(choice: Choice) -> tuple[str, int | None, tuple[int, ...]]:
    return choice.group, choice.person, choice.called


def _asked(question: Question, was: Desk, tried: Desk) -> Question:
    """What the ticket asks for, as far as the settings say so."""
    if was is tried:
        return question
    before, after = (_by_settings(question, desk) for desk in (was, tried))
    if before == after:
        return question
    return replace(question, kinds=after.kinds, skills=after.skills, named=after.named)


def _by_settings(question: Question, desk: Desk) -> Question:
    return question_about(
        desk,
        at=question.at,
        group=question.group,
        priority=question.priority,
        category=question.category,
        customer_tier=question.customer_tier,
    )


def _crews(stored: Selection, was: Desk, tried: Desk) -> Iterator[Crew]:
    """Those who were asked; a group that is gone is left out."""
    for crew in stored.crews:
        if was is tried:
            yield crew
        elif crew.group in tried.groups:
            before, after = (_crew(crew, stored.question, desk) for desk in (was, tried))
            yield crew if before == after else after or crew


def _crew(crew: Crew, question: Question, desk: Desk) -> Crew | None:
    """The same group by these settings, with what people had on their hands."""
    group = desk.groups.get(crew.group)
    if group is None:
        return None
    flooded = crew.queue == in_surge(group.queue, A_FLOOD).queue != group.queue
    in_force = in_surge(group.queue, A_FLOOD) if flooded else InForce(group.queue)
    hands = Hands(
        {
            one.person: Workload(one.open_tickets, one.load, one.open_by_category)
            for one in crew.candidates
        },
        {one.person: one.last_given_at for one in crew.candidates if one.last_given_at},
    )
    return crew_of(desk, group, question.at, in_force, hands)
