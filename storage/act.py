"""An act on its way into the database, and what its writing needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.acts import Decision
from desk.address import AccountAddress, ConversationAddress
from storage.chain import Sealer
from storage.work import Kept, KeptDraft, KeptMatter, Work


@dataclass(frozen=True, slots=True)
class Moment:
    """When a batch is written: desk time, and real time for what the lanes go by; milliseconds."""

    now: int
    real: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a batch needs to know: the ids of conversations and accounts, settings, the secret."""

    conversations: Mapping[ConversationAddress, int]
    accounts: Mapping[AccountAddress, int]
    config_version: int
    sealer: Sealer


@dataclass(slots=True)
class Act:
    """One act on its way through a batch; `outcome` None means that it goes on.

    A conflict leaves it without effect, to be decided again.
    """

    work: Work
    outcome: Kept | None = None
    conflict: bool = False
    decisions: list[Decision] = field(default_factory=list)
    drafts: list[KeptDraft] = field(default_factory=list)
    matters: list[KeptMatter] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        return self.outcome is None and not self.conflict
