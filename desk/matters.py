"""What the desk deals with beside tickets: swap requests, hand-overs, announcements, summaries.

A matter is shown by cards that are kept true, like a ticket's, or told once by a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.address import MessengerName
from desk.errors import Fact
from desk.linking import Sameness
from desk.reports import Summary


class MatterState(StrEnum):
    OPEN = "open"
    AGREED = "agreed"  # by whoever was asked; a lead has still to say yes
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    VOID = "void"  # what it was about is no longer so
    OVER = "over"  # nobody answered in time
    UNDONE = "undone"  # it was done, and taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapRequest:
    """Somebody asks somebody else to take one of their shifts."""

    id: int = 0
    version: int = 1
    state: MatterState = MatterState.OPEN
    group: str
    roster: str
    layer: str
    ordinal: int
    fingerprint: str
    start: datetime
    end: datetime
    person: int
    other: int
    needs_lead: bool = False
    decided_by: int | None = None
    at: datetime

    @property
    def people(self) -> tuple[int | None, ...]:
        """Everybody it names."""
        return (self.person, self.other, self.decided_by)


class Handed(StrEnum):
    """What became of one ticket at a hand-over."""

    WAITS = "waits"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    MOVED_ON = "moved_on"  # somebody else dealt with it meanwhile
    PASSED_ON = "passed_on"  # nobody accepted it; the next hand-over has it


@dataclass(frozen=True, slots=True)
class HandedTicket:
    """A ticket that is passed on, as far as a card lists it."""

    ticket: int
    title: str
    due: datetime | None
    assignee: int
    handed: Handed = Handed.WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A shift ends: who leaves, who comes, and what is open, nearest deadline first.

    `at` is the hand-off, `as_of` when it was told: after an outage it covers all between.
    `unserved`: nobody is on duty from then on, up to `until` if that is known; `gap`: although the
    roster usually has somebody at that time.
    """

    id: int = 0
    version: int = 1
    state: MatterState = MatterState.OPEN
    group: str
    roster: str
    at: datetime
    leaving: tuple[int, ...]
    coming: tuple[int, ...]
    tickets: tuple[HandedTicket, ...] = ()
    waiting: int = 0  # tickets of the group that nobody has taken
    unserved: bool = False
    until: datetime | None = None
    gap: bool = False
    as_of: datetime | None = None
    decided_by: int | None = None

    @property
    def people(self) -> tuple[int | None, ...]:
        """Everybody it names."""
        assignees = (handed.assignee for handed in self.tickets)
        return (*self.leaving, *self.coming, *assignees, self.decided_by)


class News(StrEnum):
    """What an announcement tells; cards/announcements.py has the sentence for each."""

    OVERRIDE = "override"
    LEAVE = "leave"
    SWAPPED = "swapped"
    SWAP_VOID = "swap_void"
    CHANGE_VOID = "change_void"
    SWAP_DECLINED = "swap_declined"
    SWAP_OVER = "swap_over"
    HOLES = "holes"
    ADJUSTMENT_ENDED = "adjustment_ended"
    ROSTER_IMPORTED = "roster_imported"
    SURGE_BEGINS = "surge_begins"
    SURGE_ENDS = "surge_ends"
    LIST_MISSING = "list_missing"  # the official holidays of a year are not out yet
    FEED_STALE = "feed_stale"
    FEED_EMPTY = "feed_empty"
    CHANNEL_CLOSED = "channel_closed"  # the desk was not let in where a group's tickets are shown
    FEED_OUTSIDER = "feed_outsider"  # somebody stands there who belongs to none of its groups
    LINKED = "linked"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    SHARED = "shared"
    JOINED = "joined"
    LEFT = "left"
    GAVE_UP = "gave_up"
    TURNS_EMPTY = "turns_empty"
    LIST_EMPTY = "list_empty"
    FILE_FAILED = "file_failed"
    FILE_TOO_BIG = "file_too_big"
    FILE_EMPTY = "file_empty"
    INTRODUCTION = "introduction"  # the desk is new in a conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """Something a group or a person is told once; `named` are the people its sentence names."""

    id: int = 0
    version: int = 1
    group: str
    news: News
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)
    named: tuple[int, ...] = ()

    @property
    def people(self) -> tuple[int | None, ...]:
        """Everybody it names."""
        return self.named


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOffer:
    """An account of whoever is asked, and another that may be theirs too, and by what; `person` is
    whose the other one is."""

    id: int = 0
    version: int = 1
    state: MatterState = MatterState.OPEN
    group: str
    account: int
    other: int
    person: int
    messenger: MessengerName
    by: Sameness
    at: datetime

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody it names."""
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryPost:
    """A group's summary that went out by itself."""

    id: int = 0
    version: int = 1
    group: str
    at: datetime
    summary: Summary

    @property
    def people(self) -> tuple[int | None, ...]:
        """Everybody it names."""
        return ()


Matter = SwapRequest | HandOver | Announcement | LinkOffer | SummaryPost
