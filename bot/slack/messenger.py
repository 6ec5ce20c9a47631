"""Slack as the courier sends by it: cards drawn and redrawn, messages posted."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.slack.calls import SlackCalls, Spot, Upload
from bot.slack.fields import Fields
from bot.slack.reference import MessageReference
from cards.card import Message
from cards.slack import render_card, render_message
from desk.address import AccountAddress, ConversationAddress, ConversationKind, Place
from desk.errors import Gone
from desk.pace import Method, Pace, Rate
from scheduler.courier import Draw, StoredFile, Tell

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

PACE = Pace(
    conversation=Rate(interval_ms=1000, burst=4),  # "one message a second and channel"
    methods={
        Method.POST: Rate(interval_ms=100, burst=20),
        Method.UPDATE: Rate(interval_ms=1200, burst=10),  # tier 3: 50 a minute and workspace
        Method.TELL: Rate(interval_ms=100, burst=20),
    },
)
CLOCKS_APART = timedelta(minutes=1)
MOST_PAGES = 10
LARGEST_UPLOAD = 20_000_000  # it goes through memory, and has to arrive within a lease
NOT_READABLE = frozenset({"not_in_channel", "thread_not_found", "message_not_found"})
"""A channel may be posted to without being joined, but not read."""


class SlackMessenger:
    """One workspace."""

    def __init__(self, calls: SlackCalls) -> None:
        self._calls = calls

    @property
    def pace(self) -> Pace:
        return PACE

    async def draw(self, draw: Draw) -> str:
        """Show a card, or show what has become of it."""
        card = render_card(draw.card if _calls(draw.place) else replace(draw.card, call=()))
        if draw.message is not None:
            await self._calls.update(MessageReference.unpack(draw.message), card)
            return draw.message
        return (await self._calls.post(_spot(draw.place), card, draw.key)).pack()

    async def tell(self, tell: Tell) -> str:
        """Post a message."""
        said = tell.message
        said = said if _calls(tell.place) else replace(said, call=())
        if tell.file is not None and await self._brought(tell, said, tell.file):
            return tell.key
        message = render_message(said)
        return (await self._calls.post(_spot(tell.place), message, tell.key)).pack()

    async def _brought(self, tell: Tell, said: Message, file: StoredFile) -> bool:
        """Whether Slack took the file itself; else its link has to do."""
        if file.size > LARGEST_UPLOAD:
            return False
        spot = await self._readable(_spot(tell.place), tell.place)
        upload = Upload(file.name, await asyncio.to_thread(file.path.read_bytes))
        try:
            await self._calls.share(spot, upload, render_message(replace(said, links=())).text)
        except Gone as refused:
            log.warning("Slack doesn't take a file; its link is posted", why=str(refused))
            return False
        return True

    async def set_user_group(
        self, group: ConversationAddress, members: Sequence[AccountAddress]
    ) -> None:
        """Let a user group be these people."""
        await self._calls.set_user_group(group.id, [member.id for member in members])

    async def find(self, key: str, place: Place, since: datetime) -> str | None:
        """The message with this key, looked for page by page."""
        spot = await self._readable(_spot(place), place)
        oldest, cursor = f"{(since - CLOCKS_APART).timestamp():.6f}", ""
        for _ in range(MOST_PAGES):
            page = await self._read(spot, oldest, cursor)
            for message in page.rows("messages"):
                if message.text("metadata", "event_payload", "key") == key:
                    return MessageReference(spot.channel, message.text("ts")).pack()
            cursor = page.text("response_metadata", "next_cursor")
            if not cursor:
                return None
        log.warning("Stopped looking for a message", channel=spot.channel, pages=MOST_PAGES)
        return None

    async def _readable(self, spot: Spot, place: Place) -> Spot:
        """A person's id is an address to write to, not one to read from."""
        is_direct = place.conversation.kind is ConversationKind.DIRECT
        if not is_direct or place.thread is not None:
            return spot
        return Spot(await self._calls.open_direct(place.conversation.id))

    async def _read(self, spot: Spot, oldest: str, cursor: str) -> Fields:
        try:
            return await self._calls.read(spot, oldest, cursor)
        except Gone as error:
            if str(error).partition(":")[0] not in NOT_READABLE:
                raise
            log.warning("Cannot look for a message", channel=spot.channel, why=str(error))
            return Fields(None)


def _calls(place: Place) -> bool:
    """Whether people are mentioned there; in a direct chat nobody needs to be."""
    return place.conversation.kind is ConversationKind.GROUP


def _spot(place: Place) -> Spot:
    """A thread's reference knows the channel's own id, also in direct chats."""
    if place.thread is None:
        return Spot(place.conversation.id)
    root = MessageReference.unpack(place.thread)
    return Spot(root.channel, root.ts)
