"""What desk.yaml says, with everything by its name there; storage turns it into a `Desk`.

It is kept with each version of the settings: a new field needs a default, so that what was kept
before can still be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from desk.address import AccountAddress, ConversationAddress
from desk.calendar import Window
from desk.hooks import Hook
from desk.languages import Language
from desk.linking import Sameness
from desk.notify import Notify
from desk.promises import Policy
from desk.queues import Limits, PriorityRule, Queue, SupportTier
from desk.rolls import ListSource
from desk.roster import Unit
from desk.summaries import Schedule


@dataclass(frozen=True, slots=True)
class PersonSpec:
    key: str
    name: str
    language: Language | None
    accounts: tuple[AccountAddress, ...]
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    conversation: ConversationAddress
    language: Language


@dataclass(frozen=True, slots=True)
class OwnDaySpec:
    """A date with hours of its own; without any it is a day off."""

    windows: tuple[Window, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """`holidays` is a country, or country/region, whose official days count; `makeup` are the hours
    of official make-up workdays, if they have some of their own."""

    key: str
    timezone: str
    week: tuple[tuple[Window, ...], ...]
    holidays: str = ""
    makeup: tuple[Window, ...] = ()
    days: Mapping[date, OwnDaySpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec:
    """As `desk.roster.Layer`, with people by their keys."""

    key: str
    timezone: str
    unit: Unit
    every: int
    start: datetime
    until: datetime | None = None
    crews: tuple[tuple[str, ...], ...]
    weekdays: frozenset[int] = frozenset()
    windows: tuple[Window, ...] = ()
    position: int = 0
    priority: int = 0
    gap: bool = False
    channels: tuple[ConversationAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterSpec:
    key: str
    name: str
    timezone: str
    layers: tuple[LayerSpec, ...]
    rest: timedelta
    calendar: str | None = None
    feed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySpec:
    """A node of the tree; None where it has what the one above it has."""

    key: str
    name: str
    words: tuple[str, ...] = ()
    parent: str | None = None
    group: str | None = None
    priority: str | None = None
    weight: float | None = None
    skills: Mapping[str, int] | None = None
    people: tuple[str, ...] | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerTierSpec:
    key: str
    name: str
    words: tuple[str, ...] = ()
    group: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """`limits` are by person; those in `queue` are empty."""

    key: str
    name: str
    language: Language
    timezone: str
    members: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    on_duty: tuple[str, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    roster: str | None = None
    calendar: str | None = None
    tier: str | None = None
    queue: Queue = field(default_factory=Queue)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    notify: Notify = field(default_factory=Notify)
    user_group: str | None = None
    swap_needs_lead: bool = False
    partners: tuple[str, ...] = ()
    members_from: ListSource | None = None
    summary: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True, slots=True)
class PrioritySpec:
    key: str
    names: dict[Language, str]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskSpec:
    language: Language
    people: tuple[PersonSpec, ...]
    groups: tuple[GroupSpec, ...]
    priorities: tuple[PrioritySpec, ...]
    default_group: str
    default_priority: str
    operators: tuple[str, ...] = field(default=())
    calendars: tuple[CalendarSpec, ...] = ()
    rosters: tuple[RosterSpec, ...] = ()
    policies: tuple[Policy, ...] = ()
    categories: tuple[CategorySpec, ...] = ()
    priority_rules: tuple[PriorityRule, ...] = ()
    customer_tiers: tuple[CustomerTierSpec, ...] = ()
    support_tiers: tuple[SupportTier, ...] = ()
    link_by: frozenset[Sameness] = frozenset()
    hooks: tuple[Hook, ...] = ()
