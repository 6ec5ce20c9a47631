"""What happens to a ticket, and what people say along with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from desk.address import AccountAddress, Place
from desk.errors import Fact
from desk.moves import Action, Ask, Status, WaitingFor


class Intake(StrEnum):
    """How a ticket came in; it decides where its reporter hears of it later."""

    COMMAND = "command"
    MENTION = "mention"
    DIRECT = "direct"
    MESSAGE = "message"  # somebody's message, by the shortcut on it
    EMOJI = "emoji"  # the same, by an emoji
    FORM = "form"  # an empty form that was filled in
    API = "api"
    HOOK = "hook"


class Visibility(StrEnum):
    """Who may read a comment."""

    INTERNAL = "internal"
    REPORTER = "reporter"
    CUSTOMER = "customer"


IN_THREAD = frozenset({Intake.MENTION, Intake.MESSAGE, Intake.EMOJI})
"""Those that are answered where they came from; of the others a reporter hears directly."""
FROM_MESSAGE = frozenset({Intake.MESSAGE, Intake.EMOJI})
"""Those in which the reporter may have made a ticket of somebody else's message."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a ticket was asked for: the message, and the place in which its reporter reads on."""

    intake: Intake
    account: AccountAddress
    place: Place
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says along with a move.

    `facts` are what the desk itself has to tell of what it did.
    """

    text: str = ""
    waiting_for: WaitingFor | None = None
    person: int | None = None
    group: str | None = None
    priority: str | None = None
    how_long: timedelta | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def answers(self, ask: Ask) -> bool:
        """Whether it holds what the move asks for."""
        match ask:
            case Ask.NOTHING:
                return True
            case Ask.TEXT:
                return bool(self.text.strip())
            case Ask.WAITING_FOR:
                return self.waiting_for is not None
            case Ask.PERSON:
                return self.person is not None
            case Ask.GROUP:
                return self.group is not None
            case Ask.PRIORITY:
                return self.priority is not None
            case Ask.HOW_LONG:
                return self.how_long is not None
            case Ask.HOW_LONG_AND_WHY:
                return self.how_long is not None and bool(self.text.strip())


SILENT = Said()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a ticket; `body` is what people said and can be erased later."""

    action: Action
    at: datetime
    account: int
    before: Status | None
    after: Status
    facts: Mapping[str, Fact] = field(default_factory=dict)
    body: str = ""
    visibility: Visibility | None = None
