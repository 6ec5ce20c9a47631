"""The desk as it is set up: its groups, people and priorities, at one version of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.address import ConversationAddress
from desk.languages import Language
from desk.people import Person, Role


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
    """A department's queue."""

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

    def answers_to(self, word: str) -> bool:
        """Whether people mean this group by that word."""
        spoken = word.strip().casefold()
        return spoken in {name.casefold() for name in (self.key, self.name, *self.words)}


@dataclass(frozen=True, slots=True)
class Desk:
    """All settings that acts are decided by; `version` is kept with each event."""

    version: int
    groups: Mapping[str, Group]
    people: Mapping[int, Person]
    priorities: tuple[Priority, ...]
    default_group: str
    default_priority: str
    operators: frozenset[int] = frozenset()
    language: Language = Language.CHINESE
    people_keys: Mapping[str, int] = field(default_factory=dict)

    def roles(self, person: int, group: str, reporter: int | None) -> frozenset[Role]:
        """What this person is to a ticket of that group and reporter."""
        roles = {Role.REPORTER} if person == reporter else set()
        where = self.groups.get(group)
        if where is not None and person in where.leads:
            roles |= {Role.LEAD, Role.MEMBER}
        if where is not None and person in where.members:
            roles.add(Role.MEMBER)
        if person in self.operators:
            roles.add(Role.OPERATOR)
        return frozenset(roles)

    def group_called(self, word: str) -> Group | None:
        """The group that people mean by this word."""
        return next((group for group in self.groups.values() if group.answers_to(word)), None)

    def group_for_category(self, word: str) -> tuple[Group, str] | None:
        """The group that takes this category, with the category as it is written there."""
        spoken = word.casefold()
        for group in self.groups.values():
            for category in group.categories:
                if category.casefold() == spoken:
                    return group, category
        return None

    def group_at(self, conversation: ConversationAddress) -> Group | None:
        """The group whose tickets are shown in this conversation."""
        for group in self.groups.values():
            if any(channel.conversation == conversation for channel in group.channels):
                return group
        return None

    def language_at(self, conversation: ConversationAddress) -> Language | None:
        """The language spoken in a group's channel; None elsewhere."""
        for group in self.groups.values():
            for channel in group.channels:
                if channel.conversation == conversation:
                    return channel.language
        return None

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

    def person_called(self, word: str) -> Person | None:
        """The person of the desk who goes by this name or key."""
        spoken = word.strip().lstrip("@＠").casefold()
        if (by_key := self.people_keys.get(spoken)) is not None:
            return self.people.get(by_key)
        return next((p for p in self.people.values() if p.name.casefold() == spoken), None)
