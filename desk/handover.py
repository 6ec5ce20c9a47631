"""A shift ends: who leaves, who comes, and which tickets change hands, by what press or by none."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.acts import Decision, decide_move
from desk.events import Said
from desk.groups import Desk, Group
from desk.matters import Handed, HandedTicket, HandOver, MatterState
from desk.moves import MOVES, Action
from desk.people import ITSELF, Actor, Role
from desk.queues import AfterHandOver
from desk.roster_preview import preview
from desk.rota import next_handover
from desk.ticket import Ticket

INSTANT = timedelta(milliseconds=1)
MOST_LISTED = 100
CHANGES_HANDS = MOVES[Action.HAND_OVER].sources


@dataclass(frozen=True, slots=True)
class Handing:
    """What a hand-off brings: the new hand-over, what passes at once, and those that end by it."""

    matter: HandOver
    passes: tuple[Decision, ...]
    ended: tuple[HandOver, ...]


def first_on_duty(desk: Desk, group: str, at: datetime) -> tuple[int, ...]:
    """The primaries of a group at that instant."""
    serving = desk.on_duty(group, at)
    return tuple(one.person for one in serving if one.position == 0)


def still_listed(open_ones: Iterable[HandOver]) -> Mapping[int, HandedTicket]:
    """The tickets that hand-overs list and nobody has dealt with there, by number."""
    listed = (one for matter in open_ones for one in matter.tickets)
    return {one.ticket: one for one in listed if one.handed is Handed.WAITS}


def hand_over(
    group: Group,
    desk: Desk,
    at: datetime,
    now: datetime,
    tickets: Sequence[Ticket],
    waiting: int,
    open_ones: Sequence[HandOver] = (),
) -> Handing | None:
    """What a hand-off of `at` brings, as of `now`.

    None if nobody comes or leaves after all. `tickets` are open: those of the group's that are in
    the hands of those who leave, and those that `open_ones`, its hand-overs that nobody accepted,
    still list.
    """
    before = first_on_duty(desk, group.key, at - INSTANT)
    after = first_on_duty(desk, group.key, now)
    leaving = tuple(person for person in before if person not in after)
    coming = tuple(person for person in after if person not in before)
    if not leaving and not coming:
        return None
    theirs = _to_pass_on(tickets, leaving, after, still_listed(open_ones), group.key)
    way = group.queue.after_hand_over
    at_once = way is AfterHandOver.AT_ONCE and bool(after)
    asks = way is not AfterHandOver.STAY and bool(theirs) and not at_once
    handed = Handed.TAKEN if at_once else Handed.WAITS
    matter = HandOver(
        group=group.key,
        roster=group.roster or "",
        at=at,
        state=MatterState.OPEN if asks else MatterState.DONE,
        leaving=leaving,
        coming=coming,
        tickets=tuple(_listed(ticket, handed) for ticket in theirs),
        waiting=waiting,
        unserved=not after,
        until=None if after else _somebody_comes(desk, group, now),
        gap=not after and _usually_served(desk, group, now),
        as_of=now,
    )
    to = next(iter((*coming, *after)), 0)
    passes = tuple(pass_on(one, to, ITSELF, now, desk) for one in theirs if at_once)
    passed_on = {ticket.id for ticket in theirs}
    return Handing(matter, passes, tuple(_ended(one, passed_on) for one in open_ones))


def _to_pass_on(
    tickets: Iterable[Ticket],
    leaving: Sequence[int],
    after: Sequence[int],
    listed: Mapping[int, HandedTicket],
    group: str,
) -> tuple[Ticket, ...]:
    """What those who leave hold, and what nobody accepted from those who left before."""

    def is_left(ticket: Ticket) -> bool:
        if ticket.group != group or ticket.status not in CHANGES_HANDS:
            return False
        before = listed.get(ticket.id)
        waited = before is not None and still_theirs(before, ticket)
        return ticket.assignee in leaving or (waited and ticket.assignee not in after)

    return tuple(sorted(filter(is_left, tickets), key=_urgency)[:MOST_LISTED])


def _urgency(ticket: Ticket) -> tuple[bool, datetime, int]:
    due = ticket.due
    return due is None, due or ticket.opened_at, ticket.id


def _somebody_comes(desk: Desk, group: Group, now: datetime) -> datetime | None:
    rota = desk.rota(group.roster)
    return next_handover(rota, now, 0) if rota is not None else None


def _usually_served(desk: Desk, group: Group, now: datetime) -> bool:
    """Whether this is a hole, and not the end of the roster's hours."""
    rota = desk.rota(group.roster)
    gaps = preview(rota, now, weeks=1).gaps if rota is not None else ()
    return any(gap.start <= now < gap.end for gap in gaps)


def _ended(matter: HandOver, passed_on: Set[int]) -> HandOver:
    """Nobody accepted it; the next one has what is still there to be accepted."""

    def now_is(one: HandedTicket) -> HandedTicket:
        if one.handed is not Handed.WAITS:
            return one
        passed = one.ticket in passed_on
        return replace(one, handed=Handed.PASSED_ON if passed else Handed.MOVED_ON)

    tickets = tuple(now_is(one) for one in matter.tickets)
    return replace(matter, version=matter.version + 1, tickets=tickets, state=MatterState.OVER)


def _listed(ticket: Ticket, handed: Handed) -> HandedTicket:
    return HandedTicket(ticket.id, ticket.title, ticket.due, ticket.assignee or 0, handed)


def pass_on(ticket: Ticket, to: int, by: Actor, at: datetime, desk: Desk) -> Decision:
    """The ticket in other hands; it stays in its state. The desk does it, at somebody's press."""
    as_desk = replace(by, roles=by.roles | {Role.DESK})
    return decide_move(ticket, Action.HAND_OVER, as_desk, at, Said(person=to), desk)


def still_theirs(handed: HandedTicket, ticket: Ticket | None) -> bool:
    """Whether a ticket still is where the hand-over found it."""
    return (
        handed.handed is Handed.WAITS
        and ticket is not None
        and ticket.assignee == handed.assignee
        and ticket.status in CHANGES_HANDS
    )


def marked(matter: HandOver, outcomes: dict[int, Handed], by: int) -> HandOver:
    """The hand-over with what became of some tickets; done once none waits."""
    tickets = tuple(
        replace(one, handed=outcomes.get(one.ticket, one.handed)) for one in matter.tickets
    )
    waits = any(one.handed is Handed.WAITS for one in tickets)
    return replace(
        matter,
        version=matter.version + 1,
        tickets=tickets,
        state=MatterState.OPEN if waits else MatterState.DONE,
        decided_by=by,
    )
