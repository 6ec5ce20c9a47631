"""What happened to a ticket, done once more event by event, under the settings of each time.

So it is known how its clocks stood when a period began, and when the desk was late, or down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk.acts import Selection
from desk.clocks import ClockKind
from desk.events import Said
from desk.giving import given
from desk.groups import Desk
from desk.moves import MOVES, Action
from desk.people import ITSELF
from desk.recorded import BY_ITSELF, PastTicket, Recorded, opened_again
from desk.replanning import decide_replan
from desk.replay_life import Call, Due, Life, call_of, people_in

SOON = timedelta(seconds=30)
"""Later than this, the desk was down."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that are tried, and those that were in force, by version."""

    tried: Desk
    past: Mapping[int, Desk] = field(default_factory=dict)

    def then(self, version: int) -> Desk:
        """Those of that version; if they are unknown, those that are tried."""
        return self.past.get(version, self.tried)


@dataclass(frozen=True, slots=True)
class Fired:
    """Something that the desk did by itself: what was due, since when it could have, and when."""

    what: Due
    fell: datetime
    at: datetime
    seq: int

    def was(self, due: Due) -> bool:
        """Whether this is what became of it."""
        mine, theirs = self.what, due
        who = (mine.because, mine.key, mine.person or mine.step)
        if who != (theirs.because, theirs.key, theirs.person or theirs.step):
            return False
        return mine.at == theirs.at or timedelta(0) <= self.at - theirs.at <= SOON


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a period; `start` is how the ticket was before (None: it came later), and
    `version` that of its settings then."""

    start: Life | None
    version: int
    fired: tuple[Fired, ...]
    calls: tuple[Call, ...]


def course_of(past: PastTicket, rules: Rules, since: datetime) -> Course:
    """The course of a ticket; what nobody did anything about since is as it is."""
    first, *others = past.events
    earlier = [first.version, *(event.version for event in others if event.at < since)]
    if first.at >= since and not any(event.action in BY_ITSELF for event in others):
        return Course(None, earlier[-1], (), ())
    life = Life(opened_again(past, rules.then(first.version), past.chosen.get(first.seq)))
    start: Life | None = None
    fired: list[Fired] = []
    calls: list[Call] = []
    for place, event in enumerate(others):
        desk = rules.then(event.version)
        if start is None and first.at < since <= event.at:
            _lapse(life, since, others[place:], desk)
            start = life.copy()
        _lapse(life, event.at, others[place:], desk)
        before = life.ticket
        due = _happened(life, event, desk, rules, past.chosen.get(event.seq))
        if due is not None and event.at >= since:
            fired.append(Fired(due, max(due.at, before.changed_at), event.at, event.seq))
            silent = bool(life.calls) and life.calls[-1].at == event.at and life.calls[-1].silent
            calls.append(call_of(event.action, event.at, event.facts, silent))
    if start is None and first.at < since:
        _lapse(life, since, (), rules.then(earlier[-1]))
        start = life.copy()
    return Course(start, earlier[-1], tuple(fired), tuple(calls))


def _lapse(life: Life, at: datetime, coming: Sequence[Recorded], desk: Desk) -> None:
    """What should have been told once more by then and was not, also not when the desk woke up."""
    for due in life.due():
        if not due.because or due.at + SOON > at:
            continue
        itself = [e for e in coming if e.action in BY_ITSELF and "clock" in e.facts]
        woke = itself[0].at + SOON if itself else at
        if not any(e.at <= woke and _tells(e, due) for e in itself):
            life.lapses(due, desk)


def _tells(event: Recorded, due: Due) -> bool:
    """Whether it may be this; perhaps somebody else was told in their place."""
    key = (event.word("clock"), event.number("round"))
    return (event.word("because"), key) == (due.because, due.key)


def _happened(
    life: Life, event: Recorded, desk: Desk, rules: Rules, selection: Selection | None
) -> Due | None:
    """The event as it is recorded; returns what was due, if it is about a clock."""
    if event.action not in BY_ITSELF:
        life.does(event, desk, selection)
        return None
    if event.action is Action.REPLAN:
        decision = decide_replan(life.ticket, event.at, desk, rules.then(event.version - 1))
        life.ticket = decision.change.ticket if decision else life.ticket
        return None
    due = _due(life, event, desk)
    if due is None or not life.happens(due, event.at, desk, selection):
        _barely(life, event, selection)
    return due


def _due(life: Life, event: Recorded, desk: Desk) -> Due | None:
    """What the event is about."""
    if "clock" not in event.facts:
        return None
    key = (ClockKind(str(event.facts["clock"])), event.number("round") or 1)
    because, told = event.word("because") or "", people_in(event.facts.get("told"))
    said = event.facts.get("steps", event.facts.get("step"))
    step = int(str(said).partition(",")[0]) if said is not None else 0
    found = [due for due in life.due() if (due.because, due.key) == (because, key)]
    if said is not None:
        found = [due for due in found if due.step == step]
    if because:
        found = [due for due in found if _told(life, due, event, desk) == told]
    return found[0] if found else Due(event.at, key, step, because, *told[:1])


def _told(life: Life, due: Due, event: Recorded, desk: Desk) -> tuple[int, ...]:
    """Whom one would tell who is to be told once more: perhaps somebody else by now."""
    trial = life.copy()
    return trial.calls[-1].told if trial.happens(due, event.at, desk) else ()


def _barely(life: Life, event: Recorded, selection: Selection | None) -> None:
    """An event that does not follow from the settings as they are known: only what it tells."""
    ticket = life.ticket
    if ticket.status in MOVES[event.action].sources:
        said = Said(priority=event.word("priority"), group=event.word("group"))
        ticket = ticket.after(event.action, ITSELF, event.at, said).ticket
        ticket = given(ticket, selection.choice) if selection else ticket
    life.ticket = replace(ticket, changed_at=max(ticket.changed_at, event.at))
