"""What was told once and has to be told again: after quiet hours, or on somebody's other messenger.

Each time is an event of its own, which decides no step.
"""

from collections.abc import Iterable
from datetime import datetime

from desk.acts import Decision
from desk.clocks import Clock, ClockKey, ClockState
from desk.consequences import your_turn
from desk.errors import Fact
from desk.escalation import told_at
from desk.events import Said
from desk.groups import Desk
from desk.moves import OPEN_STATES, WAITING_FOR_HANDS, Action
from desk.notices import Consequences, Notice
from desk.people import ITSELF
from desk.promises import Whom
from desk.telling import Because, Meant, Telling, to_person, to_reach
from desk.ticket import Ticket


def decide_held(
    ticket: Ticket, key: ClockKey, person: int, whom: Whom, at: datetime, desk: Desk
) -> Telling | None:
    """Quiet hours have ended: told now, if it still is true; None if not.

    If somebody else is meant by now, they are told in their place.
    """
    clock = _waiting(ticket, key, at)
    if clock is None:
        return None
    meant = told_at((whom,), ticket, desk, at).everybody
    people = tuple((one, whom) for one in ((person,) if person in meant else meant))
    if not people:
        return None
    group = desk.groups.get(ticket.group)
    notices = (to_person(one, desk, group) for one, _ in people)
    decision = _again(ticket, clock, Because.QUIET, people, notices, at)
    return Telling(decision, to_reach(people, at, desk))


def decide_reach(
    ticket: Ticket, key: ClockKey, person: int, whom: Whom, at: datetime, desk: Desk
) -> Decision | None:
    """They did not answer: told on their other messenger; None if it is no longer theirs."""
    clock = _waiting(ticket, key, at)
    meant = told_at((whom,), ticket, desk, at).everybody
    notice = to_person(person, desk, desk.groups.get(ticket.group), elsewhere=True)
    if clock is None or person not in meant or notice is None:
        return None
    return _again(ticket, clock, Because.UNANSWERED, ((person, whom),), (notice,), at)


def decide_turn(ticket: Ticket, person: int, at: datetime, desk: Desk) -> Decision | None:
    """Quiet hours have ended: who was given a ticket hears of it, if it still waits for them."""
    known = desk.people.get(person)
    waits = ticket.assignee == person and ticket.status in WAITING_FOR_HANDS
    if not waits or known is None or not known.accounts:
        return None
    facts: dict[str, Fact] = {"told": str(person), "because": Because.QUIET.value}
    change = ticket.after(Action.REMIND, ITSELF, at, Said(facts=facts))
    return Decision(change, Consequences(notices=(your_turn(known, desk),)))


def _again(
    ticket: Ticket,
    clock: Clock,
    because: Because,
    meant: Meant,
    notices: Iterable[Notice | None],
    at: datetime,
) -> Decision:
    facts: dict[str, Fact] = {
        "clock": clock.kind.value,
        "round": clock.round,
        "policy": clock.policy,
        "version": clock.version,
        "mood": clock.mood.value,
        "told": ",".join(str(person) for person, _ in meant),
        "roles": ",".join(whom for _, whom in meant),
        "because": because.value,
    }
    if clock.due is not None:
        facts["due"] = clock.due
    change = ticket.after(Action.REMIND, ITSELF, at, Said(facts=facts))
    return Decision(change, Consequences(notices=tuple(filter(None, notices))))


def _waiting(ticket: Ticket, key: ClockKey, at: datetime) -> Clock | None:
    """The clock, if the ticket still waits for it; one that is paused or snoozed bothers nobody."""
    if ticket.status not in OPEN_STATES:
        return None
    found = next((clock for clock in ticket.clocks if clock.key == key), None)
    if found is None or found.state is not ClockState.RUNNING:
        return None
    return None if found.snoozed_until and at < found.snoozed_until else found
