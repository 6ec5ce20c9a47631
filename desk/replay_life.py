"""A ticket that lives once more: its clocks run out, and whoever is meant is told, now or later."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk.acts import Selection
from desk.clocks import ClockKey, ClockKind, ClockState, Mood
from desk.errors import Fact
from desk.escalation import fire
from desk.groups import Desk
from desk.moves import Action
from desk.promises import Whom
from desk.quiet import quiet_until
from desk.recorded import Recorded, done_again
from desk.retelling import decide_held, decide_reach
from desk.telling import Afterwards, Because, Telling, decide_step
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the desk did by itself: whom it told of which clock, or what it changed.

    `held` are those of `told` whom quiet hours spared until later. `because` is empty for a step
    of a clock, or why somebody was told once more. `silent`: only a card changed its colour.
    """

    action: Action
    clock: ClockKind
    mood: Mood
    at: datetime
    told: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    because: str = ""
    priority: str | None = None
    group: str | None = None
    silent: bool = False

    @property
    def paged(self) -> tuple[int, ...]:
        """Who was disturbed by it."""
        return tuple(person for person in self.told if person not in self.held)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is to happen to a ticket: the next step of a clock; or, with `because`, that
    the desk comes back to somebody (`person`)."""

    at: datetime
    key: ClockKey
    step: int
    because: str = ""
    person: int = 0


@dataclass(frozen=True, slots=True)
class _Later:
    """Somebody to come back to; `since` is how much people had done until then."""

    name: tuple[object, ...]
    due: Due
    whom: Whom
    since: int


@dataclass(slots=True)
class Life:
    """A ticket on its way: `calls` is what the desk did of its own accord, `acted` who did what
    was not its own, in order."""

    ticket: Ticket
    calls: list[Call] = field(default_factory=list)
    acted: list[int] = field(default_factory=list)
    _later: list[_Later] = field(default_factory=list)
    _over: set[tuple[object, ...]] = field(default_factory=set)

    def due(self) -> list[Due]:
        """All that is to happen by itself, as things are."""
        steps = [
            Due(clock.next_at, clock.key, clock.fired)
            for clock in self.ticket.clocks
            if clock.state is ClockState.RUNNING and clock.next_at is not None
        ]
        return steps + [one.due for one in self._later]

    def happens(
        self, due: Due, at: datetime, desk: Desk, selection: Selection | None = None
    ) -> bool:
        """It falls due then, perhaps late; False if nothing follows, and it is over.

        `selection` is who is chosen, if it goes to another group.
        """
        if due.because:
            return self._told_once_more(due, at, desk)
        decision = fire(self.ticket, due.key, due.step, at, desk)
        if decision is None:
            clocks = self.ticket.clocks
            over = (replace(c, next_at=None) if c.key == due.key else c for c in clocks)
            self.ticket = replace(self.ticket, clocks=tuple(over))
            return False
        if selection is not None and selection.question.group != decision.group:
            selection = None
        telling = decide_step(self.ticket, decision, at, desk, selection)
        self.ticket, event = telling.decision.change.ticket, telling.decision.change.event
        self.calls.append(call_of(event.action, at, event.facts, decision.is_silent))
        self._come_back_to(due.key, decision.steps[-1], telling.afterwards)
        return True

    def lapses(self, due: Due, desk: Desk) -> None:
        """Nobody was told once more, as it turned out; if it was quiet then, they are later."""
        one = next(one for one in self._later if one.due == due)
        ticket = self.ticket
        quiet = quiet_until(desk.groups.get(ticket.group), ticket.priority, due.at)
        self._ends(one)
        if quiet is not None and due.person not in self.acted[one.since :]:
            self._waits_until(one, quiet)

    def does(self, event: Recorded, desk: Desk, selection: Selection | None) -> None:
        """Somebody does to it what is recorded."""
        self.ticket = done_again(self.ticket, event, desk, selection)
        self.acted.append(event.person)

    def copy(self) -> "Life":
        """As it is now, with nothing told so far."""
        return Life(self.ticket, [], [*self.acted], [*self._later], {*self._over})

    def _told_once_more(self, due: Due, at: datetime, desk: Desk) -> bool:
        one = next((one for one in self._later if one.due == due), None)
        if one is None:
            return False
        self._ends(one)
        ticket, held = self.ticket, due.because == Because.QUIET
        if not held and due.person in self.acted[one.since :]:
            return False
        quiet = quiet_until(desk.groups.get(ticket.group), ticket.priority, at)
        if quiet is not None:
            self._waits_until(one, quiet)
            return False
        if held:
            telling = decide_held(ticket, due.key, due.person, one.whom, at, desk)
        else:
            reach = decide_reach(ticket, due.key, due.person, one.whom, at, desk)
            telling = Telling(reach) if reach else None
        if telling is None:
            return False
        self.ticket, event = telling.decision.change.ticket, telling.decision.change.event
        self.calls.append(call_of(event.action, at, event.facts))
        self._come_back_to(due.key, due.step, telling.afterwards)
        return True

    def _come_back_to(self, key: ClockKey, step: int, people: Iterable[Afterwards]) -> None:
        """As the desk does: on their other messenger people are asked for once a clock."""
        for one in people:
            due = Due(one.at, key, step, one.because.value, one.person)
            name: tuple[object, ...] = (one.because, key, one.person, one.at)
            if one.because is Because.UNANSWERED:
                name = (one.because, key, one.person)
                self._later = [other for other in self._later if other.name != name]
            known = next((other for other in self._later if other.name == name), None)
            if known is not None:
                self._later.remove(known)
                self._later.append(replace(known, due=due))
            elif name not in self._over:
                self._later.append(_Later(name, due, one.whom, len(self.acted)))

    def _waits_until(self, one: _Later, at: datetime) -> None:
        self._over.discard(one.name)
        self._later.append(replace(one, due=replace(one.due, at=at)))

    def _ends(self, one: _Later) -> None:
        self._later.remove(one)
        self._over.add(one.name)


def call_of(action: Action, at: datetime, facts: Mapping[str, Fact], silent: bool = False) -> Call:
    """What an event about a clock tells of; its facts are as they were decided, or as kept."""
    priority, group = facts.get("priority"), facts.get("group")
    return Call(
        action=action,
        clock=ClockKind(str(facts["clock"])),
        mood=Mood(str(facts.get("mood", Mood.CALM))),
        at=at,
        told=people_in(facts.get("told")),
        held=people_in(facts.get("held")),
        because=str(facts.get("because", "")),
        priority=priority if isinstance(priority, str) else None,
        group=group if isinstance(group, str) else None,
        silent=silent,
    )


def people_in(fact: Fact | None) -> tuple[int, ...]:
    """The people that an event names one behind the other."""
    return tuple(int(one) for one in str(fact).split(",")) if fact else ()
