"""The cards and messages that follow from a change, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.address import Place
from desk.languages import Language


class NoticeKind(StrEnum):
    """What a message that is not a card says; the words are made when it is sent."""

    OPENED = "opened"
    MOVED = "moved"
    YOUR_TURN = "your_turn"
    COMMENT = "comment"
    REPLY = "reply"
    REMINDER = "reminder"
    WEBHOOK = "webhook"  # a reminder's facts, for a program
    MATTER = "matter"
    USER_GROUP = "user_group"  # no message: a Slack user group becomes whoever is on duty
    ARRIVED = "arrived"  # a ticket came to where a card of it stands already
    DIGEST = "digest"  # any of these of a less urgent ticket, told along with others in a flood
    FILE = "file"  # a file was added
    ROUTED = "routed"  # who may take it, or how far one had to go to find somebody


class PostingKind(StrEnum):
    """What a conversation shows of a ticket."""

    CARD = "card"
    STUB = "stub"
    REPORTER = "reporter"
    DRAFT = "draft"
    MATTER = "matter"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message about an event: to a place, in a language, calling those in `mention`.

    `beside` marks one that belongs in the thread of the ticket's card there (or, on a messenger
    without threads, after its number).
    """

    kind: NoticeKind
    place: Place
    language: Language
    mention: tuple[int, ...] = ()
    beside: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is put off until the next digest."""
        return self.kind is NoticeKind.DIGEST


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A card of this ticket that should stand in a conversation from now on.

    If one stands there already, that is it, and a message calls those in `mention`; `gathered`: a
    digest tells of it instead.
    """

    kind: PostingKind
    place: Place
    language: Language
    mention: tuple[int, ...] = ()
    gathered: bool = False


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """Somebody who was given a ticket in quiet hours, to be told when these end."""

    person: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that the messengers have to do with a change, beside redrawing cards that stand.

    `digest_at` is when its notices of the kind DIGEST are told, at the latest.
    """

    postings: tuple[NewPosting, ...] = ()
    notices: tuple[Notice, ...] = ()
    stub_group: str | None = None
    held: tuple[HeldTurn, ...] = ()
    digest_at: datetime | None = None
