"""Where people, conversations and messages are, on whichever messenger."""

from dataclasses import dataclass
from enum import StrEnum


class MessengerName(StrEnum):
    SLACK = "slack"
    DINGTALK = "dingtalk"
    WEBHOOK = "webhook"  # a program elsewhere that is told; nobody writes to us by it
    API = "api"  # a program that asks us; nothing is written to it

    @property
    def has_threads(self) -> bool:
        """Whether messages can be answered below; elsewhere the ticket's number leads them."""
        return self is MessengerName.SLACK

    @property
    def is_chat(self) -> bool:
        """Whether people are there, who can be told things."""
        return self in CHATS


CHATS = (MessengerName.SLACK, MessengerName.DINGTALK)
"""Where people are."""


class ConversationKind(StrEnum):
    GROUP = "group"
    DIRECT = "direct"
    WORK = "work"  # DingTalk's work notifications to one person


@dataclass(frozen=True, slots=True)
class AccountAddress:
    """One person's identity on one messenger; the tenant is the installation (workspace, corp)."""

    messenger: MessengerName
    tenant: str
    id: str


@dataclass(frozen=True, slots=True)
class ConversationAddress:
    """A channel, group or direct chat.

    A direct chat is named by the account on its other side, so that it can be written to before
    the messenger has given it an id.
    """

    messenger: MessengerName
    tenant: str
    id: str
    kind: ConversationKind = ConversationKind.GROUP

    @property
    def lane(self) -> str:
        """The key under which all that goes to this conversation waits in one order."""
        return f"{self.messenger}:{self.tenant}:{self.id}"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, or a thread in it."""

    conversation: ConversationAddress
    thread: str | None = None


def direct_chat(account: AccountAddress) -> ConversationAddress:
    """The direct chat between the desk and this account."""
    return ConversationAddress(
        account.messenger, account.tenant, account.id, ConversationKind.DIRECT
    )


def work_notifications(account: AccountAddress) -> ConversationAddress:
    """What the app, and not its robot, tells this account."""
    return ConversationAddress(account.messenger, account.tenant, account.id, ConversationKind.WORK)
