"""What desk.yaml says, with everything by its name there; storage turns it into a `Desk`."""

from dataclasses import dataclass, field

from desk.address import AccountAddress, ConversationAddress
from desk.languages import Language


@dataclass(frozen=True, slots=True)
class PersonSpec:
    key: str
    name: str
    language: Language | None
    accounts: tuple[AccountAddress, ...]


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    conversation: ConversationAddress
    language: Language


@dataclass(frozen=True, slots=True)
class GroupSpec:
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
