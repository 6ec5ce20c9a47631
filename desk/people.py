"""People, their accounts, and what each may do with a ticket."""

from dataclasses import dataclass
from enum import StrEnum

from desk.address import AccountAddress, MessengerName
from desk.languages import Language


class Role(StrEnum):
    """What somebody is to one ticket (operator: to the whole desk)."""

    REPORTER = "reporter"
    MEMBER = "member"
    LEAD = "lead"
    OPERATOR = "operator"


class Sight(StrEnum):
    """How much of a ticket somebody sees."""

    ALL = "all"
    REPORTER = "reporter"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; `accounts` in the order in which they want to be reached."""

    id: int
    name: str
    language: Language | None = None
    accounts: tuple[AccountAddress, ...] = ()

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
    """Somebody doing something now: a person through one of their accounts."""

    person: Person
    account_id: int
    account: AccountAddress
    roles: frozenset[Role]

    @property
    def is_staff(self) -> bool:
        """Whether they belong to the ticket's group, and not only report to it."""
        return bool(self.roles & {Role.MEMBER, Role.LEAD})


def sight(roles: frozenset[Role]) -> Sight:
    """What somebody with these roles on a ticket sees of it."""
    if roles & {Role.MEMBER, Role.LEAD}:
        return Sight.ALL
    if Role.REPORTER in roles:
        return Sight.REPORTER
    return Sight.OUTLINE
