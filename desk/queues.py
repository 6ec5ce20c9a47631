"""How a group's queue is worked: who is chosen, in which order, and what happens in a flood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Strategy(StrEnum):
    """How somebody is chosen for a new ticket."""

    BY_BUTTON = "by_button"  # whoever is on duty takes it
    ON_DUTY = "on_duty"  # the first on duty is given it
    ROUND_ROBIN = "round_robin"
    LEAST_LOAD = "least_load"
    BEST_SKILL = "best_skill"


class QueueOrder(StrEnum):
    """By what `next` hands out; several are compared one after the other."""

    NEAREST_CLOCK = "nearest_clock"
    PRIORITY = "priority"
    ARRIVAL = "arrival"


class AfterHandOver(StrEnum):
    """How acknowledged tickets change hands when a shift ends."""

    BY_PRESS = "by_press"
    AT_ONCE = "at_once"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one person may have.

    `categories` are the only kinds they take (empty: every kind), `per_category` how many open ones
    of a kind; a category stands for all that is under it.
    """

    open_tickets: int | None = None
    categories: frozenset[str] = frozenset()
    per_category: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surge:
    """When more than `inflow` tickets come within `within`, or `backlog` wait, until it is over.

    It ends by itself once both have been below three quarters of their bound for `calm`.
    """

    inflow: int | None = None
    within: timedelta = timedelta(minutes=10)
    backlog: int | None = None
    calm: timedelta = timedelta(minutes=15)
    standby: str | None = None  # a roster that joins
    strategy: tuple[Strategy, ...] = ()
    gather: frozenset[str] = frozenset()  # priorities whose notices go into digests
    digest: timedelta = timedelta(minutes=10)  # how often these are told


@dataclass(frozen=True, slots=True)
class Queue:
    """A group's way of working; `strategies` are combined: earlier ones decide, later break ties.

    Where BY_BUTTON has its turn, those who are still equal are called and nobody is assigned.
    `pool`: whether only those on duty can be chosen, or all members (with those on duty first).
    """

    strategies: tuple[Strategy, ...] = (Strategy.BY_BUTTON,)
    pool: str = "on_duty"  # or "members"
    order: tuple[QueueOrder, ...] = (
        QueueOrder.NEAREST_CLOCK,
        QueueOrder.PRIORITY,
        QueueOrder.ARRIVAL,
    )
    limits: Mapping[int, Limits] = field(default_factory=dict)
    limit: int | None = None  # open tickets a person, where `limits` says nothing else
    backup_group: str | None = None
    surge: Surge | None = None
    after_hand_over: AfterHandOver = AfterHandOver.BY_PRESS


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the tree of problem kinds.

    `weight` is how much of somebody's load one ticket of this kind is; `skills` what it asks for,
    with the least level; `people` those it is for, if named; `tier` a support tier to which it goes
    straight.

    Group, weight, skills and people are its parent's where the settings say nothing, filled in when
    they are read; priority and tier are looked up along its lineage, so that it can be told whose
    they are.
    """

    key: str
    name: str
    group: str
    words: tuple[str, ...] = ()
    parent: str | None = None
    priority: str | None = None
    weight: float = 1.0
    skills: Mapping[str, int] = field(default_factory=dict)
    people: tuple[int, ...] = ()
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """A priority by what a ticket is; the first rule that fits gives it. Empty means any."""

    priority: str
    words: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    customer_tiers: frozenset[str] = frozenset()
    impact: frozenset[str] = frozenset()
    urgency: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CustomerTier:
    """A class of customers (会员等级); `words` are typed as #VIP, `people` are named for them."""

    key: str
    name: str
    words: tuple[str, ...] = ()
    group: str | None = None
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportTier:
    """A support tier; only rungs are climbed, in the order of the settings."""

    key: str
    name: str
    rung: bool = True
