"""A desk whose time passes, and what comes of it."""

from dataclasses import dataclass
from pathlib import Path

from bot.applying import apply_file
from cards.faces import face
from desk.languages import Language
from desk.ticket import Ticket
from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from storage.engine_tables import OutboxRow, PostingRow
from storage.history import PastEvent
from tests.storage.conftest import Desk

MINUTE = 60.0
HOUR = 3600.0
WANG, CHEN = 2, 3
# The beginning is noon in Shanghai: an hour of lunch, then 15 minutes to acknowledge.
HALF, DUE = 67.5 * MINUTE, 75 * MINUTE

CLIMBS = """\
people:
  li:   {name: Ana, slack: T0PAIDAN/U0ANA, dingtalk: user-li}
  wang: {name: Bo, dingtalk: user-wang, slack: T0PAIDAN/U0BO}
  chen: {name: Lea, slack: T0PAIDAN/U0LEA, dingtalk: user-chen}
  zhou: {name: Dan, dingtalk: user-zhou, slack: T0PAIDAN/U0DAN}
tenants: {slack: T0PAIDAN, dingtalk: dingpaidan0001}
support_tiers: [L1, L2]
groups:
  it-support:
    name: IT
    language: en
    members: [wang]
    leads: [chen]
    on_duty: [wang]
    tier: L1
    channels: [{slack: C0ITSUP}, {dingtalk: cidITSUP0001==}]
    notify: {NOTIFY}
  warehouse:
    name: Warehouse
    members: [zhou]
    on_duty: [zhou]
    tier: L2
    channels: [{slack: C0STORE}]
sla:
  - name: all
    acknowledge: 10m
    resolution: 4h
    steps:
      acknowledge:
        - {at: 50%, tell: on_duty}
        - {at: 100%, tell: lead, raise: true}
        - {at: 100% + 30m, next_tier: true, tell: group, post: {slack: C0FRONT},
           webhook: "https://pager.example/hook"}
"""
USUAL = "{reminder: group}"


@dataclass
class Watch:
    """A desk whose time passes, and what comes of it."""

    desk: Desk
    ticket: int = 0

    async def wait(self, seconds: float) -> None:
        """Time passes, and what is due is fired."""
        self.desk.wait(seconds)
        await fire_due(self.desk.store, JOBS)

    async def now(self) -> Ticket:
        """The ticket as it is."""
        ticket = await self.desk.store.tickets.numbered(self.ticket)
        assert ticket is not None
        return ticket

    async def told(self) -> list[tuple[str, list[int]]]:
        """What was told of it so far: where, and calling whom; the oldest first."""
        rows = await OutboxRow.filter(ticket_id=self.ticket, kind="reminder").order_by("id")
        return [(row.lane.rpartition(":")[2], json_list(row.called)) for row in rows]

    async def decided(self) -> list[PastEvent]:
        """What the desk has decided."""
        return await self.desk.store.history.decided(self.ticket)

    async def steps(self) -> list[tuple[object, object]]:
        """The steps that were decided, by clock."""
        facts = [event.facts for event in await self.decided()]
        return [(fact["clock"], fact["steps"]) for fact in facts if "steps" in fact]

    async def card(self, channel: str = "C0ITSUP") -> dict[str, str]:
        """The facts on the ticket's card there, and what it is."""
        rows = await PostingRow.filter(ticket_id=self.ticket, lane__endswith=f":{channel}")
        scene = await self.desk.store.scenes.of(rows[0].id)
        assert scene is not None
        card = face(scene)
        return {"tag": card.tag, **{fact.label: fact.value for fact in card.facts}}

    async def apply(self, text: str, folder: Path) -> None:
        """Another desk.yaml."""
        (folder / "desk.yaml").write_text(text, encoding="utf-8")
        await apply_file(folder / "desk.yaml", self.desk.store, "tests", Language.ENGLISH)


def json_list(text: str) -> list[int]:
    return [int(one) for one in text.strip("[]").split(",") if one]


async def climbs(desk: Desk, folder: Path) -> Watch:
    """A desk whose tickets climb, by the clock on the wall, with one of Ana's."""
    watch = Watch(desk)
    await watch.apply(CLIMBS.replace("{NOTIFY}", USUAL), folder)
    watch.ticket = await desk.opened()
    return watch
