"""A desk with all that reminders depend on, and lives of its tickets, as a store keeps them."""

import contextlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.desk_file import read_desk_file
from desk.address import AccountAddress, MessengerName
from desk.errors import Refusal
from desk.events import SILENT, Intake, Origin, Said
from desk.languages import Language
from desk.moves import Action, WaitingFor
from desk.spec import DeskSpec
from desk.ticket import Ticket
from handlers.choosing import keep_moved, keep_opened
from handlers.new_ticket import NewTicket
from scheduler.handover import watch_rosters
from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from storage.store import Store
from storage.work import Work
from tests.storage.conftest import ANA, FRONTLINE, Desk

TENANT = "T0PAIDAN"
LI, WANG, ZHOU, CHEN = (
    AccountAddress(MessengerName.SLACK, TENANT, user)
    for user in ("U0ANA", "U0BO", "U0DAN", "U0LEA")
)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

TEXT = """
tenants: {slack: T0PAIDAN, dingtalk: dingpaidan0001}
people:
  li:   {name: 小李, slack: U0ANA}
  wang: {name: 小王, dingtalk: user-wang, slack: U0BO, skills: {network: 3}}
  zhou: {name: 小周, slack: U0DAN, skills: {network: 1}}
  chen: {name: 老陈, slack: U0LEA, dingtalk: user-chen}
calendars:
  office:
    timezone: Asia/Shanghai
    hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}
    holidays: CN
rosters:
  it-duty:
    name: IT 值班
    timezone: Asia/Shanghai
    layers:
      day: {people: [wang, zhou], every: 1 day, start: 2026-03-02 09:00}
      backup: {people: [chen], every: 1 week, start: 2026-03-02 09:00, position: backup}
support_tiers: [L1, L2]
categories:
  network: {name: 网络, group: it-support, skills: {network: 1}}
groups:
  it-support:
    name: IT 支持
    timezone: Asia/Shanghai
    members: [wang, zhou]
    leads: [chen]
    roster: it-duty
    calendar: office
    tier: L1
    strategy: [least_load, best_skill]
    pool: members
    limit: 4
    channels: [{slack: C0ITSUP, language: en}, {dingtalk: cidITSUP0001==}]
    notify: {quiet: "20:00-08:00", reminder: personal, escalation: group}
  warehouse:
    name: 仓库
    timezone: Asia/Shanghai
    members: [zhou]
    leads: [chen]
    on_duty: [zhou]
    tier: L2
    channels: [{slack: C0STORE}]
default_group: it-support
priorities:
  high: {zh_CN: 高, en: High}
  normal: {zh_CN: 普通, en: Normal}
default_priority: normal
sla:
  - name: urgent
    when: {priority: high}
    calendar: 24x7
    acknowledge: 15m
    first_reply: 30m
    resolution: 2h
    steps: usual
  - name: usual
    calendar: office
    acknowledge: 30m
    first_reply: 1h
    next_reply: 2h
    resolution: 4h
    pauses: {resolution: [customer]}
    steps: usual
steps:
  usual:
    acknowledge:
      - {at: 50%, tell: on_duty}
      - {at: 100%, tell: [on_duty, group]}
      - {at: 100% + 30m, tell: lead, raise: true}
      - {at: 100% + 5h real, tell: backup, next_tier: true}
    first_reply: [{at: 75%, tell: assignee}, {at: 100% + 30m, tell: lead}]
    next_reply: [{at: 75%, tell: assignee}]
    resolution:
      - {at: 80%, tell: assignee}
      - {at: 100%, tell: [assignee, group]}
      - {at: 100% + 1h, tell: lead}
    pending: [{at: 6h, tell: assignee}]
    sent_back: [{at: 10m, tell: lead}]
operators: [chen]
"""


async def apply(desk: Desk, text: str = TEXT) -> int:
    """Make this the desk's settings; returns their version."""
    spec = read_desk_file(text)
    assert isinstance(spec, DeskSpec), spec
    version = await desk.store.settings.apply(spec, text, "tests")
    await watch_rosters(desk.store)
    return version


async def go_to(desk: Desk, at: datetime) -> None:
    """Let time pass, with everything fired when it falls due."""
    store = desk.store
    while (following := await store.timers.next_due(frozenset())) and following[0] <= at:
        await store.advance(max(following[0] - store.clock.now(), timedelta(0)))
        await fire_due(store, JOBS)
    await store.advance(max(at - store.clock.now(), timedelta(0)))


