"""Asking whoever has a ticket to get on with it, and how often that is done."""

from datetime import datetime, timedelta

from desk.errors import Reason, Refusal
from desk.ticket import Ticket

NUDGED_FOR = timedelta(minutes=30)
"""How long a nudge is enough, whoever asks again: people are told once."""


def must_be_rested(
    ticket: Ticket, at: datetime, nudged_at: datetime, by: int, whom: int | None
) -> None:
    """Raise the Refusal that a second nudge meets; whoever has the ticket only now is told anew."""
    if whom == ticket.assignee and at - nudged_at < NUDGED_FOR:
        raise Refusal(Reason.NUDGED_ALREADY, ticket=ticket.id, person=by, at=nudged_at)
