"""JSON as it travels on the wire, and the few careful ways of reading it."""

import json
from collections.abc import Mapping
from typing import TypeAlias

from aiohttp import web

from sandbox.errors import ControlError

JSON: TypeAlias = object
"""Anything that json.dumps accepts."""

Payload: TypeAlias = dict[str, object]
"""One JSON object."""


def text(payload: Mapping[str, object], key: str, default: str = "") -> str:
    """The string under a key; numbers are written out, anything else is the default."""
    value = payload.get(key)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return default


def number(payload: Mapping[str, object], key: str, default: float = 0) -> float:
    """The number under a key, also when it was written as a string."""
    value = payload.get(key)
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else default
    except ValueError:
        return default


def flag(payload: Mapping[str, object], key: str, default: bool = False) -> bool:
    """The truth under a key, also when it was written as a string."""
    value = payload.get(key, default)
    if isinstance(value, str):
        return value.lower() in {"1", "true", "yes"}
    return bool(value)


def inner(payload: Mapping[str, object], key: str) -> Payload:
    """The object under a key, or an empty one."""
    value = payload.get(key)
    return value if isinstance(value, dict) else {}


def objects(payload: Mapping[str, object], key: str) -> list[Payload]:
    """The objects in the list under a key."""
    value = payload.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(payload: Mapping[str, object], key: str) -> list[str]:
    """The strings in the list under a key; a lone string is a list of one."""
    value = payload.get(key)
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def needed(payload: Mapping[str, object], *keys: str) -> list[str]:
    """The strings under these keys; a missing one is the caller's mistake."""
    found = [text(payload, key) for key in keys]
    missing = [key for key, value in zip(keys, found, strict=True) if not value]
    if missing:
        raise ControlError(f"missing field: {', '.join(missing)}")
    return found


async def body_of(request: web.Request) -> Payload:
    """The JSON object in a control call's body."""
    raw = await request.text()
    try:
        body = json.loads(raw) if raw.strip() else {}
    except ValueError:
        raise ControlError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body
