"""A person presses a button of a card: the bot has two seconds to answer."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.core import Core
from sandbox.dingtalk.answer import read_answer
from sandbox.dingtalk.card import Card
from sandbox.dingtalk.cards import Cards
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.frame import CALLBACK, CARD_CALLBACK, Ack, Frame
from sandbox.dingtalk.gateway import Gateway
from sandbox.dingtalk.message import Message
from sandbox.dingtalk.params import leaked
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.space import GROUP, ROBOT
from sandbox.dingtalk.template import Action, Template
from sandbox.errors import ControlError, NotFoundError
from sandbox.payload import Payload

DEADLINE_SECONDS = 2.0
TOAST = "操作失败，请稍后重试"


@dataclass(frozen=True)
class Press:
    """Who pressed what, by label or action id, and what was typed before."""

    user: str
    out_track_id: str
    wanted: str
    typed: Mapping[str, str]


@dataclass(frozen=True)
class Pressed:
    """What the person saw of it."""

    acknowledged: bool
    took_ms: int
    variables: dict[str, str]
    toast: str | None


class Presses:
    """Carries presses to the bot and its answers to the card."""

    def __init__(self, core: Core, cards: Cards, chats: Chats, gateway: Gateway) -> None:
        self._core = core
        self._cards = cards
        self._chats = chats
        self._gateway = gateway

    async def press(self, press: Press) -> Pressed:
        """Press; raises ControlError for what this person has not before them."""
        card, carrier = self._before(press)
        template = self._cards.design(card)
        if template is None:
            raise ControlError(f"the card's template is not loaded: {card.template_id}")
        action = _chosen(press, template, card.seen_by(press.user))
        data = self._pushed(press, card, carrier, action, template)
        started = time.monotonic()
        with self._cards.being_pressed(card.out_track_id):
            delivery = await self._gateway.push(
                Frame(CALLBACK, CARD_CALLBACK, data), DEADLINE_SECONDS
            )
        took = int((time.monotonic() - started) * 1000)
        toast = self._apply(delivery.ack, press, template) if delivery.ack else TOAST
        now = self._cards.find(card.out_track_id) or card
        return Pressed(delivery.acknowledged, took, now.seen_by(press.user), toast)

    def _before(self, press: Press) -> tuple[Card, Message]:
        card = self._cards.find(press.out_track_id)
        if card is None:
            raise NotFoundError(f"no such card: {press.out_track_id}")
        mine = {one.id for one in self._chats.conversations(press.user)}
        for carrier in self._chats.carriers(card.out_track_id):
            if carrier.conversation in mine and carrier.is_for(press.user):
                return card, carrier
        raise ControlError(f"{press.user} does not see this card")

    def _pushed(
        self, press: Press, card: Card, carrier: Message, action: Action, template: Template
    ) -> str:
        params = template.button(action.id).bound(card.seen_by(press.user), press.typed)
        content = {"cardPrivateData": {"actionIds": [action.id], "params": params}}
        conversation = self._chats.find(carrier.conversation)
        in_group = conversation is not None and conversation.kind == "group"
        callback: Payload = {
            "type": "actionCallback",
            "outTrackId": card.out_track_id,
            "userId": press.user,
            "userIdType": 1,
            "corpId": self._core.world.dingtalk.corp,
            "spaceId": carrier.conversation if in_group else press.user,
            "spaceType": GROUP if in_group else ROBOT,
            "extension": "{}",
            "content": json.dumps(content, ensure_ascii=False),
        }
        return json.dumps(callback, ensure_ascii=False)

    def _apply(self, ack: Ack, press: Press, template: Template) -> str | None:
        card = self._cards.find(press.out_track_id)
        if card is None:
            return TOAST
        try:
            update = read_answer(ack, template, press.user)
        except RefusalError as error:
            self._record(ack, ok=False, rule=error.rule)
            return TOAST
        self._record(ack, ok=True, rule=leaked(update.public or {}, template))
        self._cards.update(card, update)
        return None

    def _record(self, ack: Ack, *, ok: bool, rule: str | None) -> None:
        self._core.record_call("dingtalk", f"ANSWER {CARD_CALLBACK}", ack.code, ok, rule, ack.data)


def _chosen(press: Press, template: Template, variables: Mapping[str, str]) -> Action:
    shown = [action for action in template.actions(variables) if action.shown]
    action = next((one for one in shown if press.wanted in {one.id, one.label}), None)
    if action is None:
        offered = ", ".join(f"{one.label} ({one.id})" for one in shown) or "nothing"
        raise ControlError(f"no such button: {press.wanted}; offered: {offered}")
    if strange := sorted(set(press.typed) - set(action.inputs)):
        raise ControlError(f"no such input is shown: {', '.join(strange)}")
    return action
