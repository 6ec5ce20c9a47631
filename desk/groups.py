"""The desk as it is set up: its groups, people and priorities, at one version of the settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from desk.address import ConversationAddress
from desk.calendar import ALWAYS, Calendar
from desk.hooks import Hook
from desk.languages import Language
from desk.linking import Sameness
from desk.notify import Notify
from desk.people import Person, Role
from desk.promises import Policy
from desk.queues import Category, CustomerTier, PriorityRule, Queue, SupportTier
from desk.rights import NO_RIGHTS, Rights
from desk.rolls import ListSource
from desk.roster import Leave, OnDuty, Roster
from desk.rota import Rota, compile_roster, on_duty
from desk.summaries import Schedule


@dataclass(frozen=True, slots=True)
class Priority:
    """How urgent a ticket is; rank 0 is the most urgent, `words` are what people type for it."""

    key: str
    rank: int
    names: Mapping[Language, str]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation in which a group's tickets are shown, in the language spoken there."""

    conversation: ConversationAddress
    language: Language


@dataclass(frozen=True, slots=True)
class Group:
    """A department's queue.

    `on_duty` are those who are always called, where there is no `roster`. `calendar` says when it
    works, `tier` which support tier it is; `user_group` is a Slack user group that follows the
    roster. `partners` come from outside; `members_from` is a list elsewhere whose people belong to
    it too.
    """

    key: str
    name: str
    language: Language
    timezone: str
    members: frozenset[int]
    leads: frozenset[int]
    on_duty: tuple[int, ...] = ()
    channels: tuple[Channel, ...] = ()
    categories: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    roster: str | None = None
    calendar: str | None = None
    tier: str | None = None
    queue: Queue = field(default_factory=Queue)
    notify: Notify = field(default_factory=Notify)
    user_group: str | None = None
    swap_needs_lead: bool = False
    partners: frozenset[int] = frozenset()
    members_from: ListSource | None = None
    summary: Schedule = field(default_factory=Schedule)

    @property
    def called(self) -> tuple[str, ...]:
        """All that people call it."""
        return (self.key, self.name, *self.words)


def staff_of(roster: str, groups: Iterable[Group], people: Iterable[int]) -> frozenset[int]:
    """Who may be put on duty in a roster: the people of the groups that it serves, always or in a
    surge; everybody of the desk while it serves none."""
    served = [group for group in groups if roster in {group.roster, _standby(group)}]
    if not served:
        return frozenset(people)
    return frozenset[int]().union(*(group.members | group.leads for group in served))


def _standby(group: Group) -> str | None:
    return group.queue.surge.standby if group.queue.surge else None


