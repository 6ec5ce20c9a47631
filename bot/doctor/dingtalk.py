"""DingTalk: the credentials, the stream, what the app is allowed, and the card template."""

import uuid
from collections.abc import AsyncIterator

import aiohttp

from bot.dingtalk.far_end import far_end_of
from bot.dingtalk.mistakes import TemplateMissingError
from bot.dingtalk.payload import Payload, text
from bot.dingtalk.wire import Wire
from bot.doctor.clocks import clock_of
from bot.doctor.finding import Finding, fine, note, wrong
from bot.settings import Settings
from cards.card import Card, Color
from cards.dingtalk import card_params
from desk.errors import Busy, Gone, Unsure

NOBODY = "paidan-doctor"
PERMISSION = "lacks a permission"
NO_SUCH_USER = ("errcode 60121", "errcode 33012")
CREDENTIALS = "no access token is given"


async def dingtalk_of(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Look at it. Nothing is sent; the template is tried with a card that nobody sees."""
    async for finding in clock_of(session, "DingTalk", settings.dingtalk_api_url):
        yield finding
    wire = Wire(session, far_end_of(settings))
    stream = await _stream(wire, settings)
    yield stream
    names = await _names(wire)
    yield names
    if names.key in {"dingtalk_secret", "unreachable"}:
        return
    yield await _template(wire, settings)
    if not settings.dingtalk_agent_id:
        yield note("dingtalk_no_agent")
    yield note("dingtalk_robot", robot=settings.dingtalk_robot_code)


async def _stream(wire: Wire, settings: Settings) -> Finding:
    body: Payload = {
        "clientId": settings.dingtalk_client_id,
        "clientSecret": settings.dingtalk_client_secret.get_secret_value(),
        "subscriptions": [{"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"}],
        "ua": "paidan-doctor",
    }
    url = f"{settings.dingtalk_api_url.rstrip('/')}/v1.0/gateway/connections/open"
    try:
        answer = await wire.post(url, body)
    except (Busy, Unsure) as problem:
        return wrong("unreachable", name="DingTalk", url=url, why=str(problem))
    except Exception as refused:
        return wrong("dingtalk_stream_refused", why=str(refused))
    return fine("dingtalk_stream") if text(answer, "endpoint") else wrong("dingtalk_no_stream")


async def _names(wire: Wire) -> Finding:
    """Ask for somebody who doesn't exist: that they don't is the answer of one who may ask."""
    try:
        await wire.call_old("/topapi/v2/user/get", {"userid": NOBODY})
    except Busy as busy:
        if PERMISSION in str(busy):
            return note("dingtalk_no_names")
        if CREDENTIALS in str(busy):
            return wrong("dingtalk_secret")
        return wrong("unreachable", name="DingTalk", url="oapi", why=str(busy))
    except Unsure as lost:
        return wrong("unreachable", name="DingTalk", url="oapi", why=str(lost))
    except Gone as answer:
        if not any(code in str(answer) for code in NO_SUCH_USER):
            return note("dingtalk_names_refused", why=str(answer))
    return fine("dingtalk_names")


async def _template(wire: Wire, settings: Settings) -> Finding:
    template = settings.dingtalk_card_template_id
    if not template:
        return note("dingtalk_without_template")
    body: Payload = {
        "outTrackId": f"{NOBODY}-{uuid.uuid4()}",
        "cardTemplateId": template,
        "callbackType": "STREAM",
        "userIdType": 1,
        "cardData": {"cardParamMap": dict(card_params(Card("paidan", "doctor", Color.GRAY)))},
    }
    try:
        await wire.call("POST", "/v1.0/card/instances", body)
    except TemplateMissingError:
        return wrong("dingtalk_template_missing", template=template)
    except (Busy, Gone, Unsure) as refused:
        key = "dingtalk_no_cards" if PERMISSION in str(refused) else "dingtalk_template_refused"
        return wrong(key, template=template, why=str(refused))
    return fine("dingtalk_template", template=template)
