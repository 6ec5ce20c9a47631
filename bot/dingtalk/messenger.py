"""What the courier sends by: cards that are kept true, and messages."""

import asyncio
from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from time import monotonic

import structlog

from bot.dingtalk.client import DingTalkClient, SentFile
from bot.dingtalk.mistakes import TemplateMissingError
from bot.dingtalk.outsiders import is_outsider
from bot.dingtalk.speaker import Called, Speaker
from cards.card import Card, Message
from cards.dingtalk import Markdown, card_params, render_markdown
from desk.address import AccountAddress, ConversationAddress, ConversationKind, Place
from desk.errors import Busy, Gone, Unsure
from desk.pace import Method, Pace, Rate
from scheduler.courier import Draw, StoredFile, Tell

EACH_METHOD = Rate(interval_ms=60, burst=10)
PACE = Pace(
    conversation=Rate(interval_ms=500, burst=5),
    methods=dict.fromkeys(Method, EACH_METHOD),
)
"""DingTalk takes 20 calls a second of one app and API."""

AS_TEXT = "text:"
"""Begins the reference of a card that stands as a message, which can't be changed any more. It ends
in a digest of what was last said of it, so that nothing is said twice."""
DIGEST = 8
DOUBTS_KEPT = 10_000
LOOK_AGAIN_SECONDS = 600
"""A template that was missing may have been published: each look costs a metered call."""
LARGEST_UPLOAD = 20_000_000
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp"})
ENDINGS = frozenset({"doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"})
"""What DingTalk takes as media."""

log = structlog.get_logger(__name__)


class DingTalkMessenger:
    """Shows cards by a template, or as messages where there is none."""

    def __init__(
        self, client: DingTalkClient, speaker: Speaker, template: str, use_template: bool = True
    ) -> None:
        self._client = client
        self._speaker = speaker
        self._template = template
        self._use_template = use_template
        self._no_template_until = 0.0
        self._doubtful: OrderedDict[str, None] = OrderedDict()

    @property
    def pace(self) -> Pace:
        """How fast it may be called."""
        return PACE

    async def draw(self, draw: Draw) -> str:
        """Show a card, or what has become of it."""
        if draw.message is None:
            return await self._first(draw)
        if draw.message.startswith(AS_TEXT):
            return await self._follow(draw, draw.message)
        await self._client.update_card(draw.message, card_params(draw.card))
        return draw.message

    async def tell(self, tell: Tell) -> str:
        """Post a message; one by a webhook has no reference but its key."""
        where = tell.place.conversation
        if where.kind is ConversationKind.WORK and self._client.sends_work_notices:
            return await self._client.work_notice(where.id, _unlike_others(tell))
        at = await self._called(tell.message.call, tell.place)
        sent = await self._uploaded(tell.file) if tell.file and _takes_files(where) else None
        reference = await self._speaker.say(where, tell.message, at) or tell.key
        if sent is not None:
            await self._bring(where, sent)
        return reference

    async def _uploaded(self, file: StoredFile) -> SentFile | None:
        """The file as DingTalk can show it; None leaves it to the link."""
        ending = file.name.rpartition(".")[2].lower()
        is_picture = file.kind in PICTURES
        if file.size > LARGEST_UPLOAD or not (is_picture or ending in ENDINGS):
            return None
        data = await asyncio.to_thread(file.path.read_bytes)
        try:
            media = await self._client.upload(file.name, "image" if is_picture else "file", data)
        except (Busy, Gone) as refused:
            log.warning("DingTalk doesn't take a file; its link is sent", why=str(refused))
            return None
        return SentFile(media, file.name, is_picture)

    async def _bring(self, where: ConversationAddress, sent: SentFile) -> None:
        """Below the words that have its link: without it, the link is enough."""
        try:
            await self._client.send_file(where, sent)
        except (Busy, Gone, Unsure) as refused:
            log.warning("A file was not shown in DingTalk", why=str(refused))

    async def find(self, key: str, place: Place, since: datetime) -> str | None:
        """Nothing can be asked for. A card is simply made again: its key keeps it from being two.

        But whoever makes it again brings newer data, which DingTalk ignores: so it is updated then.
        A message may be there twice.
        """
        del place, since
        self._doubtful[key] = None
        if len(self._doubtful) > DOUBTS_KEPT:
            self._doubtful.popitem(last=False)
        return None

    async def _first(self, draw: Draw) -> str:
        outside = is_outsider(draw.place.conversation.id)
        if not self._use_template or outside or monotonic() < self._no_template_until:
            return await self._as_text(draw)
        params, to = card_params(draw.card), draw.place.conversation
        called = await self._called(draw.card.call, draw.place)
        try:
            await self._client.create_card(
                draw.key, self._template, to, params, {one.id: one.name for one in called if one.id}
            )
        except TemplateMissingError as missing:
            self._miss_template(missing)
            return await self._as_text(draw)
        if draw.key in self._doubtful:
            await self._client.update_card(draw.key, params)
            self._doubtful.pop(draw.key, None)
        return draw.key

    async def _as_text(self, draw: Draw) -> str:
        at = await self._called(draw.card.call, draw.place)
        await self._speaker.say(draw.place.conversation, draw.card, at)
        return _reference(draw.key, _short(draw.card))

    async def _follow(self, draw: Draw, before: str) -> str:
        """Say what has become of it, with what can be done now; nothing if nobody would see a
        difference."""
        short = _short(draw.card)
        now = _reference(draw.key, short)
        if now != before:
            await self._speaker.say(draw.place.conversation, short)
        return now

    async def _called(
        self, accounts: tuple[AccountAddress, ...], place: Place
    ) -> tuple[Called, ...]:
        """Whom to mention; in a direct chat nobody needs to be."""
        if place.conversation.kind is not ConversationKind.GROUP:
            return ()
        return tuple([await self._called_one(one.id) for one in accounts])

    async def _called_one(self, user: str) -> Called:
        name = await self._client.name_of(user)
        return Called(None if is_outsider(user) else user, name)

    def _miss_template(self, missing: TemplateMissingError) -> None:
        log.error(
            "DingTalk has no such card template: cards are sent as messages",
            template=self._template,
            why=str(missing),
        )
        self._no_template_until = monotonic() + LOOK_AGAIN_SECONDS


def _takes_files(where: ConversationAddress) -> bool:
    """Who is from outside has no address to send a file to."""
    return where.kind is not ConversationKind.WORK and not is_outsider(where.id)


def _unlike_others(tell: Tell) -> Markdown:
    """With its number: what somebody was told that day already is dropped without a word."""
    words = render_markdown(tell.message)
    return Markdown(words.title, f"{words.text}\n\n###### {tell.key.rpartition('-')[2]}")


def _short(card: Card) -> Message:
    """Its heading and what can be done; of what is settled, also what follows from it."""
    told = [card.news] if card.news and not (card.buttons or card.facts) else []
    return Message("\n".join([f"{card.title} · {card.tag}", *told]), buttons=card.buttons)


def _reference(key: str, short: Message) -> str:
    said = "\n".join([short.text, *(button.text for button in short.buttons)])
    return f"{AS_TEXT}{key}:{sha256(said.encode()).hexdigest()[:DIGEST]}"
