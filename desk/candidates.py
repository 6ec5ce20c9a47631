"""What a routing decision is made from: a question, and those who might answer it.

All are plain values, so that a decision is kept with its inputs and made again from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.groups import Desk, Group
from desk.languages import Language
from desk.load import kinds_of
from desk.people import Person
from desk.queues import Queue

LANGUAGE_SKILL = "lang:"
"""A language is a skill like any other, by this name: `lang:zh_CN`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who might get a ticket of a group, as they stand at that moment.

    `on_duty` is their position (0 is the primary); `standby` that they joined for a flood.
    `open_tickets`, `load` and `open_by_category` are those of their `Workload`. `away` is on leave;
    `reachable` that they have an account on a messenger that works. `last_given_at` is when a
    ticket was last given to them in this group, None if never.
    """

    person: int
    on_duty: int | None = None
    standby: bool = False
    is_member: bool = True
    is_lead: bool = False
    skills: Mapping[str, int] = field(default_factory=dict)
    open_tickets: int = 0
    load: float = 0.0
    last_given_at: datetime | None = None
    open_by_category: Mapping[str, int] = field(default_factory=dict)
    away: bool = False
    reachable: bool = True

    @property
    def serves(self) -> bool:
        """Whether they are on duty, by roster or for a flood."""
        return self.on_duty is not None or self.standby


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A ticket that somebody is wanted for.

    `kinds` is its category and all that this belongs under; `skills` must be there with that level,
    `wishes` (its language, a product line) count where skills are compared; `named` are the only
    ones it is meant for, as long as one of them can; `before` had it and is preferred; `declined`
    gave it back.
    """

    at: datetime
    group: str
    priority: str
    category: str | None = None
    kinds: tuple[str, ...] = ()
    customer_tier: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    wishes: tuple[str, ...] = ()
    named: tuple[int, ...] = ()
    before: int | None = None
    declined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Crew:
    """A group with all who might get a ticket there: members, leads, whoever is on duty.

    `queue` is its way of working now (`InForce.queue` in a flood). `in_hours`: whether those who
    aren't on duty are at work too. That is so while its calendar is open; without a calendar, only
    where it has no roster either.
    """

    group: str
    candidates: tuple[Candidate, ...]
    queue: Queue
    in_hours: bool = True


def question_about(
    desk: Desk,
    *,
    at: datetime,
    group: str,
    priority: str,
    category: str | None = None,
    customer_tier: str | None = None,
    language: Language | None = None,
    wishes: tuple[str, ...] = (),
    before: int | None = None,
    declined: tuple[int, ...] = (),
) -> Question:
    """What a ticket asks for by the settings; people named for a customer tier go before those
    named for a category."""
    kind = desk.categories.get(category or "")
    customers = desk.customer_tiers.get(customer_tier or "")
    spoken = (LANGUAGE_SKILL + language.value,) if language is not None else ()
    return Question(
        at=at,
        group=group,
        priority=priority,
        category=category,
        kinds=kinds_of(desk.categories, category),
        customer_tier=customer_tier,
        skills=kind.skills if kind else {},
        wishes=(*spoken, *wishes),
        named=(customers.people if customers else ()) or (kind.people if kind else ()),
        before=before,
        declined=declined,
    )


def skills_of(person: Person) -> Mapping[str, int]:
    """Somebody's skills; the language they read the desk in is one, if nothing else is said."""
    if person.language is None:
        return person.skills
    return {LANGUAGE_SKILL + person.language.value: 1, **person.skills}


def groups_asked(desk: Desk, group: str) -> tuple[Group, ...]:
    """A group and its back-ups, in the order in which they are asked; a ring is walked once."""
    asked: dict[str, Group] = {}
    key: str | None = group
    while key is not None and key not in asked and (found := desk.groups.get(key)) is not None:
        asked[key] = found
        key = found.queue.backup_group
    return tuple(asked.values())
