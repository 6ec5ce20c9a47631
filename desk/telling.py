"""Who hears of a step of a clock, and where: nobody twice, and in the way the group wants it.

Somebody who is told personally is told on the messenger that they prefer, and on their other one
only if they don't answer. In quiet hours they are told when these end.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from desk.acts import Decision, Selection, decide_move, seen
from desk.address import (
    AccountAddress,
    ConversationAddress,
    MessengerName,
    Place,
    direct_chat,
    work_notifications,
)
from desk.callees import callees
from desk.errors import Fact
from desk.escalation import told_at
from desk.events import Said
from desk.groups import Channel, Desk, Group
from desk.notices import Notice, NoticeKind
from desk.notify import InDingTalk, Way
from desk.people import ITSELF, Person
from desk.promises import Whom
from desk.quiet import quiet_until
from desk.step_decision import StepDecision, Told
from desk.ticket import Ticket

UNANSWERED_AFTER = timedelta(minutes=10)
"""How long somebody has to answer on the one messenger before they are told on the other."""


class Because(StrEnum):
    """Why somebody is told personally later than the step was decided."""

    QUIET = "quiet"  # it was in quiet hours
    UNANSWERED = "unanswered"  # they did nothing, and have another messenger


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Somebody to be told personally at a later time, if it still is true then."""

    because: Because
    person: int
    whom: Whom
    at: datetime


class Telling(NamedTuple):
    """What the desk does at once, and whom it has to come back to."""

    decision: Decision
    afterwards: tuple[Afterwards, ...] = ()


Meant = tuple[tuple[int, Whom], ...]
"""People, with what each of them is to the ticket."""


class _Personal(NamedTuple):
    """Who is told alone, at once or held back until quiet hours end."""

    people: Meant
    quiet_until: datetime | None

    @property
    def alone(self) -> frozenset[int]:
        """All of them: they aren't called in the group as well."""
        return frozenset(person for person, _ in self.people)

    @property
    def at_once(self) -> Meant:
        return () if self.quiet_until else self.people

    @property
    def held(self) -> Meant:
        return self.people if self.quiet_until else ()


def said_by(decision: StepDecision, facts: Mapping[str, Fact] = MappingProxyType({})) -> Said:
    """What the desk says along with a step."""
    return Said(priority=decision.priority, group=decision.group, facts=facts)


def decide_step(
    ticket: Ticket,
    decision: StepDecision,
    at: datetime,
    desk: Desk,
    selection: Selection | None = None,
) -> Telling:
    """What the desk does by itself because a step fell due: its event, and who is told.

    `selection` is who was chosen for it in the group that it goes to.
    """
    before = next((clock for clock in ticket.clocks if clock.key == decision.clock.key), None)
    same = before is not None and before.mood is decision.clock.mood
    stood_in = decision.clock.stood_in if same else ()  # to be late is news
    hearers = told_at(decision.tell, ticket, desk, at, stood_in)
    clock = replace(decision.clock, stood_in=hearers.stood_in)
    group = desk.groups.get(ticket.group) or desk.groups.get(desk.default_group)
    personal = _personal(hearers, decision, ticket, group, at)
    facts: dict[str, Fact] = {**decision.facts(ticket, hearers)}
    if personal.held:
        facts["held"] = ",".join(str(person) for person, _ in personal.held)
    stepped = replace(
        ticket,
        clocks=tuple(clock if one.key == clock.key else one for one in ticket.clocks),
    )
    said = said_by(decision, facts)
    moved = decide_move(stepped, decision.action, ITSELF, at, said, desk, selection=selection)
    heard = _notices(group, decision, hearers, personal, at, desk)
    kept = replace(
        moved,
        change=seen(replace(moved.change, before=ticket), desk),
        follows=replace(moved.follows, notices=(*moved.follows.notices, *heard)),
    )
    held = (
        Afterwards(Because.QUIET, person, whom, personal.quiet_until or at)
        for person, whom in personal.held
    )
    return Telling(kept, (*held, *to_reach(personal.at_once, at, desk)))


