"""Signed addresses: what somebody may open without a password, and until when.

A link carries its facts openly and an HMAC of them, by a key of its purpose alone: one that was
made for something else, for somebody else, or for longer is no link. Whoever has it may use it, so
it names a person whose rights are looked up each time.
"""

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlsplit

LONGEST = 2000
MARK = 24  # bytes of the HMAC

Facts = Mapping[str, str | int]


class Purpose(StrEnum):
    """What a link is for."""

    SHEET = "sheet"
    TEMPLATE = "template"
    IMPORT = "import"
    APPLY = "apply"
    PICTURE = "picture"
    ROSTER_CALENDAR = "roster_calendar"
    PERSON_CALENDAR = "person_calendar"
    FILE = "file"


ROTATION: Mapping[Purpose, int] = dict.fromkeys(Purpose, 1)
"""Counted up for a purpose, it voids all links that were made for it."""

LASTS: Mapping[Purpose, timedelta] = {
    Purpose.SHEET: timedelta(minutes=15),
    Purpose.TEMPLATE: timedelta(minutes=15),
    Purpose.IMPORT: timedelta(minutes=15),
    Purpose.APPLY: timedelta(minutes=15),
    Purpose.PICTURE: timedelta(days=1),
    Purpose.ROSTER_CALENDAR: timedelta(days=366),
    Purpose.PERSON_CALENDAR: timedelta(days=366),
    Purpose.FILE: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links below `base`, and reads them; `is_public`: messengers can fetch them as well."""

    secret: str
    base: str
    is_public: bool = True

    @property
    def host(self) -> str:
        """The host under which people reach us."""
        return urlsplit(self.base).hostname or "paidan"

    def to(self, path: tuple[str, ...], purpose: Purpose, facts: Facts, real: datetime) -> str:
        """The address of a path with its token; `real` is real time, not desk time."""
        where = "/".join(quote(part, safe="") for part in path)
        return f"{self.base.rstrip('/')}/{where}?t={self.token(purpose, facts, real)}"

    def token(self, purpose: Purpose, facts: Facts, real: datetime) -> str:
        """What proves that we made a link with these facts."""
        until = int((real + LASTS[purpose]).timestamp())
        said = json.dumps({**facts, "until": until}, ensure_ascii=False, separators=(",", ":"))
        payload = said.encode()
        return f"{_text(payload)}.{_text(self._mark(purpose, payload))}"

    def read(self, purpose: Purpose, token: str, real: datetime) -> Facts | None:
        """The facts of a token of that purpose; None if it is none of ours, or too old."""
        said, _, mark = token.partition(".")
        if len(token) > LONGEST or not token.isascii():
            return None
        try:
            payload, given = _bytes(said), _bytes(mark)
        except ValueError:
            return None
        if not hmac.compare_digest(self._mark(purpose, payload), given):
            return None
        facts: dict[str, str | int] = json.loads(payload)
        return facts if int(facts["until"]) > real.timestamp() else None

    def _mark(self, purpose: Purpose, payload: bytes) -> bytes:
        named = f"paidan link {purpose} {ROTATION[purpose]}"
        key = hmac.new(self.secret.encode(), named.encode(), hashlib.sha256).digest()
        return hmac.new(key, payload, hashlib.sha256).digest()[:MARK]


def fingerprint_of(data: bytes) -> str:
    """Names a file by what is in it."""
    return b64encode(hashlib.sha256(data).digest()).decode()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Only the one way in which `_text` writes it: no other spelling of a token is accepted."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("not written by us")
    return data
