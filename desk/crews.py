"""The crew of a group as it is at a moment: who might get a ticket there, and how they stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.candidates import Candidate, Crew, skills_of
from desk.giving import in_hours
from desk.groups import Desk, Group
from desk.load import Workload
from desk.people import Person
from desk.queues import Queue, Strategy
from desk.rota import on_duty
from desk.surge import InForce

IDLE = Workload()


@dataclass(frozen=True, slots=True)
class Hands:
    """What people have on their hands, and when the desk last gave each a ticket of this group."""

    workloads: Mapping[int, Workload] = field(default_factory=dict)
    given: Mapping[int, datetime] = field(default_factory=dict)


UNKNOWN = Hands()


def crew_of(
    desk: Desk,
    group: Group,
    at: datetime,
    in_force: InForce,
    hands: Hands = UNKNOWN,
    away: frozenset[int] | None = None,
) -> Crew:
    """A group with all who might get a ticket there, as it is worked now."""
    serving = {one.person: one.position for one in reversed(desk.on_duty(group.key, at))}
    joined = standing_by(desk, in_force, at)
    absent = away_at(desk, at) if away is None else away
    people = _people(desk, {*group.members, *group.leads, *serving, *joined})
    workloads, given = hands.workloads, hands.given
    candidates = tuple(
        Candidate(
            person=person.id,
            on_duty=serving.get(person.id),
            standby=person.id in joined,
            is_member=person.id in group.members,
            is_lead=person.id in group.leads,
            skills=skills_of(person),
            open_tickets=(has := workloads.get(person.id, IDLE)).open_tickets,
            load=has.load,
            last_given_at=given.get(person.id),
            open_by_category=has.by_category,
            away=person.id in absent,
            reachable=bool(person.accounts),
        )
        for person in people
    )
    return Crew(group.key, candidates, in_force.queue, in_hours(group, desk, at))


def who_is_there(desk: Desk, group: Group, at: datetime, in_force: InForce) -> frozenset[int]:
    """All whom the crew is made of."""
    serving = {one.person for one in desk.on_duty(group.key, at)}
    return group.members | group.leads | serving | standing_by(desk, in_force, at)


def standing_by(desk: Desk, in_force: InForce, at: datetime) -> frozenset[int]:
    """Those on duty by the roster that joins for a flood."""
    rota = desk.rota(in_force.standby) if in_force.standby else None
    return frozenset(one.person for one in on_duty(rota, at)) if rota else frozenset()


def away_at(desk: Desk, at: datetime) -> frozenset[int]:
    """Who is on leave by any roster."""
    return frozenset(leave.person for leave in desk.leave if leave.start <= at < leave.end)


def needs_loads(queue: Queue) -> bool:
    """Whether it matters how much people have: where that is compared, or limited."""
    compared = Strategy.LEAST_LOAD in queue.strategies
    return compared or queue.limit is not None or bool(queue.limits)


def _people(desk: Desk, ids: Iterable[int]) -> list[Person]:
    return [desk.people[person] for person in sorted(ids) if person in desk.people]
