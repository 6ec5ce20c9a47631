"""Webhooks as the courier sends by them: a signed POST to an address that desk.yaml names.

Each has these headers:

- `X-Paidan-Id`: the same for every attempt, so that a second one can be told from a second event;
- `X-Paidan-Timestamp`: seconds since 1970 at this attempt;
- `X-Paidan-Signature`: `v1=` and the HMAC-SHA256, in hex, of `v1:{timestamp}:{body}`, with the key
  of `signing_key`.

An address that can't be reached, or answers 408, 425, 429 or 5xx, is tried again; any other answer
than 2xx is final. Redirects are not followed. The session decides which addresses may be reached.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

import aiohttp

from desk.address import Place
from desk.errors import Busy, Gone, Unsure
from desk.pace import Method, Pace, Rate
from scheduler.courier import Draw, Tell
from scheduler.public_addresses import leads_inside

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
TRY_AGAIN = frozenset({408, 425, 429})
LONGEST_WAIT = 600.0
PACE = Pace(
    conversation=Rate(interval_ms=200, burst=20),
    methods=dict.fromkeys(Method, Rate(interval_ms=20, burst=50)),
)


def signing_key(secret: str) -> str:
    """The key that receivers check signatures with, in hex: made of PAIDAN_SECRET, not the same."""
    return hmac.new(secret.encode(), b"paidan webhook", hashlib.sha256).hexdigest()


class WebhookMessenger:
    """Tells programs; `addresses` are those that desk.yaml names now, by conversation id."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        key: str,
        addresses: Callable[[], Mapping[str, str]],
        real: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._key = key.encode()
        self._addresses = addresses
        self._real = real

    @property
    def pace(self) -> Pace:
        """How fast it may be called."""
        return PACE

    async def draw(self, draw: Draw) -> str:
        """Nobody asks for cards here."""
        raise Gone(f"a webhook shows no cards: {draw.key}")

    async def tell(self, tell: Tell) -> str:
        """Post it; the reference is its key."""
        url = self._addresses().get(tell.place.conversation.id)
        if url is None:
            raise Gone("desk.yaml no longer names this address")
        body = tell.message.text.encode()
        try:
            async with self._session.post(
                url,
                data=body,
                headers=self._headers(tell.key, body),
                allow_redirects=False,
                timeout=TIMEOUT,
            ) as answer:
                _must_be_taken(answer.status, answer.headers.get("Retry-After"))
        except aiohttp.InvalidURL as wrong:
            raise Gone("not an address") from wrong
        except aiohttp.ClientConnectorError as away:
            if leads_inside(away):
                raise Gone("not a public address: see PAIDAN_WEBHOOKS_MAY_BE_LOCAL") from away
            raise Busy(f"can't be reached: {type(away).__name__}") from away
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise Unsure(f"the answer was lost: {type(lost).__name__}") from lost
        return tell.key

    async def find(self, key: str, place: Place, since: datetime) -> str | None:
        """Nothing can be asked for; a second attempt carries the same id."""
        del key, place, since
        return None

    def _headers(self, key: str, body: bytes) -> Mapping[str, str]:
        timestamp = str(int(self._real().timestamp()))
        signed = f"v1:{timestamp}:".encode() + body
        signature = hmac.new(self._key, signed, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Paidan",
            "X-Paidan-Id": key,
            "X-Paidan-Timestamp": timestamp,
            "X-Paidan-Signature": f"v1={signature}",
        }


def _must_be_taken(status: int, retry_after: str | None) -> None:
    if 200 <= status < 300:
        return
    if status in TRY_AGAIN or status >= 500:
        asked = float(retry_after) if retry_after and retry_after.isdecimal() else None
        raise Busy(f"HTTP {status}", None if asked is None else min(asked, LONGEST_WAIT))
    raise Gone(f"HTTP {status}")
