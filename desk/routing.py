"""Who gets a ticket: one pure choice, with what spoke for and against everybody.

A group is asked first, then its back-ups, each in its own way; then a lead. Whoever may not have
the ticket is ruled out; the rest are narrowed by criteria, one after the other, each keeping the
best, until one is left. The order in which candidates come in makes no difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desk.candidates import Candidate, Crew, Question
from desk.criteria import MEASURES, PREFERENCES, TELLING, TIES, Criterion, criteria_of
from desk.grounds import RULES_OUT_A_LEAD, Ground, GroundKind, objections, on_duty, plain
from desk.queues import Queue, Strategy


class Fallback(StrEnum):
    """How far one had to go to find somebody."""

    NONE = "none"
    NOT_NAMED = "not_named"  # none of those named for it could: somebody else of the group
    BACKUP_GROUP = "backup_group"
    LEAD = "lead"
    WAITS = "waits"  # not even a lead can have it now: it waits in the group's queue, leads know
    NOBODY = "nobody"  # the same, and there is no lead to be told


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one candidate of one group.

    `fits`: whether they could have it; `chosen`: whether they are assigned, or called to take it;
    `lost_at`: by which criterion others who fit were better.
    """

    person: int
    group: str
    chosen: bool
    fits: bool
    grounds: tuple[Ground, ...] = ()
    lost_at: Criterion | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a ticket, and why.

    `group` is whose it is now. `person` is assigned (None: it is taken by button, or waits);
    `called` are told of it by name, in this order. `compared` are the criteria that told candidates
    apart, the last of which decided; empty if there was only one. Verdicts are there for every
    candidate of every group that was asked.
    """

    group: str
    person: int | None
    called: tuple[int, ...]
    fallback: Fallback
    compared: tuple[Criterion, ...]
    verdicts: tuple[Verdict, ...]

    def verdict_on(self, person: int) -> Verdict | None:
        """What was found about somebody, where they came furthest."""
        found = [verdict for verdict in self.verdicts if verdict.person == person]
        return max(found, key=lambda verdict: (verdict.chosen, verdict.fits), default=None)


def choose(question: Question, crews: Sequence[Crew]) -> Choice:
    """Who gets it: of the first crew if anybody there can, else of the next ones (its back-ups, in
    order), else a lead of theirs.

    One may ask with the first crew alone, and with all of them once `fallback` says LEAD or beyond.
    """
    heard: list[_Hearing] = []
    for crew in crews:
        heard.append(_hear(question, crew))
        if heard[-1].fitting:
            return _chosen(question, heard)
    return _given_to_lead(question, heard)


def hands_out(queue: Queue) -> bool:
    """Whether tickets of this queue are assigned, rather than taken by button."""
    return bool(queue.strategies) and queue.strategies[0] is not Strategy.BY_BUTTON


@dataclass(frozen=True, slots=True)
class _Hearing:
    """A crew with what rules each of them out, and those whom nothing does, by number."""

    crew: Crew
    against: Mapping[int, tuple[Ground, ...]]
    fitting: tuple[Candidate, ...]


@dataclass(slots=True)
class _Race:
    """Those still equal, and how the others fell behind."""

    left: list[Candidate]
    compared: list[Criterion] = field(default_factory=list)
    lost_at: dict[int, Criterion] = field(default_factory=dict)
    grounds: dict[int, list[Ground]] = field(default_factory=dict)


def _hear(question: Question, crew: Crew) -> _Hearing:
    everybody = sorted(crew.candidates, key=lambda candidate: candidate.person)
    against = {one.person: objections(one, question, crew) for one in everybody}
    return _Hearing(crew, against, tuple(one for one in everybody if not against[one.person]))


def _chosen(question: Question, heard: Sequence[_Hearing]) -> Choice:
    """The choice among those of the last crew that was heard."""
    hearing = heard[-1]
    race = _Race(list(hearing.fitting))
    for one in race.left:
        race.grounds[one.person] = _standing(one, question)
    deciding, ordering = criteria_of(hearing.crew.queue)
    _narrow(race, question, (*PREFERENCES, *deciding))
    by_button = Strategy.BY_BUTTON in hearing.crew.queue.strategies
    assigned = bool(deciding) and (not by_button or len(race.left) == 1)
    if assigned:
        _narrow(race, question, ordering)
    for criterion in () if assigned else ordering[: -len(TIES)]:
        _tell(race, question, criterion)
    called = _in_order(race.left, question, ordering)
    return Choice(
        group=hearing.crew.group,
        person=called[0] if assigned else None,
        called=called,
        fallback=_fallback(question, len(heard), called),
        compared=tuple(race.compared),
        verdicts=_verdicts(heard, hearing.crew.group, frozenset(called), race),
    )


def _narrow(race: _Race, question: Question, criteria: Iterable[Criterion]) -> None:
    """Keep the best by each criterion in turn, and note how the others fell behind."""
    for criterion in criteria:
        if len(race.left) == 1:
            return
        measure = MEASURES[criterion]
        values = [measure(one, question) for one in race.left]
        best = min(values)
        apart = max(values) != best
        if apart or criterion not in TIES:
            _tell(race, question, criterion)
        if not apart:
            continue
        race.compared.append(criterion)
        for one, value in zip(race.left, values, strict=True):
            if value != best:
                race.lost_at[one.person] = criterion
        race.left = [one for one, value in zip(race.left, values, strict=True) if value == best]


def _tell(race: _Race, question: Question, criterion: Criterion) -> None:
    if (telling := TELLING.get(criterion)) is None:
        return
    for one in race.left:
        race.grounds[one.person].append(telling(one, question))


def _in_order(
    left: Iterable[Candidate], question: Question, criteria: Sequence[Criterion]
) -> tuple[int, ...]:
    def place(one: Candidate) -> tuple[float, ...]:
        return tuple(MEASURES[criterion](one, question) for criterion in criteria)

    return tuple(one.person for one in sorted(left, key=place))


def _fallback(question: Question, asked: int, called: Sequence[int]) -> Fallback:
    if asked > 1:
        return Fallback.BACKUP_GROUP
    if question.named and not set(called) & set(question.named):
        return Fallback.NOT_NAMED
    return Fallback.NONE


def _given_to_lead(question: Question, heard: Sequence[_Hearing]) -> Choice:
    """A lead for whom neither leave, reach nor limits are in the way; else it waits, and all leads
    of the first group that has any are told."""
    for hearing in heard:
        free = [one for one in hearing.crew.candidates if one.is_lead and _is_free(one, hearing)]
        if free:
            return _lead_chosen(question, heard, hearing, free)
    for hearing in heard:
        leads = [one for one in hearing.crew.candidates if one.is_lead]
        present = [one for one in leads if one.reachable and not one.away]
        if leads:
            called = tuple(sorted(one.person for one in present or leads))
            verdicts = _verdicts(heard, hearing.crew.group, frozenset(), _Race([]))
            return Choice(question.group, None, called, Fallback.WAITS, (), verdicts)
    verdicts = _verdicts(heard, question.group, frozenset(), _Race([]))
    return Choice(question.group, None, (), Fallback.NOBODY, (), verdicts)


def _is_free(lead: Candidate, hearing: _Hearing) -> bool:
    return all(ground.kind not in RULES_OUT_A_LEAD for ground in hearing.against[lead.person])


def _lead_chosen(
    question: Question, heard: Sequence[_Hearing], hearing: _Hearing, free: Sequence[Candidate]
) -> Choice:
    race = _Race(sorted(free, key=lambda one: one.person))
    for one in free:
        against = hearing.against[one.person]
        race.grounds[one.person] = [*against, plain(GroundKind.LEAD)]
    _narrow(race, question, (Criterion.DUTY_FIRST, Criterion.LEAST_LOAD, *TIES))
    lead = race.left[0].person
    return Choice(
        group=hearing.crew.group,
        person=lead if hands_out(hearing.crew.queue) else None,
        called=(lead,),
        fallback=Fallback.LEAD,
        compared=tuple(race.compared),
        verdicts=_verdicts(heard, hearing.crew.group, frozenset({lead}), race),
    )


def _verdicts(
    heard: Sequence[_Hearing], group: str, chosen: frozenset[int], race: _Race
) -> tuple[Verdict, ...]:
    """What was found about everybody; `race` was run in this group."""
    verdicts: list[Verdict] = []
    for hearing in heard:
        here = hearing.crew.group
        ran = race.grounds if here == group else {}
        for person, against in hearing.against.items():
            if (grounds := ran.get(person)) is None:
                verdicts.append(Verdict(person, here, False, False, against))
            else:
                lost = race.lost_at.get(person)
                verdicts.append(Verdict(person, here, person in chosen, True, tuple(grounds), lost))
    return tuple(verdicts)


def _standing(one: Candidate, question: Question) -> list[Ground]:
    """How somebody stands who can have it, before anything is compared."""
    grounds: list[Ground] = []
    if question.named:
        named = one.person in question.named
        grounds.append(plain(GroundKind.NAMED if named else GroundKind.NOT_NAMED))
    if one.person == question.before:
        grounds.append(plain(GroundKind.HAD_IT_BEFORE))
    if one.on_duty is not None:
        grounds.append(on_duty(one.on_duty))
    else:
        grounds.append(plain(GroundKind.STANDBY if one.standby else GroundKind.AFTER_DUTY))
    return grounds
