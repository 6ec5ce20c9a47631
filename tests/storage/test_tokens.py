"""Tokens of programs: shown once, kept as a hash, over when they are over."""

from datetime import timedelta

import pytest

from desk.tokens import Scope, TokenKind
from storage.program_tables import TokenRow
from storage.tokens import NameTaken
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio


async def test_a_token_is_kept_as_a_hash_only(desk: Desk) -> None:
    """Nothing of the secret is in the database; of a hook there is not even a hash."""
    tokens = desk.store.tokens
    shown = await tokens.make("shop", TokenKind.API, (Scope.READ,), ("it-support",), "op")
    secret = await tokens.make("alarm", TokenKind.HOOK, (Scope.WRITE,), (), "op")
    for row in await TokenRow.all().values():
        kept = " ".join(str(value) for value in row.values())
        assert shown.split("_", 2)[2] not in kept  # it may have a _ of its own
        assert secret not in kept
    token = await tokens.shown(shown)
    assert token is not None
    assert (token.name, token.scopes, token.groups) == (
        "shop",
        frozenset({Scope.READ}),
        frozenset({"it-support"}),
    )
    hook = await tokens.hook("alarm")
    assert hook is not None
    assert tokens.hook_secret(hook.id) == secret


async def test_a_hook_and_a_token_are_not_each_other(desk: Desk) -> None:
    """What one shows opens nothing as the other."""
    tokens = desk.store.tokens
    await tokens.make("shop", TokenKind.API, (Scope.READ,), (), "op")
    assert await tokens.hook("shop") is None
    secret = await tokens.make("alarm", TokenKind.HOOK, (Scope.WRITE,), (), "op")
    hook = await tokens.hook("alarm")
    assert hook is not None
    assert await tokens.shown(f"pdn_{hook.id}_{secret}") is None
    assert await tokens.shown(f"pdn_{hook.id}_") is None


async def test_a_name_is_in_force_once(desk: Desk) -> None:
    """It is free again when its token is revoked or over; what was in force before stays over."""
    tokens = desk.store.tokens
    first = await tokens.make("shop", TokenKind.API, (Scope.READ,), (), "op", timedelta(hours=1))
    with pytest.raises(NameTaken):
        await tokens.make("shop", TokenKind.HOOK, (Scope.WRITE,), (), "op")
    desk.wait(3600)
    assert await tokens.shown(first) is None
    assert not await tokens.revoke("shop")
    second = await tokens.make("shop", TokenKind.API, (Scope.READ,), (), "op")
    assert await tokens.revoke("shop")
    third = await tokens.make("shop", TokenKind.API, (Scope.READ,), (), "op")
    assert await tokens.shown(second) is None
    assert await tokens.shown(third) is not None


async def test_the_last_use_is_kept_about_once_an_hour(desk: Desk) -> None:
    """Reading costs no write each time."""
    tokens = desk.store.tokens
    shown = await tokens.make("shop", TokenKind.API, (Scope.READ,), (), "op")
    times = []
    for seconds in (0, 1800, 3600):
        desk.wait(seconds)
        await tokens.shown(shown)
        times.append((await tokens.all())[0].last_used_at)
    assert times[0] == times[1] != times[2]
