"""Takes presses on cards, and answers them with the card as it now is."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

import structlog

from bot.dingtalk.client import KEEP_THE_REST, DingTalkClient
from bot.dingtalk.front import Front
from bot.dingtalk.payload import Payload
from bot.dingtalk.press import CardPress, read_press
from bot.dingtalk.speaker import Speaker
from bot.dingtalk.stream import Answer, Frame
from bot.dingtalk.tasks import Tasks
from bot.patience import patiently
from cards.card import Card, Message, Page
from cards.cut import utf8_bytes
from cards.dingtalk import VALUE_LIMIT, card_params, private_params, render_markdown
from cards.words import words
from desk.address import ConversationAddress, direct_chat
from desk.errors import Busy, Gone, Unsure
from desk.languages import Language
from handlers.request import Reply

ANSWER_WITHIN = 1.5
NAME_WITHIN = 0.5
DEADLINE = 1.9
"""DingTalk waits two seconds for an answer; until then the card must not be updated otherwise."""
CALLBACK_OVER = 2.2

log = structlog.get_logger(__name__)


class PressAnswers:
    """Asks the desk and answers within DingTalk's two seconds, come what may."""

    def __init__(
        self,
        front: Front,
        speaker: Speaker,
        client: DingTalkClient,
        tasks: Tasks,
        language: Language,
        now: Callable[[], datetime],
    ) -> None:
        self._front = front
        self._speaker = speaker
        self._client = client
        self._tasks = tasks
        self._language = language
        self._now = now

    async def take(self, frame: Frame) -> Answer:
        """A card callback."""
        press = read_press(frame.data, frame.id, frame.at or self._now())
        name = await self._name_of(press.user)
        asking = self._tasks.start(self._front.ask(press.request(name)))
        left = frame.received + ANSWER_WITHIN - asyncio.get_running_loop().time()
        await asyncio.wait({asking}, timeout=max(left, 0))
        if not asking.done():
            log.warning("A press takes long", card=press.card)
            self._tasks.start(self._answer_late(press, asking, frame.received))
            return Answer(_response(note_only(self._say("dingtalk.still_working"))))
        reply = asking.result()
        private = self._for_presser(reply)
        response = _response(private, card_params(reply.redraw.card) if reply.redraw else None)
        return Answer(response, partial(self._after, press, reply, frame.received))

    async def _name_of(self, user: str) -> str:
        """A press doesn't bring it, and the desk needs it when it is the first it hears of them."""
        try:
            async with asyncio.timeout(NAME_WITHIN):
                return await self._client.name_of(user)
        except TimeoutError:
            return user

    async def _after(self, press: CardPress, reply: Reply, received: float, written: bool) -> None:
        in_time = asyncio.get_running_loop().time() - received <= DEADLINE
        if written and in_time:
            if reply.redraw:
                await self._front.shown(reply.redraw, in_time=True)
            self._tasks.start(self._send(press, reply))
        else:
            log.warning("A press was not answered in time", card=press.card, socket_open=written)
            self._tasks.start(self._show_late(press, reply, received))

    async def _answer_late(
        self, press: CardPress, asking: asyncio.Task[Reply], received: float
    ) -> None:
        await self._show_late(press, await asking, received)

    async def _show_late(self, press: CardPress, reply: Reply, received: float) -> None:
        """The answer's time is over: the courier draws the card, the presser's part is ours."""
        await asyncio.sleep(received + CALLBACK_OVER - asyncio.get_running_loop().time())
        if reply.redraw:
            await self._front.shown(reply.redraw, in_time=False)
        try:
            await self._client.update_card(
                press.card, private={press.user: self._for_presser(reply)}
            )
        except (Busy, Gone, Unsure) as error:
            log.warning("A late answer did not arrive", card=press.card, why=str(error))
        await self._send(press, reply)

    async def _send(self, press: CardPress, reply: Reply) -> None:
        """What a card can't show."""
        for to, what in _sent(press, reply):
            try:
                await patiently(partial(self._speaker.say, to, what))
            except (Busy, Gone, Unsure) as error:
                log.warning("An answer did not arrive", conversation=to.lane, why=str(error))

    def _for_presser(self, reply: Reply) -> Mapping[str, str]:
        """Their own part of the card; a form with a problem stays open, all else is replaced."""
        if reply.problem:
            return note_only(reply.problem)
        if reply.opens and not isinstance(reply.opens, Page):
            return private_params(reply.opens)
        if isinstance(reply.opens, Page) or _is_too_much(reply):
            return private_params(Message(self._say("dingtalk.sent_to_you")))
        if isinstance(reply.says, Message) and not reply.public:
            return private_params(reply.says)
        return private_params(None)

    def _say(self, key: str) -> str:
        return words(self._language).say(key)


def note_only(text: str) -> Mapping[str, str]:
    """A note beside whatever else the presser has open."""
    return {name: value for name, value in private_params(Message(text)).items() if value}


def _response(private: Mapping[str, str], public: Mapping[str, str] | None = None) -> Payload:
    response: dict[str, object] = {
        "cardUpdateOptions": KEEP_THE_REST,
        "userPrivateData": {"cardParamMap": dict(private)},
    }
    if public is not None:
        response["cardData"] = {"cardParamMap": dict(public)}
    return response


def _sent(
    press: CardPress, reply: Reply
) -> tuple[tuple[ConversationAddress, Message | Card | Page], ...]:
    """What goes out as messages, and where to."""
    sent: list[tuple[ConversationAddress, Message | Card | Page]] = []
    if isinstance(reply.opens, Page):
        sent.append((direct_chat(press.account), reply.opens))
    if reply.says and reply.public:
        sent.append((press.where, reply.says))
    elif reply.says and _is_too_much(reply):
        sent.append((direct_chat(press.account), reply.says))
    return tuple(sent)


def _is_too_much(reply: Reply) -> bool:
    """Whether what is said to the presser alone doesn't fit into their note."""
    if reply.says is None or reply.public:
        return False
    said = reply.says
    return isinstance(said, Card) or bool(reply.opens) or _is_cut(said)


def _is_cut(said: Message) -> bool:
    return utf8_bytes(render_markdown(Message(said.text)).text) > VALUE_LIMIT
