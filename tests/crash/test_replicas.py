"""Three replicas on one PostgreSQL, killed (-9) at random moments: each step decided once."""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from cards.desk_file import read_desk_file
from desk.acts import decide_open
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import Intake, Origin
from desk.languages import Language
from desk.moves import Action
from desk.spec import DeskSpec
from desk.ticket import Ticket
from storage.database import Database
from storage.engine_tables import OutboxRow, TimerRow
from storage.store import Store
from storage.tables import EventRow
from storage.work import Work
from tests.postgres import PostgresServer
from tests.sandbox.conftest import ROOT, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.chaos]

SECRET = "a secret of the tests"
TICKETS, REPLICAS, KILLS = 200, 3, 6
STEPS = 5
ANA = AccountAddress(MessengerName.SLACK, "T0PAIDAN", "U0ANA")
FRONT = Place(ConversationAddress(MessengerName.SLACK, "T0PAIDAN", "C0FRONT"))

TEXT = """
tenants: {slack: T0PAIDAN}
people: {wang: {name: 小王, slack: U0BO}, chen: {name: 老陈, slack: U0LEA}}
groups:
  it:
    name: IT
    members: [wang]
    leads: [chen]
    on_duty: [wang]
    channels: [{slack: C0ITSUP}]
priorities: {urgent: {en: Urgent}, high: {en: High}, normal: {en: Normal}}
sla:
  - {name: quick, acknowledge: 8s, steps: usual}
steps:
  usual:
    acknowledge:
      - {at: 25%, tell: [on_duty]}
      - {at: 50%, tell: [on_duty]}
      - {at: 75%, tell: [on_duty]}
      - {at: 100%, tell: [on_duty, lead]}
      - {at: 100% + 1s, tell: [lead], raise: true}
"""


async def opened(store: Store, title: str) -> int:
    """A ticket, by an act of Ana's."""
    by = await store.actor(ANA, "Ana")
    now = store.clock.now()
    ticket = Ticket(
        title=title,
        group="it",
        priority="normal",
        reporter=by.person.id,
        origin=Origin(Intake.COMMAND, ANA, FRONT),
        language=Language.ENGLISH,
        opened_at=now,
        changed_at=now,
        status_since=now,
        status_by=by.person.id,
    )
    work = Work()
    work.keep(decide_open(ticket, by, store.desk))
    kept = await store.commit(work)
    assert kept.ticket_id is not None
    return kept.ticket_id


async def test_replicas_that_are_killed_decide_each_step_once(postgres: PostgresServer) -> None:
    """Two hundred tickets that nobody acknowledges: every step of each is there, none is twice."""
    chance = random.Random(20261122)  # noqa: S311 - moments to kill at
    with postgres.new_database() as url:
        store = await Store.opened(Database(url), SECRET)
        try:
            spec = read_desk_file(TEXT)
            assert isinstance(spec, DeskSpec), spec
            await store.settings.apply(spec, TEXT, "tests")
            await _kill_while_it_fires(store, url, chance)
            await _each_step_was_decided_once(store)
        finally:
            await store.close()


async def _kill_while_it_fires(store: Store, url: str, chance: random.Random) -> None:
    processes = [replica(url) for _ in range(REPLICAS)]
    try:
        opening = [opened(store, f"ticket {n}") for n in range(TICKETS)]
        await asyncio.gather(*opening)
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            which = chance.randrange(REPLICAS)
            processes[which].kill()
            processes[which].wait()
            processes[which] = replica(url)
        await eventually(_all_fired, 60)
    finally:
        for process in processes:
            process.kill()
            process.wait()


async def _all_fired() -> bool:
    return not await TimerRow.filter(kind="sla", fired_at=None).exists()


def replica(url: str) -> subprocess.Popen[bytes]:
    """A replica that fires what is due."""
    command = [sys.executable, "-m", "tests.crash.firing", url, SECRET]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


async def _each_step_was_decided_once(store: Store) -> None:
    rows = await EventRow.filter(action__in=[Action.REMIND, Action.ESCALATE])
    decided = Counter(
        (row.ticket_id, step) for row in rows for step in json.loads(row.facts)["steps"].split(",")
    )
    assert set(decided.values()) == {1}
    assert len(decided) == TICKETS * STEPS
    told = await OutboxRow.filter(kind="reminder").values_list("dedup", flat=True)
    assert len(told) == len(set(told))
    verdict = await store.audit.verify()
    assert verdict.flaw is None
    assert verdict.tickets == TICKETS
    late = [row.fired_at - row.due for row in await TimerRow.filter(kind="sla") if row.fired_at]
    assert max(late) < timedelta(seconds=30).total_seconds() * 1000
