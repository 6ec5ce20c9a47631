"""The connection to one Slack workspace, by Socket Mode or by HTTP."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.slack.afterwards import Afterwards
from bot.slack.answers import Answers
from bot.slack.calls import SlackCalls, web_client
from bot.slack.fields import Fields
from bot.slack.hints import Hints
from bot.slack.homes import Homes
from bot.slack.inbox import Inbox
from bot.slack.message_reader import MessageReader
from bot.slack.names import NameBook
from bot.slack.posted import posted_delivery
from bot.slack.questions import Desk
from desk.errors import Busy, Gone, Unsure

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

ANY = re.compile(".*")
PING_SECONDS = 10.0
TICKET_EMOJI = "ticket"


class NotOpen(Exception):
    """Slack could not be connected to; opening may be tried again."""


class SlackDoor:
    """Takes in what people ask the bot in a workspace, and answers."""

    def __init__(
        self,
        desk: Desk,
        bot_token: str,
        app_token: str,
        session: aiohttp.ClientSession,
        hints: Hints,
        now: Callable[[], datetime],
        base_url: str | None = None,
        ping_seconds: float = PING_SECONDS,
        *,
        signing_secret: str = "",
        emoji: str = TICKET_EMOJI,
    ) -> None:
        self._desk = desk
        self._app_token = app_token
        self._bot_token = bot_token
        self._session = session
        self._hints = hints
        self._now = now
        self._base_url = base_url
        self._ping_seconds = ping_seconds
        self._signing_secret = signing_secret
        self._emoji = emoji
        self._app: AsyncApp | None = None
        self._looking: asyncio.Task[None] | None = None
        self._afterwards = Afterwards()
        self._inbox: Inbox | None = None
        self._handler: AsyncSocketModeHandler | None = None
        self.calls = SlackCalls(web_client(session, base_url, bot_token), session)
        self.team = ""

    @property
    def connected(self) -> bool:
        """Whether deliveries can come in now; a lost socket is opened again by the SDK."""
        if self._by_http:
            return self._app is not None
        if self._handler is None:
            return False
        client = self._handler.client
        socket = client.current_session
        return not (client.closed or client.stale or socket is None or socket.closed)

    @property
    def _by_http(self) -> bool:
        """Whether Slack delivers to an address of ours, signed, instead of by a socket of its."""
        return bool(self._signing_secret)

    async def receive(self, request: web.Request) -> web.Response:
        """A delivery to our address; Bolt verifies its signature, and that it is no older than five
        minutes.

        Until the door is open Slack is told to come again, which it does with events.
        """
        if self._app is None:
            return web.Response(status=503, text="not connected yet")
        delivery = await posted_delivery(request)
        if delivery is None:
            log.warning("Something was posted that is no delivery of Slack's")
            return web.Response(status=400, text="not a delivery")
        return await to_aiohttp_response(await self._app.async_dispatch(delivery))

    async def open(self, timeout: float) -> None:  # noqa: ASYNC109 - connecting never ends by itself
        """Connect.

        Raises:
            NotOpen: a token was refused, or Slack was not reached in time. Nothing is left behind.
        """
        try:
            async with asyncio.timeout(timeout):
                await self._connect()
        except TimeoutError as error:
            await self.close()
            raise NotOpen(f"Slack could not be connected to within {timeout:g} s") from error
        except NotOpen:
            await self.close()
            raise
        log.info("Connected to Slack", team=self.team)

    async def close(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - a limit for each step
        """Take nothing more, finish what was begun, and disconnect."""
        if self._inbox is not None:
            await self._inbox.close(timeout)
        handler, self._handler, self._inbox, self._app = self._handler, None, None, None
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if handler is not None:
            await _disconnect(handler, timeout)
        await self._afterwards.finish(timeout)

    async def _connect(self) -> None:
        identity = await self._identity()
        socket_url = "" if self._by_http else await self._socket_url()
        self.team = identity.text("team_id")
        self._inbox = self._new_inbox(identity.text("user_id"))
        app = self._bolt(identity, self._inbox)
        if self._by_http:
            self._app = app
            return
        # Made here, not earlier: it needs the running loop.
        self._handler = AsyncSocketModeHandler(
            app, self._app_token, ping_interval=self._ping_seconds
        )
        self._handler.client.proxy = app.client.proxy
        self._handler.client.wss_uri = socket_url
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    def _new_inbox(self, bot_user: str) -> Inbox:
        names = NameBook(self.calls, self._now)
        homes = Homes(self._desk, self.calls, names, self.team, self._now)
        self._looking = asyncio.create_task(homes.keep_current())
        return Inbox(
            self._desk,
            self.team,
            bot_user,
            names,
            MessageReader(self.calls, names, bot_user, self._now),
            homes,
            Answers(self.calls, self._session, self._hints),
            self._afterwards,
            self._hints,
            self._now,
            self._emoji,
        )

    async def _identity(self) -> Fields:
        try:
            return await self.calls.identity()
        except (Busy, Gone, Unsure) as error:
            raise NotOpen(f"the bot token could not be used: {error}") from error

    async def _socket_url(self) -> str:
        """Asked for here, because the SDK would try a refused token again and again."""
        try:
            return await self.calls.socket_url(self._app_token)
        except (Busy, Gone, Unsure) as error:
            raise NotOpen(f"the app token could not be used: {error}") from error

    def _bolt(self, identity: Fields, inbox: Inbox) -> AsyncApp:
        """Bolt, with one listener a kind of delivery, each of which takes all of its kind.

        The client is without a token, and `authorize` answers at once: Bolt would else ask Slack
        by a copy of the client that has the environment's proxy again.
        """

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=identity.text("enterprise_id") or None,
                team_id=self.team,
                bot_token=self._bot_token,
                bot_id=identity.text("bot_id"),
                bot_user_id=identity.text("user_id"),
            )

        app = AsyncApp(
            name="paidan",
            client=web_client(self._session, self._base_url),
            authorize=authorize,
            process_before_response=True,  # an acknowledgement waits for its listener
            signing_secret=self._signing_secret or None,
            request_verification_enabled=self._by_http,  # a socket's deliveries are not signed
        )
        app.command(ANY)(inbox.command)
        app.event(ANY)(inbox.event)
        app.action(ANY)(inbox.press)
        app.view_submission(ANY)(inbox.form)
        app.shortcut(ANY)(inbox.shortcut)
        for kind in (app.view_closed, app.options):
            kind(ANY)(inbox.nothing)
        app.error(inbox.failed)
        return app


async def _disconnect(handler: AsyncSocketModeHandler, timeout: float) -> None:  # noqa: ASYNC109
    try:
        async with asyncio.timeout(timeout):
            await handler.close_async()  # type: ignore[no-untyped-call]
    except TimeoutError:
        log.warning("Slack did not take leave in time")
        await handler.client.aiohttp_client_session.close()
