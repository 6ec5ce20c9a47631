"""Groups that are filled from a list elsewhere: who comes, who leaves, and what can't be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from desk.address import AccountAddress, MessengerName
from desk.errors import Busy, Gone
from desk.rolls import ListSource
from scheduler.profiles import Profile, ProfileReader
from scheduler.rolls import RollReader
from storage.duty_tables import MatterRow
from storage.matters import matter_of
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml
from tests.handlers.duty_desk import ROSTER, apply, news, on_duty, press
from tests.handlers.test_linking import ding

pytestmark = pytest.mark.asyncio

LISTED = {"members_from": "{slack_usergroup: SIT}"}
DESK = yaml(group("it", "", "lea", leads="[lea]", **LISTED), group("store", "dan"))


@dataclass
class FarAway:
    """A messenger that says whatever a test wants."""

    people: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    fails: Exception | None = None
    asked: int = 0

    async def people_on(self, source: ListSource) -> Mapping[str, str]:
        assert source.id == "SIT"
        self.asked += 1
        if self.fails:
            raise self.fails
        return dict(self.people)

    async def profile(self, account: AccountAddress) -> Profile:
        if account.id not in self.profiles:
            raise Gone("user_not_found")
        return self.profiles[account.id]


@dataclass
class Office:
    """A desk with a list far away."""

    desk: Counter
    far: FarAway
    reader: RollReader

    @classmethod
    def of(cls, desk: Counter, **people: str) -> "Office":
        far = FarAway(people)
        return cls(desk, far, RollReader({MessengerName.SLACK: far}))

    async def reads(self) -> set[str]:
        """Ten minutes pass, the list is read; the names of the group's members then."""
        await self.desk.passes(minutes=10)
        await self.reader.read_due(self.desk.store)
        await self.desk.passes(seconds=1)
        members = self.desk.store.desk.groups["it"].members
        return {self.desk.store.desk.people[person].name for person in members}


async def test_the_group_is_whoever_is_on_the_list(counter_of: CounterOf) -> None:
    """People of desk.yaml and strangers alike are members, with all that members may do."""
    async with counter_of(DESK) as desk:
        office = Office.of(desk, UBO="Bo", UNEW="New One")
        assert await office.reads() == {"Bo", "New One"}
        ticket = await desk.opened("printer on fire #it")
        await desk.ask("new", f"#{ticket.id} ack")
        after = await desk.ticket(ticket.id)
        assert desk.store.desk.people[after.assignee or 0].name == "New One"
        assert "New One (from the group's list)" in said(await desk.ask("lea", "who may it"))
        office.far.people["UCAI"] = "Cai"
        assert await office.reads() == {"Bo", "New One", "Cai"}
        assert "joined" in await news()


async def test_whoever_leaves_gives_up_their_tickets(counter_of: CounterOf) -> None:
    """They wait for hands again, the group is told which, and the lead who left."""
    async with counter_of(DESK) as desk:
        office = Office.of(desk, UBO="Bo", UCAI="Cai")
        await office.reads()
        tickets = [await desk.opened(f"printer {n} #it") for n in (1, 2, 3)]
        for ticket in tickets:
            await desk.ask("bo", f"#{ticket.id} ack")
        await desk.ask("bo", f"#{tickets[2].id} resolve done")
        await desk.ask("ana", f"#{tickets[1].id} hello")
        del office.far.people["UBO"]
        assert await office.reads() == {"Cai"}
        now = [await desk.ticket(ticket.id) for ticket in tickets]
        assert [one.assignee is None for one in now] == [True, True, False]
        assert [one.status for one in now] == ["new", "new", "resolved"]
        event = await desk.store.history.event(now[0].id, now[0].version)
        assert event.facts["left"] == event.facts["from_person"]
        assert await news() == ["left", "gave_up"]
        assert (await desk.store.audit.verify()).flaw is None


