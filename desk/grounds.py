"""What speaks for and against somebody getting a ticket."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from desk.candidates import Candidate, Crew, Question
from desk.queues import Limits, Queue


class GroundKind(StrEnum):
    """What is said of a candidate, with its facts.

    | kind | it means | facts |
    | --- | --- | --- |
    | *these rule somebody out* | | |
    | NOT_A_MEMBER | neither member nor lead of the group, nor on duty for it | |
    | ON_LEAVE | on leave at that time | |
    | NOT_REACHABLE | has no account on a messenger that works | |
    | OFF_DUTY | not on duty, and only those on duty get tickets now | |
    | DECLINED | gave this very ticket back | |
    | AT_LIMIT | has as many open tickets as they may | open, limit |
    | AT_CATEGORY_LIMIT | has as many of this kind as they may | category, open, limit |
    | NOT_THEIR_KIND | takes other kinds only | category ("" for none) |
    | LACKS_SKILL | without a skill that is asked for, or below its level | skill, asked, level |
    | NAMED_FOR_OTHERS | `next` only: it is meant for others by name | |
    | *these are how those stand who can have it* | | |
    | ON_DUTY | on duty, 0 is the primary | position |
    | STANDBY | joined for the flood | |
    | AFTER_DUTY | not on duty: comes after those who are | |
    | NAMED | named for this kind, or for this customer tier | |
    | NOT_NAMED | others are named for it | |
    | HAD_IT_BEFORE | had this ticket before it was reopened | |
    | *these were compared* | | |
    | LAST_GIVEN | when a ticket was last given to them | at (ISO 8601, UTC) |
    | NEVER_GIVEN | no ticket was given to them yet | |
    | LOAD | how much they have on their hands | load |
    | SKILL | levels of all that is asked for and wished, summed | score, skills ("a=2 b=1") |
    | *this is why nevertheless* | | |
    | LEAD | a lead: for them only leave, reach and limits count | |
    """

    NOT_A_MEMBER = "not_a_member"
    ON_LEAVE = "on_leave"
    NOT_REACHABLE = "not_reachable"
    OFF_DUTY = "off_duty"
    DECLINED = "declined"
    AT_LIMIT = "at_limit"
    AT_CATEGORY_LIMIT = "at_category_limit"
    NOT_THEIR_KIND = "not_their_kind"
    LACKS_SKILL = "lacks_skill"
    NAMED_FOR_OTHERS = "named_for_others"
    ON_DUTY = "on_duty"
    STANDBY = "standby"
    AFTER_DUTY = "after_duty"
    NAMED = "named"
    NOT_NAMED = "not_named"
    HAD_IT_BEFORE = "had_it_before"
    LAST_GIVEN = "last_given"
    NEVER_GIVEN = "never_given"
    LOAD = "load"
    SKILL = "skill"
    LEAD = "lead"


RULES_OUT = frozenset(
    {
        GroundKind.NOT_A_MEMBER,
        GroundKind.ON_LEAVE,
        GroundKind.NOT_REACHABLE,
        GroundKind.OFF_DUTY,
        GroundKind.DECLINED,
        GroundKind.AT_LIMIT,
        GroundKind.AT_CATEGORY_LIMIT,
        GroundKind.NOT_THEIR_KIND,
        GroundKind.LACKS_SKILL,
        GroundKind.NAMED_FOR_OTHERS,
    }
)

RULES_OUT_A_LEAD = frozenset(
    {
        GroundKind.ON_LEAVE,
        GroundKind.NOT_REACHABLE,
        GroundKind.DECLINED,
        GroundKind.AT_LIMIT,
        GroundKind.AT_CATEGORY_LIMIT,
    }
)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that was said of a candidate; the facts of each kind stand there."""

    kind: GroundKind
    facts: Mapping[str, int | float | str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def plain(kind: GroundKind) -> Ground:
    """A ground without facts."""
    return Ground(kind)


@lru_cache(maxsize=256)
def on_duty(position: int) -> Ground:
    """That somebody is on duty, at this position."""
    return Ground(GroundKind.ON_DUTY, {"position": position})


def objections(candidate: Candidate, question: Question, crew: Crew) -> tuple[Ground, ...]:
    """All that rules somebody out when a ticket is handed out; nothing if they can have it."""
    return (*_presence(candidate, question, crew), *_capacity(candidate, question, crew.queue))


def objections_to_taking(
    candidate: Candidate, question: Question, queue: Queue
) -> tuple[Ground, ...]:
    """All that keeps somebody from taking the next one themselves: duty and leave don't matter."""
    named = question.named
    others = named and candidate.person not in named and not candidate.is_lead
    own = _is_of(candidate)
    return (
        *(() if own else (plain(GroundKind.NOT_A_MEMBER),)),
        *((plain(GroundKind.NAMED_FOR_OTHERS),) if others else ()),
        *_capacity(candidate, question, queue),
    )


def is_full(candidate: Candidate, queue: Queue) -> bool:
    """Whether somebody has as many open tickets as they may."""
    most = _most(candidate, queue)
    return most is not None and candidate.open_tickets >= most


def _presence(candidate: Candidate, question: Question, crew: Crew) -> Iterator[Ground]:
    if not _is_of(candidate):
        yield plain(GroundKind.NOT_A_MEMBER)
    elif not candidate.serves and not _may_be_off_duty(candidate, question, crew):
        yield plain(GroundKind.OFF_DUTY)
    if candidate.away:
        yield plain(GroundKind.ON_LEAVE)
    if not candidate.reachable:
        yield plain(GroundKind.NOT_REACHABLE)


def _most(candidate: Candidate, queue: Queue) -> int | None:
    own = queue.limits.get(candidate.person, _UNLIMITED)
    return queue.limit if own.open_tickets is None else own.open_tickets


def _capacity(candidate: Candidate, question: Question, queue: Queue) -> Iterator[Ground]:
    if candidate.person in question.declined:
        yield plain(GroundKind.DECLINED)
    most = _most(candidate, queue)
    if most is not None and candidate.open_tickets >= most:
        yield Ground(GroundKind.AT_LIMIT, {"open": candidate.open_tickets, "limit": most})
    own = queue.limits.get(candidate.person, _UNLIMITED)
    if own is not _UNLIMITED:
        yield from _kinds(candidate, question, own)
    for skill, asked in question.skills.items():
        level = candidate.skills.get(skill, 0)
        if level < asked:
            yield Ground(GroundKind.LACKS_SKILL, {"skill": skill, "asked": asked, "level": level})


def _kinds(candidate: Candidate, question: Question, own: Limits) -> Iterator[Ground]:
    if own.categories and own.categories.isdisjoint(question.kinds):
        yield Ground(GroundKind.NOT_THEIR_KIND, {"category": question.category or ""})
    for kind in question.kinds:
        most = own.per_category.get(kind)
        there = candidate.open_by_category.get(kind, 0)
        if most is not None and there >= most:
            yield Ground(
                GroundKind.AT_CATEGORY_LIMIT, {"category": kind, "open": there, "limit": most}
            )


def _is_of(candidate: Candidate) -> bool:
    return candidate.is_member or candidate.is_lead or candidate.serves


def _may_be_off_duty(candidate: Candidate, question: Question, crew: Crew) -> bool:
    """At work though not on duty: enough for those named, or where all members are chosen from."""
    pooled = crew.queue.pool == "members" and candidate.is_member
    return crew.in_hours and (pooled or candidate.person in question.named)


_UNLIMITED = Limits()
