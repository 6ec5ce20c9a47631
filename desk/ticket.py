"""A ticket, and the only way in which it changes: `ticket.after(action, by, at, said)`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter

from desk.clocks import PROMISES, Clock, extendable, nearest
from desk.degrees import Degree
from desk.errors import Fact, Reason, Refusal
from desk.events import SILENT, Event, Origin, Said, Visibility
from desk.languages import Language
from desk.moves import ENDED, MOVES, Action, Status, WaitingFor
from desk.people import Actor
from desk.source import Source

MISSING: Mapping[Action, Reason] = {
    Action.SEND_BACK: Reason.NOT_SENT,
    Action.GIVE_BACK: Reason.NOBODYS,
}
"""What a move can't be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One request for help. `id` is 0 and `version` 1 until it has been kept.

    `person` fields are ids of people; `waiting_note` and `result` are what was said when it began
    to wait and when it was resolved. `sent_from` is the group that transferred it, until somebody
    here accepts it. `files` counts what was sent along; `clocks` are what was promised for it.
    `source` is the message it was made of, where that is somebody else's or has changed.
    """

    id: int = 0
    version: int = 1
    status: Status = Status.NEW
    title: str
    body: str = ""
    group: str
    category: str | None = None
    priority: str
    reporter: int
    assignee: int | None = None
    origin: Origin
    language: Language
    opened_at: datetime
    changed_at: datetime
    status_since: datetime
    status_by: int
    waiting_for: WaitingFor | None = None
    waiting_note: str = ""
    result: str = ""
    reopened: int = 0
    replies: int = 0
    customer_tier: str | None = None
    impact: Degree | None = None
    urgency: Degree | None = None
    sent_from: str | None = None
    files: int = 0
    clocks: tuple[Clock, ...] = ()
    source: Source | None = None

    @property
    def due(self) -> datetime | None:
        """The nearest deadline that was promised."""
        clock = nearest([one for one in self.clocks if one.kind in PROMISES])
        return clock.due if clock else None

    def after(self, action: Action, by: Actor, at: datetime, said: Said = SILENT) -> "Change":
        """This ticket after a move, with the event that tells of it.

        Raises:
            Refusal: they may not, it is no longer possible, or something must be said with it.
        """
        self.check(action, by)
        if not said.answers(MOVES[action].asks):
            raise Refusal(Reason.WORD_MISSING, action=action, ticket=self.id)
        at = max(at, self.changed_at)
        moved = self._moved(action, by, at, said)
        visibility = _visibility(action, by, said)
        if visibility in {Visibility.REPORTER, Visibility.CUSTOMER}:
            moved = replace(moved, replies=self.replies + 1)
        event = Event(
            action=action,
            at=at,
            account=by.account_id,
            before=self.status,
            after=moved.status,
            facts=self._facts(action, said, moved),
            body=said.text.strip(),
            visibility=visibility,
        )
        return Change(before=self, ticket=moved, event=event)

    def check(self, action: Action, by: Actor) -> None:
        """Raise the Refusal that this move would meet now, whatever is said with it."""
        self._must_be_allowed(action, by)
        self._must_be_possible(action, by)

    def _must_be_allowed(self, action: Action, by: Actor) -> None:
        if not MOVES[action].by & by.roles:
            raise Refusal(Reason.NOT_ALLOWED, action=action, ticket=self.id, group=self.group)

    def _must_be_possible(self, action: Action, by: Actor) -> None:
        move = MOVES[action]
        if self.status not in move.sources:
            raise self._too_late(action)
        is_theirs = self.assignee == by.person.id
        if action in {Action.TAKE_OVER, Action.NUDGE} and is_theirs:
            raise Refusal(Reason.SAME_PERSON, ticket=self.id, person=by.person.id)
        if not self.is_open_to(action):
            raise Refusal(MISSING.get(action, Reason.NO_CLOCK), ticket=self.id)

    def is_open_to(self, action: Action) -> bool:
        """Whether there is something that this move could be about."""
        if action is Action.SEND_BACK:
            return self.sent_from is not None
        if action is Action.GIVE_BACK and self.status is Status.REOPENED:
            return self.assignee is not None
        if action is Action.SNOOZE:
            return nearest(self.clocks) is not None
        if action is Action.EXTEND:
            return extendable(self.clocks) is not None
        return True

    def _too_late(self, action: Action) -> Refusal:
        """The truth for whoever pressed on a card that had moved on, with who moved it and when."""
        acknowledged = action is Action.ACKNOWLEDGE and self.status not in ENDED
        there = MOVES[action].to is self.status or acknowledged
        return Refusal(
            Reason.ALREADY if there else Reason.NOT_NOW,
            action=action,
            ticket=self.id,
            status=self.status,
            person=self.assignee if acknowledged and self.assignee else self.status_by,
            at=self.status_since,
        )

    def _moved(self, action: Action, by: Actor, at: datetime, said: Said) -> "Ticket":
        moved, text = self._in_state(MOVES[action].to, by, at), said.text.strip()
        match action:
            case Action.ACKNOWLEDGE | Action.TAKE_OVER:
                return replace(moved, assignee=by.person.id)
            case Action.START:
                return replace(moved, assignee=self.assignee or by.person.id)
            case Action.PEND:
                return replace(moved, waiting_for=said.waiting_for, waiting_note=text)
            case Action.RESOLVE:
                return replace(moved, result=text, assignee=self.assignee or by.person.id)
            case Action.REOPEN:
                return replace(moved, reopened=self.reopened + 1)
            case Action.CANCEL:
                return replace(moved, result=text)
            case Action.ASSIGN | Action.HAND_OVER:
                return replace(moved, assignee=said.person)
            case Action.TRANSFER:
                group = said.group or self.group
                return replace(moved, group=group, assignee=None, sent_from=self.group)
            case Action.SEND_BACK:
                return replace(moved, group=self.sent_from or self.group, assignee=None)
            case Action.GIVE_BACK:
                return replace(moved, assignee=None)
            case Action.PRIORITIZE:
                return replace(moved, priority=said.priority or self.priority)
            case Action.ESCALATE:
                return self._escalated(moved, said, at)
            case Action.SOURCE_EDITED:
                return replace(moved, source=(self.source or Source()).edited())
            case Action.SOURCE_DELETED:
                return replace(moved, source=(self.source or Source()).taken_away())
            case Action.ATTACH:
                return replace(moved, files=self.files + 1)
            case _:
                return moved

    def _in_state(self, to: Status | None, by: Actor, at: datetime) -> "Ticket":
        """The next version, in the state that a move leads to, if it leads to one."""
        moved = replace(self, version=self.version + 1, changed_at=at)
        if to is None:
            return moved
        return replace(
            moved,
            status=to,
            status_since=at,
            status_by=by.person.id,
            waiting_for=None,
            waiting_note="",
            sent_from=None,
        )

    def _escalated(self, moved: "Ticket", said: Said, at: datetime) -> "Ticket":
        """More urgent, or with the next group, which begins anew with it."""
        moved = replace(moved, priority=said.priority or self.priority)
        if said.group is None or said.group == self.group:
            return moved
        return replace(
            moved,
            group=said.group,
            assignee=None,
            sent_from=self.group,
            status=Status.NEW,
            status_since=at,
            status_by=0,
            waiting_for=None,
            waiting_note="",
        )

    def _facts(self, action: Action, said: Said, moved: "Ticket") -> Mapping[str, Fact]:
        """What an event has to tell beside its text, as plain values."""
        match action:
            case Action.PEND if said.waiting_for:
                return {"waiting_for": said.waiting_for.value}
            case Action.ASSIGN | Action.TAKE_OVER | Action.ACKNOWLEDGE:
                return _known(person=moved.assignee, from_person=self.assignee)
            case Action.NUDGE:
                return _known(person=self.assignee)
            case Action.TRANSFER | Action.SEND_BACK:
                return {"from_group": self.group, "group": moved.group}
            case Action.PRIORITIZE:
                return {"from_priority": self.priority, "priority": moved.priority}
            case Action.HAND_OVER | Action.GIVE_BACK:
                return {**said.facts, **_known(person=moved.assignee, from_person=self.assignee)}
            case Action.SNOOZE | Action.EXTEND if said.how_long:
                return {"seconds": round(said.how_long.total_seconds())}
            case _:
                return dict(said.facts)


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket before and after, and the event between.

    `same_clocks`: its clocks may be others now, but look the same on a card.
    """

    before: Ticket | None
    ticket: Ticket
    event: Event
    same_clocks: bool = False

    @property
    def goes_elsewhere(self) -> bool:
        """Whether another group has it now."""
        return self.before is not None and self.before.group != self.ticket.group

    @property
    def shows(self) -> bool:
        """Whether the face of the card is another one now; an internal comment leaves it alone."""
        before, after = self.before, self.ticket
        if before is None or _SHOWN(before) != _SHOWN(after):
            return True
        return not self.same_clocks and before.clocks != after.clocks


