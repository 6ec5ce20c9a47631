"""A desk that promises something, and a ticket whose life is told with its timers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.calendar import Calendar, DayKind, SpecialDay, Window
from desk.clocks import Clock, ClockKind, latest, with_clock
from desk.escalation import fire, still_due, told
from desk.events import SILENT, Said
from desk.groups import Desk, Priority
from desk.moves import Action, Status, WaitingFor
from desk.people import ITSELF, Actor, Role
from desk.promises import Match, Measure, OnReopening, Policy, Step, When, Whom
from desk.queues import SupportTier
from desk.sla import TimerStop, clocks_after, timers
from desk.step_decision import StepDecision
from desk.ticket import Ticket, opened
from tests.desk.builders import ANA, BO, DAN, LEA, SLACK_STORE, actor, small_desk, ticket_in

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

DAY_SHIFT = (Window(9 * 60, 12 * 60), Window(13 * 60, 18 * 60))
NATIONAL_DAY = {
    date(2025, 10, day): SpecialDay(DayKind.HOLIDAY, "国庆节", ()) for day in range(1, 9)
}
MAKEUP_DAYS = {
    day: SpecialDay(DayKind.MAKEUP, "国庆节", DAY_SHIFT)
    for day in (date(2025, 9, 28), date(2025, 10, 11))
}
CHINA = Calendar(
    "china", "Asia/Shanghai", (*[DAY_SHIFT] * 5, (), ()), {**NATIONAL_DAY, **MAKEUP_DAYS}
)

STAFF = actor(BO, Role.MEMBER)
LEADER = actor(LEA, Role.LEAD, Role.MEMBER)
REPORTER = actor(ANA, Role.REPORTER)

STEPS: Mapping[ClockKind, tuple[Step, ...]] = {
    ClockKind.ACKNOWLEDGE: (
        Step(When(1), (Whom.ON_DUTY,)),
        Step(When(1, 10 * MINUTE), (Whom.LEAD,)),
    ),
    ClockKind.RESOLUTION: (
        Step(When(0.5), (Whom.ASSIGNEE,)),
        Step(When(1, -HOUR), (Whom.ASSIGNEE, Whom.ON_DUTY)),
        Step(When(1), (Whom.ON_DUTY,)),
        Step(When(1, HOUR), (Whom.LEAD,), raise_priority=True),
        Step(When(1, 24 * HOUR, Measure.REAL), (Whom.GROUP,), next_tier=True, post=(SLACK_STORE,)),
    ),
    ClockKind.PENDING: (Step(When(0, 48 * HOUR), (Whom.ASSIGNEE,)),),
    ClockKind.SENT_BACK: (
        Step(When(0), (Whom.ON_DUTY,)),
        Step(When(0, 30 * MINUTE), (Whom.LEAD,)),
    ),
}


def policy(key: str, minutes: Mapping[ClockKind, int], **fields: object) -> Policy:
    """A policy for the priority of its name, in Chinese business time."""
    usual = Policy(
        key=key,
        match=Match(priorities=frozenset({key})),
        calendar="china",
        targets={kind: limit * MINUTE for kind, limit in minutes.items()},
        steps=STEPS,
    )
    return replace(usual, **fields)  # type: ignore[arg-type]  # fields of a policy


def limits(acknowledge: int, first: int, following: int, resolution: int) -> dict[ClockKind, int]:
    """In minutes."""
    return {
        ClockKind.ACKNOWLEDGE: acknowledge,
        ClockKind.FIRST_REPLY: first,
        ClockKind.NEXT_REPLY: following,
        ClockKind.RESOLUTION: resolution,
    }


URGENT = policy("urgent", limits(5, 15, 15, 120))
HIGH = policy("high", limits(10, 30, 30, 240))
NORMAL = policy("normal", limits(15, 60, 60, 480))


def promising_desk(*policies: Policy, reopening: OnReopening = OnReopening.RESTART) -> Desk:
    """IT (first rung) and the warehouse (second rung); what is low is promised nothing."""
    desk = small_desk()
    it = replace(desk.groups["it"], tier="l1", calendar="china")
    return replace(
        desk,
        groups={"it": it, "store": replace(desk.groups["store"], tier="l2", on_duty=(DAN,))},
        priorities=tuple(
            Priority(key, rank, {}) for rank, key in enumerate(("urgent", "high", "normal", "low"))
        ),
        calendars={"china": CHINA},
        policies=tuple(replace(p, reopening=reopening) for p in policies or (URGENT, HIGH, NORMAL)),
        support_tiers=(SupportTier("l1", "一线"), SupportTier("l2", "二线")),
    )


def local(said: str) -> datetime:
    """An instant by the clock of Shanghai: "2025-09-26 17:30"."""
    at = datetime.fromisoformat(said).replace(tzinfo=SHANGHAI)
    return at.astimezone(UTC)


def shown(at: datetime | None) -> str | None:
    """The other way round, as far as minutes."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else None