async def test_nothing_is_emptied_by_what_cannot_be_read(counter_of: CounterOf) -> None:
    """Failures change nothing; an empty list is warned of, and believed when it comes again."""
    async with counter_of(DESK) as desk:
        office = Office.of(desk, UBO="Bo")
        await office.reads()
        office.far.fails = Busy("ratelimited", 900)
        assert await office.reads() == {"Bo"}
        asked = office.far.asked
        assert await office.reads() == {"Bo"}
        assert office.far.asked == asked  # it asked us to wait for a quarter of an hour
        office.far.fails = Gone("no_such_subteam")
        assert await office.reads() == {"Bo"}
        office.far.fails, office.far.people = None, {}
        assert await office.reads() == {"Bo"}
        assert await news() == ["list_empty"]
        assert await office.reads() == set()
        assert await news() == ["list_empty", "left"]


async def test_a_list_that_stays_is_not_kept_again(counter_of: CounterOf) -> None:
    """Reading what is known already changes no settings."""
    async with counter_of(DESK) as desk:
        office = Office.of(desk, UBO="Bo")
        await office.reads()
        stamp = desk.store.settings.stamp
        await office.reads()
        assert desk.store.settings.stamp == stamp


async def test_turns_of_whoever_left_stay_empty(counter_of: CounterOf) -> None:
    """Whoever a roster still names serves no longer, and the lead is told of it."""
    listed = group("it", "", "lea", leads="[lea]", roster="duty", **LISTED)
    roster = ROSTER.replace("[ana, bo, cai]", "[bo]").replace("[dan]", "[lea]")
    async with counter_of(yaml(listed, more=roster)) as desk:
        office = Office.of(desk, UBO="Bo", UCAI="Cai")
        await office.reads()
        assert on_duty(desk) == "bo"
        del office.far.people["UBO"]
        await office.reads()
        assert on_duty(desk) == "lea"
        assert await news() == ["left", "turns_empty"]
        office.far.people["UBO"] = "Bo"
        await office.reads()
        assert on_duty(desk) == "bo"


async def test_whoever_looks_like_two_is_asked_once(counter_of: CounterOf) -> None:
    """One press links them; without it, and without desk.yaml's leave, nothing happens."""
    text = DESK.replace("people:\n", "people:\n  bind_by: [email]\n")
    async with counter_of(DESK) as desk:
        await ding(desk, "wang", "帮助")
        slack = FarAway(profiles={"UBO": Profile(email="Bo@x.example")})
        dingtalk = FarAway(profiles={"wang": Profile(email="bo@x.example", mobile="138")})
        reader = ProfileReader({MessengerName.SLACK: slack, MessengerName.DINGTALK: dingtalk})
        await reader.read_due(desk.store)
        assert await MatterRow.filter(kind="link_offer").count() == 0
        await apply(desk, text)
        for _ in range(2):
            await reader.read_due(desk.store)
        rows = await MatterRow.filter(kind="link_offer")
        assert len(rows) == 1
        assert matter_of(rows[0]).people
        await desk.passes(hours=25)
        await reader.read_due(desk.store)
        assert await MatterRow.filter(kind="link_offer").count() == 1


async def test_only_whoever_is_asked_answers(counter_of: CounterOf) -> None:
    """Others are refused, a no is final, and a yes makes one person of the two."""
    text = DESK.replace("people:\n", "people:\n  bind_by: [email]\n")
    async with counter_of(text) as desk:
        for who in ("wang", "li"):
            await ding(desk, who, "帮助")
        slack = FarAway(profiles={"UBO": Profile(email="bo@x"), "UCAI": Profile(email="cai@x")})
        far = FarAway(profiles={"wang": Profile(email="bo@x"), "li": Profile(email="cai@x")})
        reader = ProfileReader({MessengerName.SLACK: slack, MessengerName.DINGTALK: far})
        await reader.read_due(desk.store)
        await reader.read_due(desk.store)
        first, second = await MatterRow.filter(kind="link_offer").order_by("id")
        bo, cai = (desk.store.desk.people_keys[key] for key in ("bo", "cai"))
        assert "somebody else" in said(await press(desk, "cai", "link_yes", first.id))
        await press(desk, "bo", "link_yes", first.id)
        assert len(desk.store.desk.people[bo].accounts) == 2
        assert "decided already" in said(await press(desk, "bo", "link_no", first.id))
        await press(desk, "cai", "link_no", second.id)
        assert len(desk.store.desk.people[cai].accounts) == 1
        await desk.passes(hours=25)
        await reader.read_due(desk.store)
        assert await MatterRow.filter(kind="link_offer").count() == 2
        assert (await desk.store.audit.verify()).flaw is None
