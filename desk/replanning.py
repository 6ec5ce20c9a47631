"""Settings changed: an open ticket with its clocks as they would have them now."""

from dataclasses import replace
from datetime import datetime

from desk.acts import Decision
from desk.clocks import ClockKind, running
from desk.consequences import consequences
from desk.errors import Fact
from desk.events import Said
from desk.groups import Desk
from desk.moves import Action
from desk.people import ITSELF
from desk.sla import replanned
from desk.ticket import Ticket


def decide_replan(ticket: Ticket, at: datetime, desk: Desk, was: Desk) -> Decision | None:
    """The ticket with its clocks worked out anew; None if nothing changes.

    The event tells for each clock that changes until when it ran (`from_resolution`) and runs now
    (`resolution`), where it has a deadline.
    """
    clocks = replanned(ticket, max(at, ticket.changed_at), desk, was)
    if clocks == ticket.clocks:
        return None
    facts: dict[str, Fact] = {"version": desk.version}
    for kind in ClockKind:
        old, new = running(ticket.clocks, kind), running(clocks, kind)
        if old != new and old is not None and old.due is not None:
            facts[f"from_{kind}"] = old.due
        if old != new and new is not None and new.due is not None:
            facts[kind.value] = new.due
    change = ticket.after(Action.REPLAN, ITSELF, at, Said(facts=facts))
    change = replace(change, ticket=replace(change.ticket, clocks=clocks))
    return Decision(change, consequences(change, ITSELF, desk, None))
