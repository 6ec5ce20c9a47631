"""DingTalk's JSON, and the few careful ways of reading it; nothing beyond this room sees it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

Payload = Mapping[str, object]
"""One JSON object."""


class UnreadableError(ValueError):
    """What came is not what DingTalk describes."""


def text(payload: Payload, key: str, default: str = "") -> str:
    """The string under a key; numbers are written out, anything else is the default."""
    value = payload.get(key)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return default


def number(payload: Payload, key: str, default: float = 0) -> float:
    """The number under a key, also when it was written as a string."""
    try:
        return float(text(payload, key, str(default)))
    except ValueError:
        return default


def needed(payload: Payload, key: str) -> str:
    """The string under a key that must be there."""
    value = text(payload, key)
    if not value:
        raise UnreadableError(f"nothing stands under {key}")
    return value


def inner(payload: Payload, key: str) -> Payload:
    """The object under a key, also when it travels as JSON text; an empty one if there is none."""
    value = payload.get(key)
    if isinstance(value, str) and value.strip():
        return read_object(value)
    return value if isinstance(value, Mapping) else {}


def objects(payload: Payload, key: str) -> tuple[Payload, ...]:
    """The objects in the list under a key."""
    value = payload.get(key)
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, Mapping))


def texts(payload: Payload, key: str) -> tuple[str, ...]:
    """The strings in the list under a key."""
    value = payload.get(key)
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))


def moment(payload: Payload, key: str) -> datetime | None:
    """The time under a key (milliseconds since 1970); None if there is none that can be."""
    try:
        ms = number(payload, key)
        return datetime.fromtimestamp(ms / 1000, UTC) if ms > 0 else None
    except (OverflowError, ValueError, OSError):
        return None


def read_object(raw: str | bytes) -> Payload:
    """JSON text as an object.

    Raises:
        UnreadableError: it is not JSON, or not an object.
    """
    try:
        value = json.loads(raw)
    except ValueError as broken:
        raise UnreadableError("not JSON") from broken
    if not isinstance(value, Mapping):
        raise UnreadableError("not an object")
    return value
