"""The control calls of the pretend DingTalk: what a person sees and does."""

import json
import time
from dataclasses import asdict, replace
from datetime import datetime

from aiohttp import web

from sandbox.core import Core, iso
from sandbox.dingtalk.cards import Cards
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.frame import CARD_CALLBACK, Frame
from sandbox.dingtalk.gateway import Gateway
from sandbox.dingtalk.inbound import WAIT_SECONDS, Inbound
from sandbox.dingtalk.message import Message
from sandbox.dingtalk.presses import DEADLINE_SECONDS, Press, Presses
from sandbox.dingtalk.spoken import spoken
from sandbox.errors import ControlError, NotFoundError
from sandbox.payload import Payload, body_of, flag, inner, needed, text
from sandbox.shelf import Shelf
from sandbox.world import Conversation, Person


class Control:
    """Handlers under /control/dingtalk."""

    def __init__(
        self,
        core: Core,
        chats: Chats,
        cards: Cards,
        gateway: Gateway,
        inbound: Inbound,
        presses: Presses,
        shelf: Shelf,
    ) -> None:
        self._core = core
        self._chats = chats
        self._cards = cards
        self._gateway = gateway
        self._inbound = inbound
        self._presses = presses
        self._shelf = shelf

    async def conversations(self, request: web.Request) -> web.Response:
        """The conversations, of one person with ?as=."""
        user = request.query.get("as")
        listed = self._chats.conversations(user)
        return web.json_response(
            [{"id": one.id, "name": one.name, "kind": one.kind} for one in listed]
        )

    async def messages(self, request: web.Request) -> web.Response:
        """A conversation as one person sees it, from a message or an instant on."""
        conversation = self._conversation(request.match_info["id"])
        user, after = request.query.get("as"), request.query.get("after", "")
        if user is not None:
            self._member(user, conversation)
        seen = self._chats.messages(conversation.id, user)
        return web.json_response([self._seen(one, user) for one in _newer(seen, after)])

    async def message(self, request: web.Request) -> web.Response:
        """A person writes something."""
        body = await body_of(request)
        user, id_ = needed(body, "user", "conversation")
        conversation = self._conversation(id_)
        person = self._member(user, conversation)
        what = spoken(body, self._shelf)
        said = await self._inbound.say(person, conversation, what, flag(body, "at_bot", True))
        return web.json_response(
            {
                "message_id": said.message.id,
                "acknowledged": said.acknowledged,
                "took_ms": said.took_ms,
            }
        )

    async def click(self, request: web.Request) -> web.Response:
        """A person presses a button."""
        body = await body_of(request)
        user, out_track_id = needed(body, "user", "out_track_id")
        wanted = text(body, "action") or text(body, "label")
        if not wanted:
            raise ControlError("missing field: label or action")
        typed = {name: str(value) for name, value in inner(body, "params").items()}
        pressed = await self._presses.press(Press(user, out_track_id, wanted, typed))
        return web.json_response(asdict(pressed))

    async def raw(self, request: web.Request) -> web.Response:
        """Push a frame exactly as given."""
        body = await body_of(request)
        type_, topic = needed(body, "type", "topic")
        data = body.get("data", {})
        written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        headers = inner(body, "headers")
        frame = Frame(type_, topic, written, headers)
        if given := text(headers, "messageId"):
            frame = replace(frame, message_id=given)
        started = time.monotonic()
        delivery = await self._gateway.push(
            frame, DEADLINE_SECONDS if topic == CARD_CALLBACK else WAIT_SECONDS
        )
        return web.json_response(
            {
                "acknowledged": delivery.acknowledged,
                "took_ms": int((time.monotonic() - started) * 1000),
                "response": delivery.ack.data if delivery.ack else None,
            }
        )

    def _seen(self, message: Message, user: str | None) -> Payload:
        seen: Payload = {
            "id": message.id,
            "at": iso(message.at),
            "from": message.sender,
            "bot": message.bot,
            "kind": message.kind,
            "text": message.text,
            "out_track_id": message.out_track_id,
            "variables": {},
            "actions": [],
            "at_users": list(message.at_users),
            "changed": message.changed,
            "files": message.files,
        }
        card = self._cards.find(message.out_track_id or "")
        template = self._cards.design(card) if card else None
        if card is None or template is None:
            return seen
        variables = card.seen_by(user)
        actions = [asdict(action) for action in template.actions(variables)]
        return {**seen, "variables": variables, "actions": actions, "layout": template.layout}

    def _conversation(self, id_: str) -> Conversation:
        if conversation := self._chats.find(id_):
            return conversation
        raise NotFoundError(f"no such conversation: {id_}")

    def _member(self, user: str, conversation: Conversation) -> Person:
        person = self._core.person_by_dingtalk(user)
        if person is None:
            raise ControlError(f"no such user: {user}")
        if user not in conversation.members:
            raise ControlError(f"{user} is not in {conversation.id}")
        return person


def _newer(messages: list[Message], after: str) -> list[Message]:
    if not after:
        return messages
    if after.startswith("msg"):
        return [one for one in messages if one.is_newer_than(after)]
    try:
        instant = datetime.fromisoformat(after).timestamp()
    except ValueError:
        raise ControlError(f"after is neither a message id nor a time: {after}") from None
    return [one for one in messages if one.changed_at > instant]
