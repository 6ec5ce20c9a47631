"""What travels on the stream socket: frames to the bot, acknowledgements back."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.payload import JSON, Payload, inner, number, text

SYSTEM = "SYSTEM"
CALLBACK = "CALLBACK"
BOT_MESSAGE = "/v1.0/im/bot/messages/get"
CARD_CALLBACK = "/v1.0/card/instances/callback"
PING = "ping"
DISCONNECT = "disconnect"

OK = 200


@dataclass(frozen=True)
class Frame:
    """One push; data is a JSON string, as everywhere in this protocol."""

    type: str
    topic: str
    data: str
    headers: Mapping[str, object] = field(default_factory=dict)
    message_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def written(self, app_id: str, connection_id: str) -> str:
        """The frame as text for one connection."""
        headers = {
            "appId": app_id,
            "connectionId": connection_id,
            "contentType": "application/json",
            "messageId": self.message_id,
            "time": str(int(time.time() * 1000)),
            "topic": self.topic,
            **self.headers,
        }
        return json.dumps(
            {"specVersion": "1.0", "type": self.type, "headers": headers, "data": self.data},
            ensure_ascii=False,
        )


@dataclass(frozen=True)
class Ack:
    """The bot's answer to one frame."""

    message_id: str
    code: int
    data: JSON

    @property
    def is_ok(self) -> bool:
        """Whether the bot says that it took the frame."""
        return self.code == OK


def read_ack(raw: str) -> Ack | None:
    """The acknowledgement in a text frame; None if it is none."""
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(body, dict):
        return None
    return Ack(
        message_id=text(inner(body, "headers"), "messageId"),
        code=int(number(body, "code")),
        data=_unpacked(body),
    )


def _unpacked(body: Payload) -> JSON:
    data = body.get("data")
    try:
        return json.loads(data) if isinstance(data, str) else data
    except ValueError:
        return data
