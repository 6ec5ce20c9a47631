"""Says things in DingTalk: by a conversation's webhook while it has one, else by the open API."""

import json
from dataclasses import dataclass

import structlog

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.outsiders import is_outsider
from bot.dingtalk.webhooks import Webhooks
from cards.card import Card, Message, Page
from cards.dingtalk import Markdown, pages, render_markdown
from desk.address import ConversationAddress, ConversationKind
from desk.errors import Busy, Gone

MESSAGE_BYTES = 14_000
"""Of a text as JSON: DingTalk takes 15,000 bytes, with a title and some names."""
PART_BYTES = 6_500
"""Of a text that needs several: as JSON a line's end, a quote, a backslash count double."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody to be mentioned; `id` is None for somebody who has none in the organisation."""

    id: str | None
    name: str


class Speaker:
    """Writes markdown into conversations; raises Busy, Gone or Unsure."""

    def __init__(self, client: DingTalkClient, webhooks: Webhooks) -> None:
        self._client = client
        self._webhooks = webhooks

    async def say(
        self,
        to: ConversationAddress,
        what: Message | Card | Page,
        at: tuple[Called, ...] = (),
    ) -> str:
        """Say it, mentioning `at`, in as many messages as it needs.

        Returns the key of the last one, if it has one.
        """
        key = ""
        for place, words in enumerate(_rendered(what)):
            key = await self._say_part(to, words, () if place else at)
        return key

    async def _say_part(
        self, to: ConversationAddress, words: Markdown, at: tuple[Called, ...]
    ) -> str:
        if await self._by_webhook(to, words, at):
            return ""
        # The open API's messages can't mention anybody: the name at least is readable.
        named = _calling(words, at, by_id=False)
        if is_outsider(to.id):
            raise Gone("somebody from outside can only be answered while their session lasts")
        if to.kind is not ConversationKind.GROUP:
            return await self._client.direct_message(to.id, named)
        return await self._client.group_message(to.id, named)

    async def _by_webhook(
        self, to: ConversationAddress, words: Markdown, at: tuple[Called, ...]
    ) -> bool:
        """Whether it was taken; a webhook is told to live for 90 minutes and can end in one."""
        webhook = self._webhooks.of(to)
        if webhook is None:
            return False
        called = _calling(words, at, by_id=True)
        ids = tuple(one.id for one in at if one.id)
        try:
            await self._client.reply(webhook.url, called, ids)
        except Gone as ended:
            self._webhooks.forget(to, webhook)
            log.debug("A session webhook has ended", conversation=to.lane, why=str(ended))
            return False
        except Busy as busy:
            log.debug("A session webhook is busy", conversation=to.lane, why=str(busy))
            return False
        return True


def _rendered(what: Message | Card | Page) -> tuple[Markdown, ...]:
    """As one message if that is possible at all."""
    words = render_markdown(what)
    if len(json.dumps(words.text, ensure_ascii=False).encode()) <= MESSAGE_BYTES:
        return (words,)
    return tuple(Markdown(words.title, part) for part in pages(words.text, PART_BYTES))


def _calling(words: Markdown, at: tuple[Called, ...], by_id: bool) -> Markdown:
    names = (one.id if one.id and by_id else _escaped(one.name) for one in at)
    calls = "".join(f"@{name} " for name in names)
    return Markdown(words.title, f"{calls}{words.text}")


def _escaped(name: str) -> str:
    return render_markdown(Message(name)).text