def to_reach(people: Meant, at: datetime, desk: Desk) -> tuple[Afterwards, ...]:
    """Those of them who have another messenger, to be asked for again if they don't answer."""
    return tuple(
        Afterwards(Because.UNANSWERED, person, whom, at + UNANSWERED_AFTER)
        for person, whom in people
        if person in desk.people and _other_account(desk.people[person]) is not None
    )


def to_person(
    person: int, desk: Desk, group: Group | None, elsewhere: bool = False
) -> Notice | None:
    """Where they prefer to be told, or on their other messenger; None where they have none.

    In DingTalk it is as the group wants it. `elsewhere`: the other one.
    """
    known = desk.people.get(person)
    if known is None or not known.accounts:
        return None
    account = _other_account(known) if elsewhere else known.accounts[0]
    if account is None:
        return None
    language = known.language or desk.language
    by_app = group is not None and group.notify.dingtalk is InDingTalk.WORK_NOTIFICATION
    is_dingtalk = account.messenger is MessengerName.DINGTALK
    where = work_notifications(account) if by_app and is_dingtalk else direct_chat(account)
    return Notice(NoticeKind.REMINDER, Place(where), language, (person,))


def webhooks_of(desk: Desk) -> Mapping[str, str]:
    """The addresses that desk.yaml names, by the ids of their conversations."""
    steps = (step for policy in desk.policies for steps in policy.steps.values() for step in steps)
    return {webhook_address(step.webhook).id: step.webhook for step in steps if step.webhook}


def webhook_address(url: str) -> ConversationAddress:
    """Where what goes to this address waits; an address may be long, and may hold a secret."""
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    return ConversationAddress(MessengerName.WEBHOOK, "-", name)


def _personal(
    hearers: Told, decision: StepDecision, ticket: Ticket, group: Group | None, at: datetime
) -> _Personal:
    if group is None or not group.notify.tells(decision.topic, Way.PERSONAL):
        return _Personal((), None)
    people = tuple((one, whom) for whom, those in hearers.persons.items() for one in those)
    return _Personal(people, quiet_until(group, decision.priority or ticket.priority, at))


def _notices(
    group: Group | None,
    decision: StepDecision,
    hearers: Told,
    personal: _Personal,
    at: datetime,
    desk: Desk,
) -> tuple[Notice, ...]:
    if group is None:
        return ()
    return (
        *_in_group(group, decision, hearers, personal.alone, at, desk),
        *(notice for person, _ in personal.at_once if (notice := to_person(person, desk, group))),
        *_elsewhere(decision, desk, group),
    )


def _in_group(
    group: Group,
    decision: StepDecision,
    hearers: Told,
    alone: frozenset[int],
    at: datetime,
    desk: Desk,
) -> tuple[Notice, ...]:
    """In the group's channels: for all to read if the step says so; else where somebody is called.

    Whoever is told personally is not called here as well; then it is only read beside the card.
    """
    if decision.is_silent or not any(group.notify.tells(decision.topic, way) for way in Way):
        return ()
    channels = desk.channels_for(group, at)
    called = callees(channels, (p for p in hearers.everybody if p not in alone), desk)
    if hearers.group:
        return tuple(_notice(one, called.get(one.conversation, ()), False) for one in channels)
    if not group.notify.tells(decision.topic, Way.GROUP):
        return ()
    calling = tuple(channel for channel in channels if channel.conversation in called)
    return tuple(
        _notice(one, called.get(one.conversation, ()), True) for one in calling or channels
    )


def _notice(channel: Channel, mention: tuple[int, ...], beside: bool) -> Notice:
    return Notice(
        NoticeKind.REMINDER, Place(channel.conversation), channel.language, mention, beside
    )


def _elsewhere(decision: StepDecision, desk: Desk, group: Group) -> tuple[Notice, ...]:
    return (
        *(
            Notice(NoticeKind.REMINDER, Place(where), desk.language_at(where) or group.language)
            for where in decision.post
        ),
        *(
            Notice(NoticeKind.WEBHOOK, Place(webhook_address(url)), desk.language)
            for url in decision.webhooks
        ),
    )


def _other_account(person: Person) -> AccountAddress | None:
    first = person.accounts[0].messenger if person.accounts else None
    return next((one for one in person.accounts if one.messenger is not first), None)
