"""Lists of people that are kept elsewhere: a user group of Slack, a department of DingTalk."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.address import AccountAddress, MessengerName


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where a group's people are listed; `deep` with the departments below."""

    messenger: MessengerName
    tenant: str
    id: str
    deep: bool = False

    @property
    def key(self) -> str:
        """Names it, also when its group is called otherwise."""
        return f"{self.messenger}:{self.tenant}:{self.id}{'+' if self.deep else ''}"

    def account(self, who: str) -> AccountAddress:
        """Somebody on it."""
        return AccountAddress(self.messenger, self.tenant, who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who was found on a list last, by the messenger's id; `left` those who have gone, since when.

    `is_empty`: it was empty when it was last looked at, which nobody believes the first time.
    """

    key: str
    version: int = 0
    people: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, datetime] = field(default_factory=dict)
    read_at: datetime | None = None
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of looking at a list; `is_doubted`: it was empty, and is left as it was."""

    roll: Roll
    joined: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    is_doubted: bool = False


def after_reading(before: Roll, found: Mapping[str, str], at: datetime) -> Reading:
    """The list as it is now; where there were people and are none, it has to be so twice."""
    if not found and before.people and not before.is_empty:
        return Reading(replace(before, is_empty=True, version=before.version + 1), is_doubted=True)
    joined = frozenset(found.keys() - before.people.keys())
    gone = frozenset(before.people.keys() - found.keys())
    left = {who: since for who, since in before.left.items() if who not in found}
    roll = Roll(
        key=before.key,
        version=before.version + 1,
        people=dict(found),
        left={**left, **dict.fromkeys(gone, at)},
        read_at=at,
        is_empty=not found,
    )
    return Reading(roll, joined, gone)


def says_the_same(reading: Reading, before: Roll) -> bool:
    """Whether nothing of it has to be kept."""
    now = reading.roll
    return before.read_at is not None and (now.people, now.left, now.is_empty) == (
        before.people,
        before.left,
        before.is_empty,
    )
