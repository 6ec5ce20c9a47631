"""What programs may do: the scopes and groups of the token that they show."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.address import AccountAddress, ConversationAddress, MessengerName, Place, direct_chat
from desk.people import Role
from desk.ticket import Ticket

NO_TENANT = "-"


class Scope(StrEnum):
    """One thing that a token is good for."""

    READ = "tickets:read"
    WRITE = "tickets:write"  # what members may do
    LEAD = "tickets:lead"  # what only leads may do, beside that


class TokenKind(StrEnum):
    """How a program shows that it is the one."""

    API = "api"  # by a secret in each request
    HOOK = "hook"  # by signing what it sends


@dataclass(frozen=True, slots=True)
class Token:
    """A program's right to ask; without `groups` it is for all of them. Times are real time."""

    id: str
    name: str
    kind: TokenKind
    scopes: frozenset[Scope]
    groups: frozenset[str]
    expires_at: datetime | None = None

    @property
    def account(self) -> AccountAddress:
        """Who did it, as the record names them; a token that replaces another is the same one."""
        return AccountAddress(MessengerName.API, NO_TENANT, self.name)

    @property
    def place(self) -> Place:
        """Where its tickets come from; nothing is ever written there."""
        return Place(self.conversation)

    @property
    def conversation(self) -> ConversationAddress:
        return direct_chat(self.account)

    def covers(self, group: str) -> bool:
        """Whether this group's tickets are its business."""
        return not self.groups or group in self.groups

    def is_over(self, real: datetime) -> bool:
        """Whether its time has passed."""
        return self.expires_at is not None and real >= self.expires_at

    def roles(self, person: int, ticket: Ticket | None) -> frozenset[Role]:
        """What it is to a ticket; to the desk itself it is nothing."""
        if ticket is None:
            return frozenset()
        roles = {Role.REPORTER} if ticket.reporter == person else set()
        if self.covers(ticket.group):
            roles.add(Role.MEMBER)
            if Scope.LEAD in self.scopes:
                roles.add(Role.LEAD)
        return frozenset(roles)
