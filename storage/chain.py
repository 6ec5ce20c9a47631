"""The chain of a ticket's events: each hash covers the one before, so that no link can be changed.

What people said is hashed with a salt and kept in a row of its own: erasing it leaves the chain
verifiable, and nobody can guess erased words from the hash.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.errors import Fact


@dataclass(frozen=True, slots=True)
class Link:
    """What an event's hash covers beside the hash before it; times in milliseconds."""

    ticket_id: int
    seq: int
    action: str
    account_id: int
    at: int
    before: str | None
    after: str
    facts: str
    visibility: str | None
    config_version: int
    body_hash: str

    def metadata(self) -> bytes:
        """The same bytes for the same link, always."""
        values = [
            self.ticket_id,
            self.seq,
            self.action,
            self.account_id,
            self.at,
            self.before,
            self.after,
            self.facts,
            self.visibility,
            self.config_version,
        ]
        return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()


class Sealer:
    """Makes and checks hashes with this installation's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(secret.encode()).digest()

    def proof(self) -> str:
        """Tells one secret from another without giving it away, in hex."""
        return hmac.new(self._key, b"paidan", hashlib.sha256).hexdigest()

    def link(self, previous: str, link: Link) -> str:
        """The hash of a link behind `previous` (empty for the first), in hex."""
        covered = previous.encode() + link.metadata() + link.body_hash.encode()
        return hmac.new(self._key, covered, hashlib.sha256).hexdigest()

    def record(self, previous: str, *values: str | int) -> str:
        """The hash of a link of the desk's own chain behind `previous`, in hex."""
        metadata = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
        covered = f"{previous}|record|{metadata}".encode()
        return hmac.new(self._key, covered, hashlib.sha256).hexdigest()

    def code(self, code: str) -> str:
        """What is kept of a code, an address or a number that must not be read here, in hex."""
        return hmac.new(self._key, f"code|{code}".encode(), hashlib.sha256).hexdigest()

    def seal(self, previous: str, at: int, upto: int, heads: str) -> str:
        """The hash of a seal over some heads, up to an event, behind the seal before it, in hex."""
        covered = f"{previous}|{at}|{upto}|{heads}".encode()
        return hmac.new(self._key, covered, hashlib.sha256).hexdigest()


def body_hash(salt: str, body: str) -> str:
    """What stands in the chain for the words, in hex."""
    return hashlib.sha256(f"{salt}{body}".encode("utf-8", "surrogatepass")).hexdigest()


def canonical(facts: Mapping[str, Fact]) -> str:
    """Facts as text, the same for the same facts; a time as it is written in UTC."""
    plain = {
        name: fact.isoformat() if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
    }
    return json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