_SHOWN = attrgetter(
    *(f.name for f in fields(Ticket) if f.name not in {"version", "changed_at", "clocks"})
)
"""All of a ticket but what changes with every event, and its clocks."""


def opened(ticket: Ticket, by: Actor) -> Change:
    """The first event of a new ticket; its words are the title and the whole text."""
    text = ticket.title if not ticket.body else f"{ticket.title}\n{ticket.body}"
    event = Event(
        action=Action.OPEN,
        at=ticket.opened_at,
        account=by.account_id,
        before=None,
        after=ticket.status,
        facts=_known(
            group=ticket.group,
            priority=ticket.priority,
            intake=ticket.origin.intake.value,
            **_told_of(ticket.source),
        ),
        body=text,
    )
    return Change(before=None, ticket=ticket, event=event)


def _told_of(source: Source | None) -> Mapping[str, Fact | None]:
    """Whose message it was, and where: that is proved with the rest."""
    return {"author": source.author, "link": source.link or None} if source else {}


def _visibility(action: Action, by: Actor, said: Said) -> Visibility | None:
    """Who reads what was said as a comment; a transfer's note is for the group that gets it."""
    if action in {Action.TRANSFER, Action.SEND_BACK} and said.text.strip():
        return Visibility.INTERNAL
    if action in {Action.REOPEN, Action.CONFIRM} and said.text.strip():
        return Visibility.REPORTER
    if action is Action.REPLY:
        return Visibility.REPORTER
    if action in {Action.SOURCE_EDITED, Action.SOURCE_DELETED}:
        return Visibility.INTERNAL  # those who work on it are told; the reporter has the message
    if action is Action.COMMENT:
        return Visibility.INTERNAL if by.is_staff else Visibility.REPORTER
    return None


def _known(**facts: Fact | None) -> Mapping[str, Fact]:
    return {name: value for name, value in facts.items() if value is not None}
