"""The tickets that wait in a group's queue: their order, and who gets the next one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import inf
from typing import assert_never

from desk.candidates import Candidate, Crew, Question
from desk.grounds import Ground, is_full, objections_to_taking
from desk.load import OpenTicket, kinds_of, load_of
from desk.queues import Category, Queue, QueueOrder
from desk.routing import Choice, Fallback, choose, hands_out


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that nobody has; `rank` is its priority's (0 the most urgent), `due` when its
    nearest clock runs out."""

    ticket: int
    question: Question
    rank: int
    arrived_at: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A ticket that somebody may not take now, and why."""

    ticket: int
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class NextUp:
    """The ticket that somebody takes next, if there is one, and those passed over on the way."""

    waiting: Waiting | None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Handout:
    """A waiting ticket that somebody is given now."""

    ticket: int
    choice: Choice


def queue_order(waiting: Iterable[Waiting], order: Sequence[QueueOrder]) -> tuple[Waiting, ...]:
    """The waiting tickets, the next one first; by their number where nothing else differs."""
    return tuple(sorted(waiting, key=lambda one: (*(_rank(one, by) for by in order), one.ticket)))


def next_for(candidate: Candidate, waiting: Iterable[Waiting], queue: Queue) -> NextUp:
    """The first ticket of the queue that this person may take.

    What they can't do, have too much of, or gave back is passed over, and so is what others are
    named for, unless they lead.
    """
    skipped: list[Skipped] = []
    for one in queue_order(waiting, queue.order):
        grounds = objections_to_taking(candidate, one.question, queue)
        if not grounds:
            return NextUp(one, tuple(skipped))
        skipped.append(Skipped(one.ticket, grounds))
    return NextUp(None, tuple(skipped))


def drain(
    waiting: Iterable[Waiting], crew: Crew, at: datetime, categories: Mapping[str, Category]
) -> tuple[Handout, ...]:
    """Which waiting tickets go to whom, now that somebody may have room again.

    Each is chosen for in the order of the queue, counting what was handed out before it. Nothing
    goes to a back-up group or a lead, who were asked when it came in; and nothing is handed out
    where tickets are taken by button.
    """
    handouts: list[Handout] = []
    if not hands_out(crew.queue):
        return ()
    for one in queue_order(waiting, crew.queue.order):
        if not any(_has_room(candidate, crew) for candidate in crew.candidates):
            break
        choice = choose(one.question, (crew,))
        if choice.person is None or choice.fallback not in {Fallback.NONE, Fallback.NOT_NAMED}:
            continue
        handouts.append(Handout(one.ticket, choice))
        # Each a moment later than the one before, so that turns are still told apart.
        moment = at + timedelta(milliseconds=len(handouts))
        crew = _after(crew, choice.person, one, moment, categories)
    return tuple(handouts)


def _rank(one: Waiting, by: QueueOrder) -> float:
    match by:
        case QueueOrder.NEAREST_CLOCK:
            return one.due.timestamp() if one.due else inf
        case QueueOrder.PRIORITY:
            return one.rank
        case QueueOrder.ARRIVAL:
            return one.arrived_at.timestamp()
        case _:
            assert_never(by)


def _has_room(candidate: Candidate, crew: Crew) -> bool:
    """Whether anything at all could be given to them: else a long queue needn't be walked."""
    here = candidate.reachable and not candidate.away and (candidate.serves or crew.in_hours)
    return here and not is_full(candidate, crew.queue)


def _after(
    crew: Crew, person: int, one: Waiting, at: datetime, categories: Mapping[str, Category]
) -> Crew:
    """The crew once this person has this ticket too."""
    candidates = tuple(
        _with(candidate, one, at, categories) if candidate.person == person else candidate
        for candidate in crew.candidates
    )
    return replace(crew, candidates=candidates)


def _with(
    candidate: Candidate, one: Waiting, at: datetime, categories: Mapping[str, Category]
) -> Candidate:
    category = one.question.category
    left = (one.due - at).total_seconds() if one.due else None
    more = load_of([OpenTicket(one.rank, category, left)], categories)
    counts = dict(candidate.open_by_category)
    for kind in kinds_of(categories, category):
        counts[kind] = counts.get(kind, 0) + 1
    return replace(
        candidate,
        open_tickets=candidate.open_tickets + 1,
        load=round(candidate.load + more, 1),
        last_given_at=at,
        open_by_category=counts,
    )
