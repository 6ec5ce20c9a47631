"""What holds for every choice, whoever the candidates are."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.candidates import Candidate, Crew, Question
from desk.grounds import RULES_OUT
from desk.queues import Limits, Queue, Strategy
from desk.routing import Fallback, choose
from desk.waiting import Waiting, drain
from tests.desk.builders import NOON
from tests.desk.crews import QUESTION

SKILLS = st.dictionaries(st.sampled_from(["network", "wan", "lang:en"]), st.integers(1, 3))
PEOPLE = st.integers(1, 6)
ASSIGNING = [Strategy.ON_DUTY, Strategy.ROUND_ROBIN, Strategy.LEAST_LOAD, Strategy.BEST_SKILL]

CANDIDATES = st.builds(
    Candidate,
    person=PEOPLE,
    on_duty=st.none() | st.integers(0, 2),
    standby=st.booleans(),
    is_member=st.booleans(),
    is_lead=st.sampled_from([False, False, True]),
    skills=SKILLS,
    open_tickets=st.integers(0, 4),
    load=st.sampled_from([0.0, 1.5, 3.0]),
    last_given_at=st.none() | st.integers(0, 3).map(lambda hours: NOON - timedelta(hours=hours)),
    open_by_category=st.dictionaries(st.just("network"), st.integers(0, 2)),
    away=st.sampled_from([False, False, False, True]),
    reachable=st.sampled_from([True, True, True, False]),
)

LIMITS = st.builds(
    Limits,
    open_tickets=st.none() | st.integers(0, 4),
    categories=st.sampled_from([frozenset(), frozenset({"network"})]),
    per_category=st.dictionaries(st.just("network"), st.integers(0, 2)),
)

QUEUES = st.builds(
    Queue,
    strategies=st.lists(st.sampled_from(Strategy), max_size=3, unique=True).map(tuple),
    pool=st.sampled_from(["on_duty", "members"]),
    limits=st.dictionaries(PEOPLE, LIMITS, max_size=3),
    limit=st.none() | st.integers(1, 4),
)

CREWS = st.builds(
    Crew,
    group=st.sampled_from(["it", "store"]),
    candidates=st.lists(CANDIDATES, max_size=6, unique_by=lambda one: one.person).map(tuple),
    queue=QUEUES,
    in_hours=st.booleans(),
)

QUESTIONS = st.builds(
    Question,
    at=st.just(NOON),
    group=st.just("it"),
    priority=st.just("normal"),
    category=st.just("network"),
    kinds=st.just(("network",)),
    skills=st.dictionaries(st.just("network"), st.integers(1, 2)),
    wishes=st.sampled_from([(), ("lang:en",)]),
    named=st.sampled_from([(), (), (1, 2)]),
    before=st.none() | PEOPLE,
    declined=st.sampled_from([(), (1,)]),
)

CREW_LISTS = st.lists(CREWS, min_size=1, max_size=2, unique_by=lambda crew: crew.group)
_OF_THE_GROUP = {Fallback.NONE, Fallback.NOT_NAMED}
quick = settings(max_examples=80, deadline=None, derandomize=True)


@quick
@given(QUESTIONS, CREW_LISTS, st.randoms(use_true_random=False))
def test_the_order_of_candidates_makes_no_difference(
    question: Question, crews: list[Crew], chance: Random
) -> None:
    """The same inputs give the same choice, with the same verdicts in the same order."""
    shuffled = []
    for crew in crews:
        candidates = list(crew.candidates)
        chance.shuffle(candidates)
        shuffled.append(replace(crew, candidates=tuple(candidates)))
    assert choose(question, shuffled) == choose(question, crews) == choose(question, crews)


@quick
@given(QUESTIONS, CREW_LISTS)
def test_everybody_who_was_asked_has_a_verdict_with_its_grounds(
    question: Question, crews: list[Crew]
) -> None:
    """Exactly one each, in every group that was asked; all who are chosen fit, and only they."""
    choice = choose(question, crews)
    asked = crews[: len({verdict.group for verdict in choice.verdicts}) or 1]
    for crew in asked:
        here = [verdict.person for verdict in choice.verdicts if verdict.group == crew.group]
        assert here == sorted(one.person for one in crew.candidates)
    assert all(verdict.grounds for verdict in choice.verdicts)
    chosen = {verdict.person for verdict in choice.verdicts if verdict.chosen}
    assert all(verdict.fits for verdict in choice.verdicts if verdict.chosen)
    assert all(verdict.lost_at is None for verdict in choice.verdicts if verdict.chosen)
    if choice.fallback in {Fallback.WAITS, Fallback.NOBODY}:
        assert not chosen
    else:
        assert chosen == set(choice.called)
        assert choice.person is None or choice.called == (choice.person,)


@quick
@given(QUESTIONS, CREW_LISTS)
def test_who_fits_and_was_not_chosen_was_worse_by_a_criterion(
    question: Question, crews: list[Crew]
) -> None:
    """And whoever doesn't fit has a ground that rules them out."""
    for verdict in choose(question, crews).verdicts:
        ruled_out = [ground for ground in verdict.grounds if ground.kind in RULES_OUT]
        assert verdict.fits or ruled_out
        assert (verdict.lost_at is not None) == (verdict.fits and not verdict.chosen)


