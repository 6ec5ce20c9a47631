"""In a flood, what a group is told of less urgent tickets waits for the next digest."""

from collections.abc import Iterator
from dataclasses import replace

from desk.acts import Decision
from desk.groups import Group
from desk.surge import gathered, in_surge, next_digest
from storage.queues import Queues
from storage.settings import Settings
from storage.work import NewTimer, Work

DIGEST = "digest"
BETWEEN = "\n"


class Floods:
    """Knows which groups are flooded."""

    def __init__(self, settings: Settings, queues: Queues) -> None:
        self._settings = settings
        self._queues = queues

    async def gather(self, work: Work) -> None:
        """Have the notices of an act wait that are to be gathered; others stay as they are."""
        for place, decision in enumerate(work.decisions):
            if not decision.follows.notices and not decision.follows.postings:
                continue
            for group in self._concerned(decision):
                work.decisions[place] = await self._gathered(work.decisions[place], group)

    def _concerned(self, decision: Decision) -> Iterator[Group]:
        """The groups that hear of it, if they gather such tickets in a flood."""
        change, desk = decision.change, self._settings.desk
        before = change.before.group if change.before else change.ticket.group
        for key in dict.fromkeys((before, change.ticket.group)):
            group = desk.groups.get(key)
            surge = group.queue.surge if group else None
            if group and surge and change.ticket.priority in surge.gather:
                yield group

    async def _gathered(self, decision: Decision, group: Group) -> Decision:
        turn = await self._queues.turn(group.key)
        priority, at = decision.change.ticket.priority, decision.change.event.at
        surge = group.queue.surge
        if surge is None or priority not in in_surge(group.queue, turn.surge).gather:
            return decision
        channels = self._settings.desk.channels_for(group, at)
        here = {channel.conversation for channel in (*group.channels, *channels)}
        follows = gathered(decision.follows, here, next_digest(surge, at))
        return replace(decision, follows=follows)


def digest_timers(decision: Decision) -> Iterator[NewTimer]:
    """When what was put off is told: kept with it, so that it is told whatever happens."""
    ticket, follows = decision.change.ticket, decision.follows
    if follows.digest_at is not None:
        lanes = {notice.place.conversation.lane for notice in follows.notices if notice.waits}
        yield NewTimer(
            key=f"{DIGEST}:{ticket.id}:{ticket.version}",
            kind=DIGEST,
            due=follows.digest_at,
            ticket=ticket.id,
            payload={"lanes": BETWEEN.join(sorted(lanes))},
        )