@dataclass
class Life:
    """What happens to one ticket, with the timers that a store would have for it.

    `fired` are the keys of timers that have fired; a second time is an error.
    """

    desk: Desk
    ticket: Ticket
    timers: dict[TimerStop, datetime] = field(default_factory=dict)
    fired: set[TimerStop] = field(default_factory=set)
    decisions: list[StepDecision] = field(default_factory=list)

    def do(self, action: Action, at: datetime, by: Actor = STAFF, said: Said = SILENT) -> None:
        """One move of somebody."""
        change = self.ticket.after(action, by, at, said)
        is_staff = bool(by.roles & {Role.MEMBER, Role.LEAD})
        clocks = clocks_after(self.ticket, change.ticket, change.event, is_staff, self.desk)
        self.keep(replace(change.ticket, clocks=clocks))

    def keep(self, ticket: Ticket) -> None:
        """The ticket as it is now, and its timers with it."""
        starts, stops = timers(self.ticket.clocks, ticket.clocks)
        for stop in stops:
            self.timers.pop(stop, None)
        for start in starts:
            key = TimerStop(*start[:3])
            assert key not in self.fired, f"{key} would have to fire twice"
            self.timers[key] = start.at
        self.ticket = ticket

    def sweep(self, at: datetime) -> list[StepDecision]:
        """Everything that is due by then happens, all of it late, at that moment."""
        heard: list[StepDecision] = []
        while due := sorted((when, key) for key, when in self.timers.items() if when <= at):
            _, key = due[0]
            decision = self.fires(key, at)
            if decision is not None:
                heard.append(decision)
        return heard

    def live(self, until: datetime) -> list[StepDecision]:
        """Everything that is due by then happens in time, one after the other."""
        heard: list[StepDecision] = []
        while due := [when for when in self.timers.values() if when <= until]:
            heard += self.sweep(max(min(due), self.ticket.changed_at))
        return heard

    def fires(self, key: TimerStop, at: datetime) -> StepDecision | None:
        """One timer fires."""
        clock_key = (key.kind, key.round)
        decision = fire(self.ticket, clock_key, key.step, at, self.desk)
        assert self.timers.pop(key) <= at
        self.fired.add(key)
        if decision is None:
            assert still_due(self.ticket, clock_key, key.step) is None
            return None
        whom = told(decision.tell, self.ticket, self.desk, ())
        said = Said(
            priority=decision.priority,
            group=decision.group,
            facts=decision.facts(self.ticket, whom),
        )
        fired = replace(self.ticket, clocks=with_clock(self.ticket.clocks, decision.clock))
        change = fired.after(decision.action, ITSELF, at, said)
        clocks = clocks_after(self.ticket, change.ticket, change.event, False, self.desk)
        self.keep(replace(change.ticket, clocks=clocks))
        self.decisions.append(decision)
        return decision

    def clock(self, kind: ClockKind) -> Clock:
        """The clock of this kind that was started last."""
        clock = latest(self.ticket.clocks, kind)
        assert clock is not None
        return clock

    def due(self, kind: ClockKind) -> str | None:
        """Its deadline, as people read it."""
        return shown(self.clock(kind).due)

    def kinds(self) -> set[ClockKind]:
        """What runs."""
        return {clock.kind for clock in self.ticket.clocks if clock.runs}


def born(at: datetime, desk: Desk | None = None, priority: str = "normal") -> Life:
    """A ticket of Ana's in IT that was opened at this moment."""
    desk = desk or promising_desk()
    ticket = replace(
        ticket_in(Status.NEW),
        version=1,
        priority=priority,
        assignee=None,
        opened_at=at,
        changed_at=at,
        status_since=at,
    )
    change = opened(ticket, REPORTER)
    life = Life(desk, ticket)
    clocks = clocks_after(None, ticket, change.event, False, desk)
    life.keep(replace(ticket, clocks=clocks))
    return life


CUSTOMER = Said(waiting_for=WaitingFor.CUSTOMER)
PARTS = Said(waiting_for=WaitingFor.PARTS)
DONE = Said(text="done")

ACKNOWLEDGE, RESOLUTION = ClockKind.ACKNOWLEDGE, ClockKind.RESOLUTION
FIRST, NEXT = ClockKind.FIRST_REPLY, ClockKind.NEXT_REPLY
PENDING, SENT_BACK = ClockKind.PENDING, ClockKind.SENT_BACK
FRIDAY = "2025-09-26 17:30"
MONDAY = "2025-09-29 09:00"


def in_work(at: str = MONDAY, desk: Desk | None = None) -> Life:
    """Opened then, acknowledged a minute later and started."""
    life = born(local(at), desk)
    life.do(Action.ACKNOWLEDGE, local(at) + MINUTE)
    life.do(Action.START, local(at) + MINUTE)
    return life
