"""The card API: create, deliver, both at once, update."""

from sandbox.core import Core
from sandbox.dingtalk.card import Card, CardUpdate, options_of
from sandbox.dingtalk.cards import Cards
from sandbox.dingtalk.delivery import Deliveries
from sandbox.dingtalk.params import checked_params, leaked
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.template import Template
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import Payload, inner, text

OUT_OF_ORDER = "update during callback"


class CardCalls:
    """What the bot can do with cards."""

    def __init__(self, core: Core, cards: Cards, deliveries: Deliveries) -> None:
        self._core = core
        self._cards = cards
        self._deliveries = deliveries

    def create_and_deliver(self, asked: Asked) -> Reply:
        """Make a card and put it into conversations."""
        order = self._deliveries.order(asked.body)
        card, rule = self._created(asked.body)
        results = self._deliveries.deliver(card.out_track_id, order)
        result = {"outTrackId": card.out_track_id, "deliverResults": results}
        return Reply({"success": True, "result": result}, rule)

    def create(self, asked: Asked) -> Reply:
        """Make a card that nobody sees yet."""
        card, rule = self._created(asked.body)
        return Reply({"success": True, "result": card.out_track_id}, rule)

    def deliver(self, asked: Asked) -> Reply:
        """Put a card that was made before into conversations."""
        card = self._cards.needed(text(asked.body, "outTrackId"))
        order = self._deliveries.order(asked.body)
        results = self._deliveries.deliver(card.out_track_id, order)
        return Reply({"success": True, "result": results})

    def update(self, asked: Asked) -> Reply:
        """Change a card wherever it is shown."""
        body = asked.body
        card = self._cards.needed(text(body, "outTrackId"))
        template = self._cards.template(card.template_id)
        public = _public(body, template) if "cardData" in body else None
        by_key, private_by_key = options_of(body)
        private = self._private(body, template)
        self._cards.update(card, CardUpdate(public, private, by_key, private_by_key))
        if self._cards.is_being_pressed(card.out_track_id):
            return Reply({"success": True, "result": True}, OUT_OF_ORDER)
        return Reply({"success": True, "result": True}, leaked(public or {}, template))

    def _created(self, body: Payload) -> tuple[Card, str | None]:
        out_track_id = text(body, "outTrackId")
        if not out_track_id:
            raise RefusalError("outTrackIdEmpty", "outTrackId is empty")
        template = self._cards.template(text(body, "cardTemplateId"))
        if text(body, "callbackType") != "STREAM":
            raise RefusalError("param.error", "callbackType must be STREAM", rule="callbackType")
        public, private = _public(body, template), self._private(body, template)
        if known := self._cards.find(out_track_id):
            return known, "outTrackId used again: the new data was ignored"
        card = Card(out_track_id, template.id, public, private)
        self._cards.add(card)
        return card, leaked(public, template)

    def _private(self, body: Payload, template: Template) -> dict[str, dict[str, str]]:
        private = inner(body, "privateData")
        for user in private:
            if self._core.person_by_dingtalk(user) is None:
                raise RefusalError("userIdNotExist", f"no such user: {user}")
        return {
            user: checked_params(inner(private, user).get("cardParamMap"), template)
            for user in private
        }


def _public(body: Payload, template: Template) -> dict[str, str]:
    data = inner(body, "cardData")
    if "cardParamMap" not in data:
        raise RefusalError("cardPublicDataEmpty", "cardData.cardParamMap is missing")
    return checked_params(data["cardParamMap"], template)
