"""Tokens of programs: made, looked up at each request, revoked."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.tokens import Scope, Token, TokenKind
from storage.clock import Clock, from_ms, in_ms
from storage.program_tables import TokenRow
from storage.steps import Engine, Insert, Query, Row, Steps, Update

PREFIX = "pdn"
NAMES = "token_names"  # the row for which whoever makes tokens queues
USE_IS_KEPT_EVERY = timedelta(hours=1)
MAX_LENGTH = 200
NO_HASH = "0" * 64


class NameTaken(Exception):
    """Another token of that name is in force."""


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token with what is kept beside it."""

    token: Token
    created_at: datetime
    created_by: str
    revoked_at: datetime | None
    last_used_at: datetime | None


class Tokens:
    """Makes and reads tokens. Nothing is remembered: what is revoked is so everywhere at once."""

    def __init__(self, engine: Engine, clock: Clock, secret: str) -> None:
        self._engine = engine
        self._clock = clock
        self._secret = secret

    async def make(
        self,
        name: str,
        kind: TokenKind,
        scopes: Iterable[Scope],
        groups: Iterable[str],
        by: str,
        lasts: timedelta | None = None,
    ) -> str:
        """A new token; returns what its program needs, which is never shown again.

        Raises:
            NameTaken: another one of that name is in force.
        """
        now, key, secret = self._clock.real(), secrets.token_hex(8), secrets.token_urlsafe(32)
        is_hook = kind is TokenKind.HOOK
        row: Row = {
            "id": key,
            "name": name,
            "kind": kind,
            "hash": "" if is_hook else _hash(secret),
            "scopes": json.dumps(sorted(scopes)),
            "group_keys": json.dumps(sorted(groups)),
            "created_at": in_ms(now),
            "created_by": by,
            "expires_at": None if lasts is None else in_ms(now + lasts),
            "revoked_at": None,
            "last_used_at": None,
        }
        if not await self._engine.run(lambda: _make(row, name, in_ms(now))):
            raise NameTaken(name)
        return self.hook_secret(key) if is_hook else f"{PREFIX}_{key}_{secret}"

    async def shown(self, text: str) -> Token | None:
        """The token that somebody shows; None if it is none, or none any more."""
        prefix, _, rest = text.partition("_")
        key, _, secret = rest.partition("_")
        if len(text) > MAX_LENGTH or prefix != PREFIX or not text.isascii():
            return None
        row = await TokenRow.get_or_none(id=key, kind=TokenKind.API)
        right = hmac.compare_digest(row.hash if row else NO_HASH, _hash(secret))
        return await self._in_force(row) if row is not None and right else None

    async def hook(self, name: str) -> Token | None:
        """The hook of that name that is in force."""
        rows = TokenRow.filter(name=name, kind=TokenKind.HOOK, revoked_at=None)
        for row in await rows.order_by("-created_at"):
            if token := await self._in_force(row):
                return token
        return None

    def hook_secret(self, key: str) -> str:
        """What a hook signs with: made of PAIDAN_SECRET, so that it is kept nowhere."""
        named = f"paidan hook {key}".encode()
        return hmac.new(self._secret.encode(), named, hashlib.sha256).hexdigest()

    async def all(self) -> Sequence[KeptToken]:
        """Every token that was ever made, the newest first."""
        return [_kept(row) for row in await TokenRow.all().order_by("-created_at", "name")]

    async def revoke(self, name: str) -> bool:
        """From now on it opens nothing, in any replica; False if none of that name is in force."""
        now = self._clock.real_ms()
        return await self._engine.run(lambda: _revoke(name, now))

    async def used(self, token: Token) -> None:
        """Remember about when it was used last."""
        now = self._clock.real_ms()
        await self._engine.run(lambda: _used(token.id, now))

    async def _in_force(self, row: TokenRow) -> Token | None:
        token, now = _token(row), self._clock.real()
        if row.revoked_at is not None or token.is_over(now):
            return None
        since = in_ms(now - USE_IS_KEPT_EVERY)
        if row.last_used_at is None or row.last_used_at < since:
            await self.used(token)
        return token


def _hash(secret: str) -> str:
    """A plain one is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: TokenRow) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        kind=TokenKind(row.kind),
        scopes=frozenset(Scope(scope) for scope in json.loads(row.scopes)),
        groups=frozenset(str(group) for group in json.loads(row.group_keys)),
        expires_at=None if row.expires_at is None else from_ms(row.expires_at),
    )


def _kept(row: TokenRow) -> KeptToken:
    return KeptToken(
        token=_token(row),
        created_at=from_ms(row.created_at),
        created_by=row.created_by,
        revoked_at=None if row.revoked_at is None else from_ms(row.revoked_at),
        last_used_at=None if row.last_used_at is None else from_ms(row.last_used_at),
    )


def _make(row: Row, name: str, now: int) -> Steps[bool]:
    yield Insert("meta", [{"key": NAMES, "value": ""}], unless_known=("key",))
    yield Query("select value from meta where key = $1 for update", (NAMES,))
    taken = yield Query(
        "select id from token where name = $1 and revoked_at is null "
        "and (expires_at is null or expires_at > $2)",
        (name, now),
    )
    if taken:
        return False
    yield Insert("token", [row])
    return True


def _revoke(name: str, now: int) -> Steps[bool]:
    rows = yield Query(
        "update token set revoked_at = $2 where name = $1 and revoked_at is null "
        "and (expires_at is null or expires_at > $2) returning id",
        (name, now),
    )
    return bool(rows)


def _used(key: str, now: int) -> Steps[None]:
    yield Update("token", ("id",), [{"id": key, "last_used_at": now}])
