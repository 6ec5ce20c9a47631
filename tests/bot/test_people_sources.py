"""Lists of people, read from both messengers as they are: paging, guests, and bad answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.people import DingTalkPeople
from bot.dingtalk.wire import FarEnd
from bot.slack.calls import SlackCalls, web_client
from bot.slack.people import SlackPeople
from desk.address import AccountAddress, MessengerName
from desk.errors import Busy, Gone, Unsure
from desk.rolls import ListSource
from scheduler.profiles import Profile
from tests.sandbox.conftest import Hand, running_sandbox

pytestmark = pytest.mark.asyncio

CORP, TEAM = "dingpaidan0001", "T0PAIDAN"
ON_CALL = ListSource(MessengerName.SLACK, TEAM, "S0ITONCALL")


@dataclass(frozen=True)
class FarEnds:
    """Both messengers as the desk reads them, and a hand to change them."""

    hand: Hand
    slack: SlackPeople
    dingtalk: DingTalkPeople

    @classmethod
    def at(cls, url: str, http: aiohttp.ClientSession) -> "FarEnds":
        far_end = FarEnd("dingsandbox", "sandbox-secret", "dingbotpaidan01", url, url)
        calls = SlackCalls(web_client(http, f"{url}/api/", "xoxb-sandbox"), http)
        return cls(
            Hand(url, http), SlackPeople(calls), DingTalkPeople(DingTalkClient(http, far_end))
        )

    async def admin(self, messenger: str, do: str, **more: object) -> None:
        await self.hand.post("/control/admin", 200, messenger=messenger, do=do, **more)

    async def fault(self, messenger: str, fault: str) -> None:
        await self.hand.post("/control/faults", 200, messenger=messenger, fault=fault, on=True)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with running_sandbox(tmp_path / "sandbox") as started:
        yield started.url


def department(id_: int, deep: bool = False) -> ListSource:
    return ListSource(MessengerName.DINGTALK, CORP, str(id_), deep)


async def test_everybody_of_both_lists(url: str) -> None:
    """A user group by name; a department page by page, with those below it only if wanted."""
    async with aiohttp.ClientSession() as http:
        far = FarEnds.at(url, http)
        assert await far.slack.people_on(ON_CALL) == {"U0BO": "Bo"}
        many = [f"user-{n}" for n in range(230)]
        await far.admin("dingtalk", "set_department", id="3", members=many)
        await far.admin("dingtalk", "set_department", id="31", above=3, members=["user-wang"])
        assert list(await far.dingtalk.people_on(department(3))) == many
        assert set(await far.dingtalk.people_on(department(3, deep=True))) == {*many, "user-wang"}
        everybody = await far.dingtalk.people_on(department(1, deep=True))
        assert everybody["user-chen"] == "老陈"
        with pytest.raises(Gone):
            await far.dingtalk.people_on(department(99))


@pytest.mark.parametrize("fault", ["rate_limit", "bad_json", "error_5xx", "outage"])
async def test_what_cannot_be_read_is_no_empty_list(url: str, fault: str) -> None:
    """Whatever goes wrong is an error, never a list of nobody."""
    async with aiohttp.ClientSession() as http:
        far = FarEnds.at(url, http)
        for messenger in ("slack", "dingtalk"):
            await far.fault(messenger, fault)
        with pytest.raises((Busy, Unsure, Gone)):
            await far.slack.people_on(ON_CALL)
        with pytest.raises((Busy, Unsure, Gone)):
            await far.dingtalk.people_on(department(3))


async def test_what_is_known_of_somebody(url: str) -> None:
    """Slack tells of an address it has proved, and of guests; DingTalk of a number, too."""
    async with aiohttp.ClientSession() as http:
        far = FarEnds.at(url, http)
        await far.admin("slack", "set_guest", id="U0BO", flags=["is_restricted"])
        bo = AccountAddress(MessengerName.SLACK, TEAM, "U0BO")
        wang = AccountAddress(MessengerName.DINGTALK, CORP, "user-wang")
        email = "bo@paidan-demo.example"
        assert await far.slack.profile(bo) == Profile(email=email, from_outside=True)
        assert await far.dingtalk.profile(wang) == Profile(email=email, mobile="13800000002")
