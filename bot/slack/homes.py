"""The home tabs of those who looked at them lately, kept as the desk is."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.slack.calls import SlackCalls, View
from bot.slack.inbound import account, place
from bot.slack.names import NameBook
from bot.slack.questions import Desk
from cards.slack_home import home_view
from desk.errors import Busy, Gone, Unsure
from handlers.request import HomeOpened, Request

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LATELY = timedelta(minutes=5)
LOOK_EVERY_SECONDS = 15.0
MOST_KEPT = 100


class Homes:
    """Publishes homes; those whose owners looked within the last minutes are looked after."""

    def __init__(
        self,
        desk: Desk,
        calls: SlackCalls,
        names: NameBook,
        team: str,
        now: Callable[[], datetime],
        look_every_seconds: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._desk = desk
        self._calls = calls
        self._names = names
        self._team = team
        self._now = now
        self._look_every_seconds = look_every_seconds
        self._opened: dict[str, datetime] = {}
        self._shown: dict[str, View] = {}
        self._drawing: set[str] = set()
        self._turns: dict[str, asyncio.Lock] = {}

    async def opened(self, user: str) -> None:
        """Somebody looks: show it as it is now, whatever was shown before."""
        self._opened.pop(user, None)
        if len(self._opened) >= MOST_KEPT:
            self._forget(next(iter(self._opened)))
        self._opened[user] = self._now()
        await self.redraw(user)

    def looks(self, user: str) -> bool:
        """Whether this person looked lately."""
        at = self._opened.get(user)
        return at is not None and self._now() - at < LATELY

    async def redraw(self, user: str) -> None:
        """Show it anew, whatever another replica has shown; a second wish meanwhile is the same."""
        self._shown.pop(user, None)
        await self._look(user)

    async def keep_current(self) -> None:
        """For ever: look again for those who looked lately."""
        while True:
            await asyncio.sleep(self._look_every_seconds)
            for user in list(self._opened):
                if self.looks(user):
                    await self._look(user)
                else:
                    self._forget(user)

    async def _look(self, user: str) -> None:
        """Show it, if it is another one by now."""
        if user in self._drawing:
            return
        self._drawing.add(user)
        await asyncio.sleep(0)  # wishes of the same moment are one
        self._drawing.discard(user)
        try:
            async with self._turns.setdefault(user, asyncio.Lock()):  # the newest is shown last
                await self._publish(user)
        except (Busy, Gone, Unsure) as error:
            log.warning("A home could not be shown", why=str(error))

    async def _publish(self, user: str) -> None:
        who = account(self._team, user)
        names = await self._names.of({user})
        request = Request(
            key=f"slack:{self._team}:home:{user}",
            who=who,
            who_name=names.get(user) or user,
            where=place(who, ""),
            at=self._now(),
            asked=HomeOpened(),
        )
        reply = await self._desk.ask(request)
        if reply.home is None:
            return
        view = home_view(reply.home)
        if self._shown.get(user) != view:
            await self._calls.publish_home(user, view)
            self._shown[user] = view

    def _forget(self, user: str) -> None:
        self._opened.pop(user, None)
        self._shown.pop(user, None)
        self._turns.pop(user, None)
