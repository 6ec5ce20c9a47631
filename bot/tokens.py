"""`paidan token`: what programs show when they ask."""

import getpass
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.words import words
from desk.durations import read_duration
from desk.languages import Language
from desk.links import Links
from desk.tokens import Scope, TokenKind
from storage.store import Store
from storage.tokens import KeptToken, NameTaken

NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
DAYS = re.compile(r"([1-9][0-9]{0,3})d")


class TokenProblem(Exception):
    """It can't be done; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TokenWish:
    """A token as whoever runs the desk asks for it."""

    name: str
    scopes: Sequence[str]
    groups: Sequence[str]
    lasts: str
    is_hook: bool


@dataclass(frozen=True, slots=True)
class ProgramTokens:
    """Tokens for whoever runs the desk; `links` tell under which address a hook is reached."""

    store: Store
    language: Language
    links: Links

    async def create(self, wish: TokenWish) -> str:
        """Make one; the text that comes back holds its secret.

        Raises:
            TokenProblem: the wish can't be understood, or the name is in use.
        """
        kind = TokenKind.HOOK if wish.is_hook else TokenKind.API
        if not NAME.fullmatch(wish.name):
            raise TokenProblem(self._say("cli.token_name"))
        scopes, groups, lasts = self._scopes(wish), self._groups(wish), self._lasts(wish)
        tokens, by = self.store.tokens, getpass.getuser()
        try:
            secret = await tokens.make(wish.name, kind, scopes, groups, by, lasts)
        except NameTaken as taken:
            raise TokenProblem(self._say("cli.token_taken", name=wish.name)) from taken
        until = None if lasts is None else self.store.clock.real() + lasts
        facts = {
            "name": wish.name,
            "groups": self._listed(groups),
            "until": self._time(until, "cli.token_always"),
            "secret": secret,
        }
        if wish.is_hook:
            url = f"{self.links.base.rstrip('/')}/hooks/{wish.name}"
            return self._say("cli.hook_made", url=url, **facts)
        return self._say("cli.token_made", scopes=", ".join(scopes), **facts)

    async def list(self) -> str:
        """All there are and were, without their secrets."""
        lines = [self._line(kept) for kept in await self.store.tokens.all()]
        return "\n".join(lines or [self._say("cli.no_tokens")])

    async def revoke(self, name: str) -> str:
        """End one.

        Raises:
            TokenProblem: none of that name is in force.
        """
        if not await self.store.tokens.revoke(name):
            raise TokenProblem(self._say("cli.no_such_token", name=name))
        return self._say("cli.token_revoked", name=name)

    def _scopes(self, wish: TokenWish) -> tuple[Scope, ...]:
        known = set(Scope)
        if wish.is_hook and wish.scopes:
            raise TokenProblem(self._say("cli.token_hook_scope"))
        if wish.is_hook:
            return (Scope.WRITE,)
        if not wish.scopes or not known.issuperset(wish.scopes):
            raise TokenProblem(self._say("cli.token_scope"))
        return tuple(scope for scope in Scope if scope in wish.scopes)

    def _groups(self, wish: TokenWish) -> tuple[str, ...]:
        desk = self.store.desk
        found: list[str] = []
        for word in wish.groups:
            group = desk.group_called(word)
            if group is None:
                known = ", ".join(desk.groups) or "-"
                raise TokenProblem(self._say("cli.token_group", group=word, groups=known))
            found.append(group.key)
        return tuple(dict.fromkeys(found))

    def _lasts(self, wish: TokenWish) -> timedelta | None:
        if not wish.lasts:
            return None
        days = DAYS.fullmatch(wish.lasts)
        lasts = timedelta(days=int(days[1])) if days else read_duration(wish.lasts)
        if not lasts:
            raise TokenProblem(self._say("cli.token_lasts", lasts=wish.lasts))
        return lasts

    def _line(self, kept: KeptToken) -> str:
        token, state = kept.token, "in_force"
        if kept.revoked_at is not None:
            state = "revoked"
        elif token.is_over(self.store.clock.real()):
            state = "over"
        return self._say(
            "cli.token_line",
            name=token.name,
            kind=token.kind,
            state=self._say(f"cli.token_state.{state}"),
            scopes=",".join(sorted(token.scopes)),
            groups=self._listed(sorted(token.groups)),
            until=self._time(token.expires_at, "cli.token_always"),
            used=self._time(kept.last_used_at, "cli.token_never"),
        )

    def _listed(self, groups: Sequence[str]) -> str:
        return ", ".join(groups) or self._say("cli.token_all")

    def _time(self, at: datetime | None, otherwise: str) -> str:
        return self._say(otherwise) if at is None else f"{at:%Y-%m-%d %H:%M}Z"

    def _say(self, key: str, **facts: str | int) -> str:
        return words(self.language).say(key, **facts)
