"""Homes against a pretend Slack: shown when somebody looks, kept current, and left alone later."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import pytest_asyncio

from bot.slack.calls import SlackCalls, web_client
from bot.slack.homes import LATELY, Homes
from bot.slack.names import NameBook
from cards.card import Button, Home, HomeLine, HomePart, Press
from handlers.request import HomeOpened, Redraw, Reply, Request
from tests.sandbox.conftest import Hand, SandboxProcess, eventually, running_sandbox

pytestmark = pytest.mark.asyncio
ANA = "U0ANA"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class OneHome:
    """A desk whose home says one thing."""

    def __init__(self) -> None:
        self.says = "first"
        self.asked: list[Request] = []

    async def ask(self, request: Request, comes_again: bool = False) -> Reply:
        assert isinstance(request.asked, HomeOpened)
        assert not comes_again
        self.asked.append(request)
        line = HomeLine(self.says, "small", (Button("Open", Press("show", 7)),))
        return Reply(home=Home("Home", "hint", (), (HomePart("Mine", (line,)),)))

    async def shown(self, redraw: Redraw, in_time: bool) -> None:
        raise AssertionError(f"nothing to redraw: {redraw} {in_time}")


class Scene:
    def __init__(self, hand: Hand) -> None:
        self.hand, self.desk, self.now = hand, OneHome(), START
        calls = SlackCalls(web_client(hand.http, f"{hand.url}/api/", "xoxb-sandbox"), hand.http)
        names = NameBook(calls, lambda: self.now)
        self.homes = Homes(self.desk, calls, names, "T0PAIDAN", lambda: self.now, 0.02)

    async def seen(self) -> str:
        return str(await self.hand.get("/control/slack/home", **{"as": ANA}))

    async def published(self) -> int:
        calls = await self.hand.get("/control/calls")
        return sum(call["method"] == "views.publish" for call in calls)


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with running_sandbox(tmp_path_factory.mktemp("slack"), "--no-limits") as started:
        yield started


@pytest_asyncio.fixture
async def scene(slack: SandboxProcess) -> AsyncIterator[Scene]:
    async with aiohttp.ClientSession() as http:
        hand = Hand(slack.url, http)
        await hand.post("/control/reset")
        await hand.post("/control/limits", on=False)
        yield Scene(hand)


async def test_whoever_looks_sees_it_as_it_is(scene: Scene) -> None:
    """In their name, and again at each look, whatever was shown before."""
    await scene.homes.opened(ANA)
    assert "first" in await scene.seen()
    scene.desk.says = "second"
    await scene.homes.opened(ANA)
    assert "second" in await scene.seen()
    assert (scene.desk.asked[0].who.id, scene.desk.asked[0].who_name) == (ANA, "Ana")


async def test_it_is_kept_current_for_who_looked_lately(scene: Scene) -> None:
    """What changes is shown without a look, once; after some minutes nobody asks any more."""
    await scene.homes.opened(ANA)
    looking = asyncio.create_task(scene.homes.keep_current())
    try:
        scene.desk.says = "later"

        async def later() -> bool:
            return "later" in await scene.seen()

        await eventually(later)
        asked = len(scene.desk.asked)

        async def asked_again() -> bool:
            return len(scene.desk.asked) > asked + 2

        await eventually(asked_again)
        assert await scene.published() == 2
        scene.now += LATELY + timedelta(seconds=1)
        assert not scene.homes.looks(ANA)

        async def quiet() -> bool:
            before = len(scene.desk.asked)
            await asyncio.sleep(0.1)
            return len(scene.desk.asked) == before

        await eventually(quiet)
    finally:
        looking.cancel()


async def test_a_home_that_slack_does_not_take_is_no_error(scene: Scene) -> None:
    """It is shown at the next look."""
    await scene.hand.post("/control/faults", messenger="slack", fault="error_5xx", rate=1)
    await scene.homes.opened(ANA)
    await scene.hand.post("/control/faults", messenger="slack", fault="error_5xx", on=False)
    await scene.homes.opened(ANA)
    assert "first" in await scene.seen()


async def test_wishes_of_one_moment_are_one(scene: Scene) -> None:
    """Somebody who does ten things at once has their home drawn once."""
    await scene.homes.opened(ANA)
    await asyncio.gather(*(scene.homes.redraw(ANA) for _ in range(10)))
    assert await scene.published() == 2
