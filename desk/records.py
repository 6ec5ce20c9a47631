"""What the desk's own record tells: changes of people and rights, which belong to no ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desk.errors import Fact


class RecordAction(StrEnum):
    LINK = "link"
    UNLINK = "unlink"
    CODE_BURNT = "code_burnt"
    PREFER = "prefer"
    GRANT = "grant"
    REVOKE = "revoke"
    SHARE = "share"
    UNSHARE = "unshare"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Record:
    """Something that happened to people or rights; people and accounts are told by their ids."""

    action: RecordAction
    account: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
