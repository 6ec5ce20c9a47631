"""Somebody no longer belongs to a group: what they have in hand there goes to somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.acts import Decision, decide_move
from desk.belonging import belongs_to
from desk.events import Said
from desk.groups import Desk, Group
from desk.moves import MOVES, Action
from desk.people import ITSELF
from desk.ticket import Ticket

LEFT = "left"
"""The fact of an event by which it is known why a ticket went back."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A ticket that goes on without whoever has left, and whether it waits for hands now."""

    decision: Decision
    waits: bool


def given_up(
    ticket: Ticket, person: int, heir: int | None, desk: Desk, at: datetime
) -> GivenUp | None:
    """What becomes of a ticket in somebody's hands; None if they still belong to its group.

    `heir` is who they were one person with: it goes to them if they belong there.
    """
    group = desk.groups.get(ticket.group)
    if group is None or ticket.assignee != person or belongs_to(group, person):
        return None
    said = Said(person=heir, facts={LEFT: person})
    hand_over = MOVES[Action.HAND_OVER]
    if heir is not None and belongs_to(group, heir) and ticket.status in hand_over.sources:
        decision = decide_move(ticket, Action.HAND_OVER, ITSELF, at, said, desk)
        return GivenUp(decision, waits=False)
    if ticket.status not in MOVES[Action.GIVE_BACK].sources:
        return None
    said = Said(facts={LEFT: person})
    return GivenUp(decide_move(ticket, Action.GIVE_BACK, ITSELF, at, said, desk), waits=True)


def rosters_with(desk: Desk, groups: Iterable[Group], person: int) -> tuple[str, ...]:
    """The rosters of these groups in which somebody still has turns, by name."""
    keys = dict.fromkeys(group.roster for group in groups if group.roster)
    found = (desk.rosters[key] for key in keys if key in desk.rosters)
    return tuple(
        roster.name
        for roster in found
        if any(person in crew for layer in roster.layers for crew in layer.crews)
    )
