"""What other settings would change for what is open now: deadlines, owners, channels."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk.address import ConversationAddress
from desk.clock_changes import resumed
from desk.clocks import Clock, ClockKind, ClockState, running
from desk.groups import Desk, Group
from desk.handing_out import waits_for_hands
from desk.sla import replanned
from desk.ticket import Ticket


class Touched(StrEnum):
    """What of a ticket can become otherwise."""

    GROUP = "group"
    DEADLINE = "deadline"
    OWNER = "owner"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A clock's deadline before and after; None where there is none.

    `paused`: it stands still, so these are its deadlines if it went on at once.
    """

    kind: ClockKind
    before: datetime | None
    after: datetime | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """Who would be called for a ticket that nobody has."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """Who would be given a ticket at once that nobody has; None: it goes on waiting."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the cards of a ticket stand, and where its group's are to stand."""

    stands: tuple[ConversationAddress, ...]
    after: tuple[ConversationAddress, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChange:
    """What becomes otherwise for one open ticket.

    `falls_to`: its group is gone, and this one has it. `leaves`: its assignee, who is no longer of
    its group.
    """

    ticket: Ticket
    deadlines: tuple[DeadlineChange, ...] = ()
    falls_to: str | None = None
    leaves: int | None = None
    given: Given | None = None
    called: Called | None = None
    shown: Shown | None = None

    @property
    def touches(self) -> tuple[Touched, ...]:
        """What is otherwise."""
        found = {
            Touched.GROUP: self.falls_to is not None,
            Touched.DEADLINE: bool(self.deadlines),
            Touched.OWNER: any(one is not None for one in (self.leaves, self.given, self.called)),
            Touched.CHANNEL: self.shown is not None,
        }
        return tuple(touched for touched, is_so in found.items() if is_so)


NOBODY = Given(None, None)


def ticket_change(
    ticket: Ticket,
    stands: Iterable[ConversationAddress],
    old: Desk,
    new: Desk,
    at: datetime,
    given: Given | None = None,
) -> TicketChange | None:
    """What the new settings change for a ticket, if they came into force now; None for nothing.

    `stands`: the conversations in which its group's card stands. `given`: who would be given it by
    the settings in force, and by the new ones.
    """
    hands = given or NOBODY
    gone = ticket.group in old.groups and ticket.group not in new.groups
    change = TicketChange(
        ticket=ticket,
        deadlines=tuple(_deadlines(ticket, old, new, at)),
        falls_to=new.default_group if gone else None,
        leaves=ticket.assignee if _leaves(ticket, old, new) else None,
        given=None if hands.before == hands.after else hands,
        called=_called(ticket, old, new, at) if hands == NOBODY else None,
        shown=_shown(ticket, tuple(stands), old, new, at),
    )
    return None if change == TicketChange(ticket=ticket) else change


def _deadlines(ticket: Ticket, old: Desk, new: Desk, at: datetime) -> Iterator[DeadlineChange]:
    after = replanned(ticket, max(at, ticket.changed_at), new, old)
    if after == ticket.clocks:
        return
    for kind in ClockKind:
        was, becomes = running(ticket.clocks, kind), running(after, kind)
        due, then = _due(was, at, old), _due(becomes, at, new)
        if due != then:
            paused = ClockState.PAUSED in {clock.state for clock in (was, becomes) if clock}
            yield DeadlineChange(kind, due, then, paused)


def _due(clock: Clock | None, at: datetime, desk: Desk) -> datetime | None:
    return resumed(clock, at, desk).due if clock else None


def _group(ticket: Ticket, desk: Desk) -> Group | None:
    return desk.groups.get(ticket.group) or desk.groups.get(desk.default_group)


def _leaves(ticket: Ticket, old: Desk, new: Desk) -> bool:
    return _belongs(ticket, old) and not _belongs(ticket, new)


def _belongs(ticket: Ticket, desk: Desk) -> bool:
    group = _group(ticket, desk)
    return group is not None and ticket.assignee in group.members | group.leads


def _called(ticket: Ticket, old: Desk, new: Desk, at: datetime) -> Called | None:
    if not waits_for_hands(ticket):
        return None
    before, after = _first_on_duty(ticket, old, at), _first_on_duty(ticket, new, at)
    return None if set(before) == set(after) else Called(before, after)


def _first_on_duty(ticket: Ticket, desk: Desk, at: datetime) -> tuple[int, ...]:
    group = _group(ticket, desk)
    serving = desk.on_duty(group.key, at) if group else ()
    first = min((one.position for one in serving), default=0)
    return tuple(one.person for one in serving if one.position == first)


def _shown(
    ticket: Ticket, stands: tuple[ConversationAddress, ...], old: Desk, new: Desk, at: datetime
) -> Shown | None:
    """Only where the settings make the difference: at night cards may stand elsewhere anyway."""
    before, after = _channels(ticket, old, at), _channels(ticket, new, at)
    if set(before) == set(after) or set(stands) == set(after):
        return None
    return Shown(stands, after)


def _channels(ticket: Ticket, desk: Desk, at: datetime) -> tuple[ConversationAddress, ...]:
    group = _group(ticket, desk)
    channels = desk.channels_for(group, at) if group else ()
    return tuple(channel.conversation for channel in channels)


MOST_NAMED = 20


@dataclass(slots=True)
class TicketTally:
    """All open tickets, counted by what changes for them; the first of each kind are kept."""

    looked_at: int = 0
    counts: Counter[Touched] = field(default_factory=Counter)
    examples: dict[Touched, list[TicketChange]] = field(default_factory=dict)

    def add(self, change: TicketChange | None) -> None:
        """One more ticket."""
        self.looked_at += 1
        for touched in change.touches if change else ():
            self.counts[touched] += 1
            named = self.examples.setdefault(touched, [])
            if change is not None and len(named) < MOST_NAMED:
                named.append(change)