@quick
@given(QUESTIONS, CREW_LISTS)
def test_nothing_goes_nowhere_while_there_is_anybody(question: Question, crews: list[Crew]) -> None:
    """If anybody fits or leads, somebody is assigned or called."""
    choice = choose(question, crews)
    leads = any(one.is_lead for crew in crews for one in crew.candidates)
    fits = any(choose(question, [crew]).fallback in _OF_THE_GROUP for crew in crews)
    assert bool(choice.called) == (leads or fits)
    assert choice.group in {"it", *(crew.group for crew in crews)}


@quick
@given(QUESTIONS, CREW_LISTS)
def test_back_ups_are_asked_only_if_nobody_of_the_group_can(
    question: Question, crews: list[Crew]
) -> None:
    """So one may ask with the group alone, and with all only if it comes to a lead."""
    alone = choose(question, crews[:1])
    if alone.fallback in _OF_THE_GROUP:
        assert choose(question, crews) == alone
    elif len(crews) > 1:
        assert choose(question, crews).fallback not in _OF_THE_GROUP


@quick
@given(QUESTIONS, CREW_LISTS)
def test_no_limit_is_ever_exceeded(question: Question, crews: list[Crew]) -> None:
    """Not even by a lead who steps in: whoever is assigned has room, also of that kind."""
    choice = choose(question, crews)
    if choice.person is not None:
        crew = next(crew for crew in crews if crew.group == choice.group)
        chosen = _candidate(crew, choice.person)
        _has_room(chosen, crew.queue)
        assert chosen.reachable
        assert not chosen.away


def _candidate(crew: Crew, person: int) -> Candidate:
    return next(one for one in crew.candidates if one.person == person)


def _has_room(one: Candidate, queue: Queue) -> None:
    own = queue.limits.get(one.person, Limits())
    most = own.open_tickets if own.open_tickets is not None else queue.limit
    assert most is None or one.open_tickets < most
    most = own.per_category.get("network")
    assert most is None or one.open_by_category.get("network", 0) < most


@quick
@given(CREWS, st.integers(0, 12))
def test_draining_exceeds_no_limit_and_gives_each_ticket_once(crew: Crew, count: int) -> None:
    """However many wait."""
    question = replace(QUESTION, category="network", kinds=("network",))
    waiting = [Waiting(number, question, 1, NOON) for number in range(1, count + 1)]
    given_out = drain(waiting, crew, NOON, {})
    assert len({one.ticket for one in given_out}) == len(given_out)
    for person in {one.choice.person for one in given_out}:
        assert person is not None
        got = sum(one.choice.person == person for one in given_out)
        candidate = _candidate(crew, person)
        last = replace(
            candidate,
            open_tickets=candidate.open_tickets + got - 1,
            open_by_category={"network": candidate.open_by_category.get("network", 0) + got - 1},
        )
        _has_room(last, crew.queue)


def _round_robin(people: int) -> Crew:
    everybody = (Candidate(person=one, on_duty=one % 2) for one in range(1, people + 1))
    return Crew("it", tuple(everybody), Queue((Strategy.ROUND_ROBIN,)))


def _is_fair(got: Counter[int | None], people: int) -> bool:
    counts = [got[person] for person in range(1, people + 1)]
    return max(counts) - min(counts) <= 1 and sum(counts) == got.total()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(1, 30))
def test_round_robin_is_fair(people: int, tickets: int) -> None:
    """After any number of tickets nobody has had more than one above anybody else."""
    crew, got = _round_robin(people), Counter[int | None]()
    for minute in range(tickets):
        chosen = choose(QUESTION, [crew]).person
        got[chosen] += 1
        at = NOON + timedelta(minutes=minute)
        candidates = (
            replace(one, last_given_at=at) if one.person == chosen else one
            for one in crew.candidates
        )
        crew = replace(crew, candidates=tuple(candidates))
    assert _is_fair(got, people)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(1, 30))
def test_round_robin_is_fair_when_many_are_handed_out_at_once(people: int, tickets: int) -> None:
    """Though all of them are given at the same moment."""
    waiting = [Waiting(number, QUESTION, 1, NOON) for number in range(tickets)]
    given_out = drain(waiting, _round_robin(people), NOON, {})
    got = Counter(one.choice.person for one in given_out)
    assert _is_fair(got, people)
    assert got.total() == tickets


_BEST: dict[Strategy, Callable[[Candidate], float]] = {
    Strategy.ON_DUTY: lambda one: one.on_duty or 0,
    Strategy.ROUND_ROBIN: lambda one: one.last_given_at.timestamp() if one.last_given_at else 0,
    Strategy.LEAST_LOAD: lambda one: one.load,
    Strategy.BEST_SKILL: lambda one: -one.skills.get("network", 0),
}


@quick
@given(CREWS, st.lists(st.sampled_from(ASSIGNING), min_size=1, max_size=3, unique=True))
def test_whoever_is_assigned_is_best_by_the_first_strategy(
    crew: Crew, strategies: list[Strategy]
) -> None:
    """Among those of the group who fit, if no one is named and all are on duty."""
    everybody = tuple(replace(one, on_duty=one.on_duty or 0) for one in crew.candidates)
    question = replace(QUESTION, wishes=("network",))
    queue = replace(crew.queue, strategies=tuple(strategies))
    choice = choose(question, [replace(crew, candidates=everybody, queue=queue)])
    if choice.fallback is not Fallback.NONE or choice.person is None:
        return
    best = _BEST[strategies[0]]
    fitting = {verdict.person for verdict in choice.verdicts if verdict.fits}
    values = {one.person: best(one) for one in everybody if one.person in fitting}
    assert values[choice.person] == min(values.values())
