"""HTTP mode: deliveries signed and posted to the bot's address, instead of sent by a socket.

Source: docs.slack.dev, "Verifying requests from Slack" and "Events API: error handling".
"""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from sandbox.core import Core
from sandbox.payload import Payload, text
from sandbox.slack.ack import ACK_SECONDS, Ack, since

FORM, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"


class Poster:
    """Posts to one address; 200 within three seconds is the acknowledgement."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._url = core.options.slack_events_url
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: str, payload: Payload, retry: Payload | None) -> Ack:
        """Post a delivery and wait until it is acknowledged or its time is over."""
        started = time.monotonic()
        times = 2 if self._core.faults.striking("slack", "duplicate") else 1
        posted = await asyncio.gather(
            *(self._post(kind, payload, retry or {}, started) for _ in range(times))
        )
        if self._core.faults.striking("slack", "drop_ack"):
            return Ack(acknowledged=False, took_ms=since(started))
        return next((ack for ack in posted if ack.acknowledged), posted[0])

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, kind: str, payload: Payload, retry: Payload, started: float) -> Ack:
        body, content_type = _body(kind, payload)
        headers = {**self._signed(body), "Content-Type": content_type, **_retry_headers(retry)}
        self._session = self._session or aiohttp.ClientSession()
        why = "ack_within_3s"
        try:
            async with (
                asyncio.timeout(ACK_SECONDS),
                self._session.post(self._url, data=body, headers=headers) as answer,
            ):
                said = await answer.text()
                if answer.status == 200:
                    return Ack(True, since(started), _response(said))
                why = f"http_{answer.status}"
        except (TimeoutError, aiohttp.ClientError):
            pass
        self._core.record_call("slack", f"ack {kind}", 0, False, why, payload)
        return Ack(acknowledged=False, took_ms=since(started))

    def _signed(self, body: bytes) -> dict[str, str]:
        at = str(int(time.time()))
        secret = self._core.options.slack_signing_secret.encode()
        signature = hmac.new(secret, b"v0:%s:%s" % (at.encode(), body), hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signature.hexdigest()}",
        }


def _body(kind: str, payload: Payload) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON_TYPE
    if kind == "slash_commands":
        return urlencode({key: text(payload, key) for key in payload}).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def _retry_headers(retry: Payload) -> dict[str, str]:
    attempt = text(retry, "retry_attempt", "0")
    if attempt in {"", "0"}:
        return {}
    reason = text(retry, "retry_reason") or "http_timeout"
    return {"X-Slack-Retry-Num": attempt, "X-Slack-Retry-Reason": reason}


def _response(said: str) -> Payload | None:
    """What was answered: an object, or a text to be shown."""
    try:
        answer = json.loads(said) if said else None
    except ValueError:
        return {"text": said}
    return answer if isinstance(answer, dict) and answer else None
