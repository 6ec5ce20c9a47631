"""A shift ends: who leaves, who comes, and which tickets change hands, by what press or by none."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desk.acts import Decision, decide_move
from desk.groups import Desk, Group
from desk.matters import Handed, HandedTicket, HandOver, MatterState
from desk.moves import MOVES, Action
from desk.people import ITSELF, Actor, Role
from desk.queues import AfterHandOver
from desk.ticket import Said, Ticket

INSTANT = timedelta(milliseconds=1)
MOST_LISTED = 100
CHANGES_HANDS = MOVES[Action.HAND_OVER].sources


def first_on_duty(desk: Desk, group: str, at: datetime) -> tuple[int, ...]:
    """The primaries of a group at that instant."""
    serving = desk.on_duty(group, at)
    return tuple(one.person for one in serving if one.position == 0)


def passed_on(tickets: Iterable[Ticket], leaving: Sequence[int]) -> tuple[Ticket, ...]:
    """The tickets in the hands of those who leave, nearest deadline first."""
    theirs = [one for one in tickets if one.assignee in leaving and one.status in CHANGES_HANDS]
    return tuple(sorted(theirs, key=_urgency)[:MOST_LISTED])


def _urgency(ticket: Ticket) -> tuple[bool, datetime, int]:
    due = ticket.due
    return due is None, due or ticket.opened_at, ticket.id


def hand_over(
    group: Group,
    desk: Desk,
    at: datetime,
    now: datetime,
    tickets: Sequence[Ticket],
    waiting: int,
) -> tuple[HandOver, tuple[Decision, ...]] | None:
    """What a hand-off of `at` brings, as of `now`, and the tickets that pass at once.

    None if nobody comes or leaves after all. `tickets` are the group's open ones.
    """
    before = first_on_duty(desk, group.key, at - INSTANT)
    after = first_on_duty(desk, group.key, now)
    leaving = tuple(person for person in before if person not in after)
    coming = tuple(person for person in after if person not in before)
    if not leaving and not coming:
        return None
    theirs = passed_on(tickets, leaving)
    way = group.queue.after_hand_over
    at_once = way is AfterHandOver.AT_ONCE and bool(coming)
    asks = way is AfterHandOver.BY_PRESS and bool(theirs) and bool(coming)
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
    )
    passes = (pass_on(one, coming[0], ITSELF, now, desk) for one in theirs if at_once)
    return matter, tuple(passes)


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
