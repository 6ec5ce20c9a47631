"""A delivery that was posted to our address, read just so far that Bolt can verify it."""

import json
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_bolt_request
from slack_bolt.request.async_request import AsyncBoltRequest


async def posted_delivery(request: web.Request) -> AsyncBoltRequest | None:
    """What Bolt takes; None for what can't be a delivery, on which it would stumble unverified."""
    if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():
        return None
    try:
        body = await request.text()
    except (UnicodeDecodeError, LookupError):
        return None
    return await to_bolt_request(request) if _is_delivery(body, request.content_type) else None


def _is_delivery(body: str, content_type: str) -> bool:
    if content_type == "application/json":
        return _is_object(body)
    payload = parse_qs(body).get("payload")
    return bool(body) and (payload is None or _is_object(payload[0]))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
