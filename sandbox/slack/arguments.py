"""A Web API call's arguments, in the four encodings that Slack takes."""

import json

from aiohttp import web

from sandbox.payload import Payload, text
from sandbox.slack.errors import SlackError


async def arguments_of(request: web.Request) -> Payload:
    """Query string, form body and JSON body, whichever came; the body wins."""
    arguments: Payload = dict(request.query)
    if request.method == "GET" or not request.body_exists:
        return arguments
    if request.content_type == "application/json":
        return arguments | await _json(request)
    form = await request.post()
    return arguments | {key: value for key, value in form.items() if isinstance(value, str)}


def structure(arguments: Payload, key: str) -> object:
    """An argument that is JSON, also when it came as text in a form field."""
    value = arguments.get(key)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise SlackError("invalid_arguments") from None


def needed(arguments: Payload, *keys: str) -> list[str]:
    """The strings under these keys, all of which must be there."""
    missing = [key for key in keys if not text(arguments, key)]
    if missing:
        messages = [f"[ERROR] missing required field: {key}" for key in missing]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    return [text(arguments, key) for key in keys]


async def _json(request: web.Request) -> Payload:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
