"""Looks at Slack for what shortcuts and emoji leave out: the message, its link, who is named."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bot.slack.calls import SlackCalls
from bot.slack.carried import packed
from bot.slack.failures import CLOSED, TAKEN_BACK
from bot.slack.flag import Flag
from bot.slack.inbound import Inbound, Origin, account, place
from bot.slack.names import NameBook
from bot.slack.shortcut import Shortcut
from bot.slack.source import Meant, source_message
from bot.slack.text import mentioned
from desk.address import AccountAddress
from desk.errors import Busy, Gone, Unsure
from handlers.request import AskForForm, Flagged, Request, SourceMessage, Unreadable

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0  # it stands between a delivery and its acknowledgement


class NotReadNow(Exception):
    """Slack did not give a message out; it may the next time."""


class MessageReader:
    """Makes requests of what has to be looked up first."""

    def __init__(
        self, calls: SlackCalls, names: NameBook, bot_user: str, now: Callable[[], datetime]
    ) -> None:
        self._calls = calls
        self._names = names
        self._bot_user = bot_user
        self._now = now

    async def shortcut(self, shortcut: Shortcut) -> Inbound:
        """What the desk is asked; a message of its own is no reason for a form with one."""
        who = account(shortcut.team, shortcut.user)
        meant, source = shortcut.message, None
        if meant is not None and meant.is_said(self._bot_user):
            source = await self._source(meant, who)
        names = await self._names.of({shortcut.user})
        request = Request(
            key=shortcut.key,
            who=who,
            who_name=names.get(shortcut.user) or shortcut.username or shortcut.user,
            where=place(who, meant.channel if meant else ""),
            at=self._now(),
            asked=AskForForm(source),
            files=source.files if source else (),
        )
        origin = Origin(
            shortcut.user,
            meant.channel if meant else "",
            trigger=shortcut.trigger,
            carries=packed(source) if source else "",
            says_in_window=True,
        )
        return Inbound(request, origin)

    async def flag(self, flag: Flag, is_last: bool) -> Inbound | None:
        """What the desk is asked; None if there is nothing to make a ticket of.

        Raises:
            NotReadNow: unless it `is_last`, then the person is told.
        """
        who = account(flag.team, flag.user)
        try:
            data = await self._calls.message(flag.channel, flag.ts, LOOK_SECONDS)
        except Gone as closed:
            log.info("Cannot read a message that was marked", why=str(closed))
            why = str(closed).partition(":")[0]
            if why in TAKEN_BACK:
                return None
            return await self._unreadable(flag, who, closed=why in CLOSED)
        except (Busy, Unsure) as error:
            if not is_last:
                raise NotReadNow(str(error)) from error
            return await self._unreadable(flag, who, closed=False)
        meant = Meant(flag.channel, flag.ts, data)
        if not data or not meant.is_said(self._bot_user):
            return None
        source = await self._named(meant, who, await self._link(meant), readable=True)
        asked = self._asked(flag, who, Flagged(source), await self._name_of(flag.user))
        return Inbound(asked, Origin(flag.user, flag.channel))

    async def _unreadable(self, flag: Flag, who: AccountAddress, closed: bool) -> Inbound:
        channel = await self._calls.channel_name(flag.channel, LOOK_SECONDS)
        asked = Unreadable(f"#{channel}" if channel else "", closed)
        request = self._asked(flag, who, asked, await self._name_of(flag.user))
        return Inbound(request, Origin(flag.user))

    def _asked(
        self, flag: Flag, who: AccountAddress, asked: Flagged | Unreadable, name: str
    ) -> Request:
        files = asked.source.files if isinstance(asked, Flagged) else ()
        return Request(
            key=flag.key,
            who=who,
            who_name=name,
            where=place(who, flag.channel),
            at=_moment(flag.at, self._now()),
            asked=asked,
            files=files,
        )

    async def _source(self, meant: Meant, who: AccountAddress) -> SourceMessage:
        """The message that came with a shortcut; at once: its link, and whether one can answer."""
        link, readable = await asyncio.gather(self._link(meant), self._is_readable(meant))
        return await self._named(meant, who, link, readable)

    async def _named(
        self, meant: Meant, who: AccountAddress, link: str, readable: bool
    ) -> SourceMessage:
        names = await self._names.of({meant.author, *mentioned(meant.data.text("text"))})
        return source_message(meant, who, names, link, readable)

    async def _is_readable(self, meant: Meant) -> bool:
        try:
            return bool(await self._calls.message(meant.channel, meant.ts, LOOK_SECONDS))
        except Gone:
            return False
        except (Busy, Unsure) as error:
            log.info("Could not see whether a conversation is open to us", why=str(error))
            return False

    async def _link(self, meant: Meant) -> str:
        try:
            return await self._calls.permalink(meant.channel, meant.ts, LOOK_SECONDS)
        except (Busy, Gone, Unsure) as error:
            log.info("Could not get a message's link", why=str(error))
            return ""

    async def _name_of(self, user: str) -> str:
        return (await self._names.of({user})).get(user) or user


def _moment(event_ts: str, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(event_ts), UTC)
    except (ValueError, OverflowError, OSError):
        return now
