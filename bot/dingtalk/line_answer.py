"""Takes lines that were written to the robot, and answers them."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.dingtalk.client import DingTalkClient
from bot.dingtalk.front import Front
from bot.dingtalk.line import WrittenLine, read_line
from bot.dingtalk.speaker import Called, Speaker
from bot.dingtalk.stream import Answer, Frame
from bot.dingtalk.tasks import Tasks
from bot.dingtalk.webhooks import Webhooks
from bot.patience import patiently
from cards.card import Card, Form, Menu, Message, Page
from cards.dingtalk_links import form_in_words
from cards.words import words
from desk.address import direct_chat
from desk.errors import Busy, Gone, Unsure
from desk.languages import Language, language_of
from handlers.request import Reply

ACKNOWLEDGE_WITHIN = 1.5

log = structlog.get_logger(__name__)


class LineAnswers:
    """Asks the desk, acknowledges once it has decided, and then says what it says."""

    def __init__(
        self,
        front: Front,
        speaker: Speaker,
        client: DingTalkClient,
        webhooks: Webhooks,
        tasks: Tasks,
        language: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._front = front
        self._speaker = speaker
        self._client = client
        self._webhooks = webhooks
        self._tasks = tasks
        self._language = language
        self._now = now

    async def take(self, frame: Frame) -> Answer:
        """A bot message; if the desk fails it is not acknowledged, and comes again."""
        line = read_line(frame.data, frame.id, self._now())
        if line.webhook:
            self._webhooks.keep(line.where, line.webhook)
        if line.is_staff and line.nick:
            self._client.remember_name(line.sender, line.nick)
        asking = self._tasks.start(self._front.ask(line.request()))
        await asyncio.wait({asking}, timeout=ACKNOWLEDGE_WITHIN)
        if asking.done():
            asking.result()
        else:
            log.warning("A line takes long", key=line.request().key)
        self._tasks.start(self._answer(line, asking))
        return Answer()

    async def _answer(self, line: WrittenLine, asking: asyncio.Task[Reply]) -> None:
        reply = await asking
        for what in said_in(reply):
            try:
                await patiently(partial(self._say, line, what, reply.public))
            except (Busy, Gone, Unsure) as error:
                log.warning(
                    "The answer to a line did not arrive",
                    conversation=line.where.lane,
                    why=str(error),
                )

    async def _say(self, line: WrittenLine, what: Message | Card | Page, public: bool) -> None:
        if line.conversation is None:
            await self._speaker.say(line.where, what)
        elif public:
            await self._speaker.say(line.where, what, _caller(line))
        else:
            await self._say_privately(line, what)

    async def _say_privately(self, line: WrittenLine, what: Message | Card | Page) -> None:
        """A group has no private answer: it goes to the asker, and the group hears only that."""
        hint = "dingtalk.answered_privately"
        try:
            await self._speaker.say(direct_chat(line.account), what)
        except Gone as error:  # from outside the organisation, or they may not use the robot
            log.info("Somebody can't be written to", account=line.sender, why=str(error))
            hint = "dingtalk.ask_privately"
        language = language_of(line.text) or self._language
        told = Message(words(language).say(hint))
        await self._speaker.say(line.where, told, _caller(line))


def said_in(reply: Reply) -> tuple[Message | Card | Page, ...]:
    """A reply as things that can be said; a form is answered by a link or a line."""
    said: list[Message | Card | Page] = []
    if reply.says:
        said.append(reply.says)
    match reply.opens:
        case Form() as form:
            said.append(form_in_words(form))
        case Menu() as menu:
            said.append(Message(f"{menu.title}\n\n{menu.question}", buttons=menu.buttons))
        case Page() as page:
            said.append(page)
        case None:
            pass
    if reply.problem:
        said.append(Message(reply.problem))
    return tuple(said)


def _caller(line: WrittenLine) -> tuple[Called, ...]:
    return (Called(line.sender if line.is_staff else None, line.nick),)