async def down_for(desk: Desk, length: timedelta) -> None:
    """The desk is down; what fell due meanwhile is fired when it is up again."""
    await desk.store.advance(length)
    while await fire_due(desk.store, JOBS):
        pass


async def opens(store: Store, title: str, priority: str = "normal", **fields: str) -> int:
    """Ana opens a ticket, and somebody is chosen for it."""
    at = store.clock.now()

    async def decide() -> Work:
        by = await store.actor(ANA, "Ana")
        ticket = Ticket(
            title=title,
            group=fields.get("group", "it-support"),
            category=fields.get("category"),
            priority=priority,
            reporter=by.person.id,
            origin=Origin(Intake.COMMAND, ANA, FRONTLINE),
            language=Language.ENGLISH,
            opened_at=at,
            changed_at=at,
            status_since=at,
            status_by=by.person.id,
        )
        work = Work()
        async with store.queues.line() as queue:
            await keep_opened(work, NewTicket(ticket, {}), by, store, queue)
        return work

    kept = await store.act(decide)
    assert kept.ticket_id is not None
    return kept.ticket_id


async def moves(
    store: Store, number: int, action: Action, who: AccountAddress = WANG, said: Said = SILENT
) -> None:
    """Somebody moves it."""

    async def decide() -> Work:
        ticket = await store.tickets.numbered(number)
        assert ticket is not None
        by = await store.actor(who, "?", ticket)
        work = Work()
        async with store.queues.line() as queue:
            now = store.clock.now()
            await keep_moved(work, ticket, action, by, now, said, store, queue)
        return work

    await store.act(decide)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that may be done to a ticket; `who` are those who can."""

    action: Action
    who: Sequence[AccountAddress]
    said: Said = SILENT


WORDS = Said(text="words")
TO_WAREHOUSE = Said(group="warehouse", text="yours")
STAFF = (WANG, ZHOU, CHEN)
DEEDS = (
    Deed(Action.ACKNOWLEDGE, STAFF),
    Deed(Action.ACKNOWLEDGE, STAFF),
    Deed(Action.START, STAFF),
    Deed(Action.REPLY, STAFF, WORDS),
    Deed(Action.COMMENT, (LI, WANG), WORDS),
    Deed(Action.PEND, STAFF, Said(waiting_for=WaitingFor.CUSTOMER)),
    Deed(Action.PEND, STAFF, Said(waiting_for=WaitingFor.PARTS)),
    Deed(Action.RESOLVE, STAFF, WORDS),
    Deed(Action.CONFIRM, (LI,)),
    Deed(Action.REOPEN, (LI, WANG), WORDS),
    Deed(Action.CANCEL, (CHEN,), WORDS),
    Deed(Action.TAKE_OVER, STAFF),
    Deed(Action.TRANSFER, STAFF, TO_WAREHOUSE),
    Deed(Action.TRANSFER, (ZHOU, CHEN), Said(group="it-support")),
    Deed(Action.SEND_BACK, STAFF, WORDS),
    Deed(Action.GIVE_BACK, STAFF),
    Deed(Action.PRIORITIZE, STAFF, Said(priority="high")),
    Deed(Action.SNOOZE, STAFF, Said(how_long=HOUR)),
    Deed(Action.EXTEND, (CHEN,), Said(how_long=HOUR, text="parts are late")),
)


async def lived(desk: Desk, seed: int, length: timedelta, outages: float = 0.0) -> None:
    """Tickets come and things are done to them for so long, some of which the desk refuses.

    `outages`: how likely it is, each hour or so, that the desk is down for some hours.
    """
    store, numbers = desk.store, list[int]()
    chance, until = random.Random(seed), store.clock.now() + length  # noqa: S311
    while store.clock.now() < until:
        await go_to(desk, store.clock.now() + MINUTE * chance.randrange(1, 60))
        if chance.random() < outages:
            await down_for(desk, MINUTE * chance.randrange(30, 600))
        if len(numbers) < 4 or chance.random() < 0.1:
            category = {"category": "network"} if chance.random() < 0.3 else {}
            priority = chance.choice(["normal", "normal", "high"])
            numbers.append(await opens(store, f"ticket {len(numbers)}", priority, **category))
        for _ in range(chance.randrange(4)):
            deed = chance.choice(DEEDS)
            with contextlib.suppress(Refusal):
                number, who = chance.choice(numbers[-6:]), chance.choice(deed.who)
                await moves(store, number, deed.action, who, deed.said)