@dataclass(frozen=True)  # without slots, for the look-ups that are made once
class Desk:
    """All settings that acts are decided by; `version` is kept with each event.

    `partners` are all from outside; `rights` what stands beside desk.yaml, `in_file` the groups as
    they are there. `link_by` is by what accounts of one person may be told.
    """

    version: int
    groups: Mapping[str, Group]
    people: Mapping[int, Person]
    priorities: tuple[Priority, ...]
    default_group: str
    default_priority: str
    operators: frozenset[int] = frozenset()
    language: Language = Language.CHINESE
    people_keys: Mapping[str, int] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    rosters: Mapping[str, Roster] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    categories: Mapping[str, Category] = field(default_factory=dict)
    priority_rules: tuple[PriorityRule, ...] = ()
    customer_tiers: Mapping[str, CustomerTier] = field(default_factory=dict)
    support_tiers: tuple[SupportTier, ...] = ()
    partners: frozenset[int] = frozenset()
    rights: Rights = NO_RIGHTS
    in_file: Mapping[str, Group] = field(default_factory=dict)
    link_by: frozenset[Sameness] = frozenset()
    hooks: Mapping[str, Hook] = field(default_factory=dict)

    def calendar(self, key: str | None) -> Calendar:
        """The calendar of that key; 24x7 for none, and for one that settings no longer know."""
        return self.calendars.get(key or "", ALWAYS)

    def rota(self, key: str | None) -> Rota | None:
        """A roster, ready for questions; None if the settings know none of that key."""
        return self._rotas.get(key or "")

    def rotas_beside(self, key: str) -> tuple[Rota, ...]:
        """All rosters but that one, ready for questions."""
        return tuple(rota for other, rota in self._rotas.items() if other != key)

    def on_duty(self, group: str, at: datetime) -> tuple[OnDuty, ...]:
        """Who is on duty for a group: by its roster, or those who are while that has nobody."""
        where = self.groups.get(group)
        if where is None:
            return ()
        rota = self.rota(where.roster)
        serving = on_duty(rota, at) if rota is not None else ()
        return serving or tuple(OnDuty(person, 0, "", None) for person in where.on_duty)

    def channels_for(self, group: Group, at: datetime) -> tuple[Channel, ...]:
        """Where a group's tickets are shown: the layer that is on may have channels of its own."""
        rota = self.rota(group.roster)
        first = next(iter(on_duty(rota, at)), None) if rota else None
        layers = rota.layers if rota and first else ()
        layer = next((one for one in layers if first and one.key == first.layer), None)
        if layer is None or not layer.channels:
            return group.channels
        known = {channel.conversation: channel for channel in group.channels}
        return tuple(known.get(where) or Channel(where, group.language) for where in layer.channels)

    def roles(self, person: int, group: str, reporter: int | None) -> frozenset[Role]:
        """What this person is to a ticket of that group and reporter."""
        roles = {Role.REPORTER} if person == reporter else set()
        # A group that was taken out of the settings leaves its tickets to the default group.
        where = self.groups.get(group) or (self.groups.get(self.default_group) if group else None)
        if where is not None and person in where.leads:
            roles |= {Role.LEAD, Role.MEMBER}
        if where is not None and person in where.members:
            roles.add(Role.MEMBER)
        if person in self.operators:
            roles.add(Role.OPERATOR)
        if self.is_partner(person):
            roles.add(Role.PARTNER)
        return frozenset(roles)

    def is_partner(self, person: int) -> bool:
        """Whether they come from outside, and nobody made them one of the desk's own."""
        return person in self.partners and person not in self._own

    @cached_property
    def _own(self) -> frozenset[int]:
        groups = self.groups.values()
        return self.operators.union(*(group.members | group.leads for group in groups))

    def group_called(self, word: str) -> Group | None:
        """The group that people mean by this word."""
        return self._called.get(word.strip().casefold())

    def group_for_category(self, word: str) -> tuple[Group, str] | None:
        """The group that takes what this word is for, with the category's key."""
        return self._for_category.get(word.casefold())

    def group_at(self, conversation: ConversationAddress) -> Group | None:
        """The group whose tickets are shown in this conversation."""
        here = self._at.get(conversation)
        return here[0] if here else None

    def language_at(self, conversation: ConversationAddress) -> Language | None:
        """The language spoken in a group's channel; None elsewhere."""
        here = self._at.get(conversation)
        return here[1].language if here else None

    def knows_tenant(self, tenant: str) -> bool:
        """Whether anybody of the desk has an account there."""
        return any(
            account.tenant == tenant
            for person in self.people.values()
            for account in person.accounts
        )

    def priority_called(self, word: str) -> Priority | None:
        """The priority that people mean by this word."""
        spoken = word.strip().casefold()
        for priority in self.priorities:
            names = (priority.key, *priority.words, *priority.names.values())
            if spoken in {name.casefold() for name in names}:
                return priority
        return None

    def priority(self, key: str) -> Priority:
        """The priority of that key; one that settings no longer know shows as its key, last."""
        for priority in self.priorities:
            if priority.key == key:
                return priority
        return Priority(key, len(self.priorities), {})

    def customer_tier_called(self, word: str) -> str | None:
        """The class of customers that people mean by this word."""
        spoken = word.strip().casefold()
        for tier in self.customer_tiers.values():
            if spoken in {name.casefold() for name in (tier.key, tier.name, *tier.words)}:
                return tier.key
        return None

    def person_called(self, word: str) -> Person | None:
        """The person of the desk who goes by this key, name, or part of a name if only one does."""
        spoken = word.strip().lstrip("@＠").casefold()
        if (by_key := self.people_keys.get(spoken)) is not None:
            return self.people.get(by_key)
        whole = [person for person in self.people.values() if person.name.casefold() == spoken]
        part = [p for p in self.people.values() if spoken in p.name.casefold().split()]
        found = whole or part
        return found[0] if len(found) == 1 else None

    # Each keeps the first of several: dictionaries are filled from the back.

    @cached_property
    def _called(self) -> Mapping[str, Group]:
        groups = reversed(list(self.groups.values()))
        return {name.casefold(): group for group in groups for name in group.called}

    @cached_property
    def _for_category(self) -> Mapping[str, tuple[Group, str]]:
        listed = {
            category.casefold(): (group, category)
            for group in reversed(list(self.groups.values()))
            for category in reversed(group.categories)
        }
        in_tree = {
            word.casefold(): (group, category.key)
            for category in reversed(list(self.categories.values()))
            if (group := self.groups.get(category.group)) is not None
            for word in (*category.words, category.name, category.key)
        }
        return {**listed, **in_tree}

    @cached_property
    def _rotas(self) -> Mapping[str, Rota]:
        return {key: compile_roster(roster) for key, roster in self.rosters.items()}

    @cached_property
    def leave(self) -> tuple[Leave, ...]:
        """Everybody's leave, by whichever roster: whoever is away is away everywhere."""
        return tuple(leave for rota in self._rotas.values() for leave in rota.leave)

    @cached_property
    def _at(self) -> Mapping[ConversationAddress, tuple[Group, Channel]]:
        return {
            channel.conversation: (group, channel)
            for group in reversed(list(self.groups.values()))
            for channel in reversed(group.channels)
        }
