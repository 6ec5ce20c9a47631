"""The bot's answer to a press: what it changes on the card."""

from sandbox.dingtalk.card import CardUpdate, options_of
from sandbox.dingtalk.frame import Ack
from sandbox.dingtalk.params import checked_params
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.template import Template
from sandbox.payload import JSON, Payload, inner


def read_answer(ack: Ack, template: Template, presser: str) -> CardUpdate:
    """The update in an acknowledgement; raises RefusalError where DingTalk would not apply it."""
    if not ack.is_ok:
        raise RefusalError("callback", f"the bot answered {ack.code}", rule="callback not OK")
    answer = _object(ack.data)
    # The Python SDK wraps what a handler returns; the others send it bare.
    answer = inner(answer, "response") if "response" in answer else answer
    public, private = inner(answer, "cardData"), inner(answer, "userPrivateData")
    by_key, private_by_key = options_of(answer)
    return CardUpdate(
        public=_params(public, template),
        private={presser: _params(private, template) or {}} if private else {},
        by_key=by_key,
        private_by_key=private_by_key,
        presser=presser,
    )


def _params(data: Payload, template: Template) -> dict[str, str] | None:
    return checked_params(data["cardParamMap"], template) if "cardParamMap" in data else None


def _object(data: JSON) -> Payload:
    if data in (None, ""):
        return {}
    if not isinstance(data, dict):
        raise RefusalError("callback", "data is not a JSON object", rule="callback data not JSON")
    return data
