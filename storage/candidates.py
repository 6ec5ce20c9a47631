"""Who might get a ticket, read and chosen from: the one place where somebody is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.acts import Selection
from desk.candidates import Crew, Question, groups_asked
from desk.crews import Hands, away_at, crew_of, needs_loads, who_is_there
from desk.giving import Wanted, freed, handing_out_to, looks_again_at, may_hand_out
from desk.groups import Desk, Group
from desk.load import Workload
from desk.routing import Choice, Fallback, choose, hands_out
from desk.surge import InForce, in_surge
from desk.ticket import Change
from desk.waiting import drain, queue_order
from storage.clock import from_ms, in_ms
from storage.queues import Line, Queues, Turn, taken
from storage.settings import Settings
from storage.work import Extra, NewTimer, Work

DRAIN = "drain"
SURGE = "surge"
COUNTED_EVERY_MS = 10_000  # what comes in is counted that often, as long as something comes in

ASK_FURTHER = frozenset({Fallback.LEAD, Fallback.WAITS, Fallback.NOBODY})


@dataclass(frozen=True, slots=True)
class Read:
    """A group's crew as it was read, with the turn that it stands for."""

    group: Group
    crew: Crew
    turn: Turn
    in_force: InForce


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who was chosen; `turn` is what the act goes by, `timers` look again at what waits."""

    selection: Selection
    turn: Extra | None = None
    timers: tuple[NewTimer, ...] = ()

    def join(self, work: Work) -> Selection:
        """Have the act keep what comes with the choice."""
        if self.turn is not None:
            work.also(self.turn)
        for timer in self.timers:
            work.start(timer)
        return self.selection


class Candidates:
    """Reads crews and chooses."""

    def __init__(self, settings: Settings, queues: Queues) -> None:
        self._settings = settings
        self._queues = queues

    async def chosen_for(self, wanted: Wanted, line: Line) -> Chosen | None:
        """Who gets a ticket; None if the settings no longer know its group.

        `line`: where somebody may be assigned, the act waits until nobody else decides there.
        """
        desk, question = self._settings.desk, wanted.question
        asked = groups_asked(desk, question.group)
        groups = [group for group in asked if group.key != wanted.not_asked]
        if not groups:
            return None
        if may_hand_out(groups[0].queue):
            await line.enter(groups[0].key)
        read = [await self.read(groups[0], question.at)]
        choice = choose(question, [read[0].crew])
        if choice.fallback in ASK_FURTHER:
            read = [await self.read(group, question.at, loads=True) for group in groups]
            choice = choose(question, [one.crew for one in read])
        return self._chosen(question, choice, read)

    async def next_handout(self, group: Group, at: datetime) -> tuple[int, Chosen] | None:
        """The ticket that is handed out next, and to whom; None if nothing can be now."""
        desk = self._settings.desk
        waiting = await self._queues.waiting_in([group.key], desk, at)
        if not waiting:
            return None
        read = await self.read(group, at)
        for one in queue_order(waiting, read.crew.queue.order):
            for handout in drain([one], read.crew, at, desk.categories):
                return one.ticket, self._chosen(one.question, handout.choice, [read])
        return None

    async def read(self, group: Group, at: datetime, loads: bool = False) -> Read:
        """A group's crew. Where tickets are taken by button without limits, nothing is read.

        `loads`: how much people have is read even if the queue doesn't go by it.
        """
        desk = self._settings.desk
        if may_hand_out(group.queue) or group.queue.surge is not None:
            turn = await self._queues.turn(group.key)
        else:
            turn = Turn(group.key)
        in_force = in_surge(group.queue, turn.surge)
        workloads: Mapping[int, Workload] = {}
        if loads or needs_loads(in_force.queue):
            people = who_is_there(desk, group, at, in_force)
            workloads = await self._queues.workloads(people, desk, at)
        hands = Hands(workloads, turn.given)
        crew = crew_of(desk, group, at, in_force, hands, away_at(desk, at))
        return Read(group, crew, turn, in_force)

    def _chosen(self, question: Question, choice: Choice, read: Sequence[Read]) -> Chosen:
        where = next((one for one in read if one.group.key == choice.group), read[0])
        crews = tuple(one.crew for one in read)
        turn = None if choice.person is None else taken(where.turn, choice.person, question.at)
        return Chosen(
            Selection(question, crews, choice),
            turn,
            tuple(self._timers(question, choice, where)),
        )

    def _timers(self, question: Question, choice: Choice, where: Read) -> Iterator[NewTimer]:
        waits = choice.person is None and hands_out(where.crew.queue)
        again = look_again(where.group, self._settings.desk, question.at) if waits else None
        if again is not None:
            yield again
        if where.group.queue.surge is not None:
            at = from_ms((in_ms(question.at) // COUNTED_EVERY_MS + 1) * COUNTED_EVERY_MS)
            yield counting(where.group.key, at)


def look_again(group: Group, desk: Desk, at: datetime) -> NewTimer | None:
    """Hand out what waits when others are on duty, or at work."""
    then = looks_again_at(group, desk, at)
    return None if then is None else draining(group.key, str(in_ms(then)), then)


def drains_after(change: Change, desk: Desk, at: datetime) -> Iterator[NewTimer]:
    """Hand out what waits, as somebody has less on their hands after this change."""
    person = freed(change)
    if person is None:
        return
    for group in handing_out_to(person, desk):
        yield draining(group.key, f"{change.ticket.id}.{change.ticket.version}", at)


def draining(group: str, why: str, at: datetime) -> NewTimer:
    """A look at what waits in a group; `why` tells one cause from another."""
    return NewTimer(f"{DRAIN}:{group}:{why}", DRAIN, at, payload={"group": group})


def counting(group: str, at: datetime) -> NewTimer:
    """A look at how much comes in and waits in a group."""
    return NewTimer(f"{SURGE}:{group}:{in_ms(at)}", SURGE, at, payload={"group": group})
