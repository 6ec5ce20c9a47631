"""What came from Slack: the desk's request, and where its answer can go."""

from dataclasses import dataclass

from desk.address import AccountAddress, ConversationAddress, MessengerName, Place, direct_chat
from handlers.request import Request


@dataclass(frozen=True, slots=True)
class Window:
    """A view that is open before somebody."""

    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the answer goes; what a kind of delivery doesn't have is empty.

    `thread` is the ts of the thread that answers belong in, `in_thread` whether it has begun: Slack
    shows private messages only in threads that have. `trigger` opens one view within three seconds,
    which keeps what it `carries`; `says_in_window`: so is what would be said elsewhere.
    """

    user: str
    channel: str = ""
    thread: str = ""
    in_thread: bool = False
    trigger: str = ""
    response_url: str = ""
    window: Window | None = None
    carries: str = ""
    says_in_window: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether it came from the direct chat with the bot, or from no conversation."""
        return not self.channel or self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Inbound:
    """One delivery, read."""

    request: Request
    origin: Origin


def account(team: str, user: str) -> AccountAddress:
    """Somebody's account; the team is the one that the bot is installed in, not their own."""
    return AccountAddress(MessengerName.SLACK, team, user)


def place(who: AccountAddress, channel: str, thread: str | None = None) -> Place:
    """The conversation that something was said in; what is said nowhere (a view) is direct."""
    if not channel or channel.startswith("D"):
        return Place(direct_chat(who), thread)
    return Place(ConversationAddress(MessengerName.SLACK, who.tenant, channel), thread)
