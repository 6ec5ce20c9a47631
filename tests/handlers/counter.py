"""A desk whose tickets are handed out, with a store behind it and people who ask."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from cards.card import Card, Message
from cards.desk_file import read_desk_file
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import Intake
from desk.spec import DeskSpec
from desk.ticket import Ticket
from handlers.answer import FrontDesk
from handlers.request import Line, Reply, Request
from scheduler.sweep import fire_due
from scheduler.timetable import JOBS
from storage.clock import Clock
from storage.database import Database
from storage.store import Store
from tests.beginnings import Beginnings
from tests.storage.conftest import BEGINNING_MS, Steady

PEOPLE = ("ana", "bo", "cai", "dan", "eva", "lea")

HEAD = """
language: en
tenants: {slack: T1}
people:
  ana: {name: Ana, slack: UANA}
  bo: {name: Bo, slack: UBO, skills: {network: 3}}
  cai: {name: Cai, slack: UCAI, skills: {network: 1}}
  dan: {name: Dan, slack: UDAN}
  eva: {name: Eva, slack: UEVA}
  lea: {name: Lea, slack: ULEA}
priorities:
  urgent: {en: Urgent}
  normal: {en: Normal}
  low: {en: Low}
default_priority: normal
"""


def group(key: str, members: str, on_duty: str | None = None, **more: str) -> str:
    """A group of desk.yaml; everybody is on duty if nothing else is said, and no roster says it."""
    parts = {"name": key.upper(), "members": f"[{members}]"}
    if "roster" not in more:
        parts["on_duty"] = f"[{on_duty or members}]"
    parts |= {"channels": f"[{{slack: C{key.upper()}, language: en}}]"} | more
    return f"  {key}:\n" + "".join(f"    {name}: {part}\n" for name, part in parts.items())


def yaml(*groups: str, more: str = "") -> str:
    """A whole desk.yaml."""
    return f"{HEAD}{more}\ngroups:\n{''.join(groups)}"


@dataclass
class Counter:
    """The front desk of a store, with a clock that runs when a test says so."""

    store: Store
    steady: Steady
    keys: "count[int]" = field(default_factory=count)

    async def ask(self, who: str, text: str, channel: str = "CFRONT") -> Reply:
        """Somebody types `/ticket …`."""
        return await FrontDesk(self.store).ask(
            Request(
                key=f"k{next(self.keys)}",
                who=AccountAddress(MessengerName.SLACK, "T1", f"U{who.upper()}"),
                who_name=who.title(),
                where=Place(ConversationAddress(MessengerName.SLACK, "T1", channel)),
                at=self.store.clock.real(),
                asked=Line(text, Intake.COMMAND),
            )
        )

    async def opened(self, text: str, channel: str = "CFRONT") -> Ticket:
        """A ticket of Ana's."""
        return await self.ticket(number_in(said(await self.ask("ana", text, channel))))

    async def ticket(self, number: int) -> Ticket:
        """A ticket as it is now."""
        ticket = await self.store.tickets.numbered(number)
        assert ticket is not None
        return ticket

    async def assignee(self, number: int) -> str | None:
        """The name of whoever has it."""
        return self.name((await self.ticket(number)).assignee)

    def name(self, person: int | None) -> str | None:
        """What somebody is called in desk.yaml."""
        keys = {number: key for key, number in self.store.desk.people_keys.items()}
        return keys.get(person or 0)

    async def passes(self, **time: float) -> None:
        """Let time pass, and fire what is due, with what that brings."""
        self.steady.seconds += timedelta(**time).total_seconds()
        while await self.sweep():
            pass

    async def sweep(self) -> int:
        """Fire what is due now."""
        return await fire_due(self.store, JOBS)


def said(reply: Reply) -> str:
    """The words of an answer."""
    match reply.says:
        case Message(text):
            return text
        case Card(title):
            return title
        case _:
            return reply.problem


def number_in(text: str) -> int:
    """The first ticket's number in a text."""
    found = re.search(r"#(\d+)", text)
    assert found, text
    return int(found[1])


@asynccontextmanager
async def counter(url: str, beginnings: Beginnings, desk_yaml: str) -> AsyncIterator[Counter]:
    """The desk of this desk.yaml on an empty database."""
    await beginnings.migrated(url)
    steady = Steady()
    store = await Store.opened(Database(url), "secret", Clock(BEGINNING_MS, steady))
    store.clock.set_real(BEGINNING_MS)
    try:
        spec = read_desk_file(desk_yaml)
        assert isinstance(spec, DeskSpec), spec
        await store.settings.apply(spec, desk_yaml, "tests")
        yield Counter(store, steady)
    finally:
        await store.close()
