"""People, their accounts, and what each may do with a ticket."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desk.address import AccountAddress, MessengerName
from desk.languages import Language


class Role(StrEnum):
    """What somebody is to one ticket (operator and partner: to the whole desk; desk: it acts by
    itself).

    A partner comes from outside, and sees only what is shared with them; a watcher is whom a ticket
    was shared with.
    """

    REPORTER = "reporter"
    WATCHER = "watcher"
    PARTNER = "partner"
    MEMBER = "member"
    LEAD = "lead"
    OPERATOR = "operator"
    DESK = "desk"


class Sight(StrEnum):
    """How much of a ticket somebody sees."""

    ALL = "all"
    REPORTER = "reporter"
    OUTLINE = "outline"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; `accounts` in the order in which they want to be reached.

    `skills` have a level each, from 1.
    """

    id: int
    name: str
    language: Language | None = None
    accounts: tuple[AccountAddress, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)

    def account_on(
        self, messenger: MessengerName, tenant: str | None = None
    ) -> AccountAddress | None:
        """Their account on that messenger (of that tenant, if given)."""
        for account in self.accounts:
            if account.messenger == messenger and tenant in {None, account.tenant}:
                return account
        return None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody doing something now: a person through one of their accounts (the desk has none)."""

    person: Person
    account_id: int
    account: AccountAddress | None
    roles: frozenset[Role]

    @property
    def is_staff(self) -> bool:
        """Whether they belong to the ticket's group, and not only report to it."""
        return bool(self.roles & {Role.MEMBER, Role.LEAD})


ITSELF = Actor(Person(0, "派单"), 0, None, frozenset({Role.DESK}))
"""The desk, when nobody asked it: what falls due is done by it."""


def names_for_calendars(people: Iterable[Person], keys: Mapping[str, int]) -> Mapping[str, int]:
    """What calendars may call people: by key, by name, and by parts of a name that only one has."""
    parts: dict[str, set[int]] = {}
    for person in people:
        for word in (person.name, *person.name.split()):
            parts.setdefault(word.casefold(), set()).add(person.id)
    names = {word: next(iter(found)) for word, found in parts.items() if len(found) == 1}
    return {**names, **keys}


def sight(roles: frozenset[Role]) -> Sight:
    """What somebody with these roles on a ticket sees of it."""
    if roles & {Role.MEMBER, Role.LEAD}:
        return Sight.ALL
    if roles & {Role.REPORTER, Role.WATCHER}:
        return Sight.REPORTER
    return Sight.NOTHING if Role.PARTNER in roles else Sight.OUTLINE
