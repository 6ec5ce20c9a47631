"""What whoever runs the desk is told by `paidan token`."""

import re

import pytest

from bot.tokens import ProgramTokens, TokenProblem, TokenWish
from desk.languages import Language
from desk.links import Links
from tests.storage.conftest import Desk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio

LINKS = Links("secret", "https://desk.example/")


def wish(
    name: str = "shop",
    scopes: tuple[str, ...] = ("tickets:read",),
    groups: tuple[str, ...] = (),
    lasts: str = "",
    is_hook: bool = False,
) -> TokenWish:
    return TokenWish(name, scopes, groups, lasts, is_hook)


def tokens(desk: Desk, language: Language = Language.ENGLISH) -> ProgramTokens:
    return ProgramTokens(desk.store, language, LINKS)


async def test_a_token_is_shown_once_with_what_it_is_good_for(desk: Desk) -> None:
    """By name, scopes, groups and end; the list tells all but the secret."""
    told = await tokens(desk).create(wish(groups=("仓库",), lasts="90d"))
    assert re.fullmatch(
        r"The token “shop” \(tickets:read; groups: warehouse; until: 2026-05-31 \d\d:\d\dZ\)\. "
        r"Keep it now, it is never shown again:\npdn_\S+",
        told,
    ), told
    assert await tokens(desk).list() == (
        "shop  api  in force  tickets:read  groups: warehouse  "
        f"until: {told[told.index('2026') :][:17]}  last used: never"
    )
    desk.wait(91 * 86400)
    assert "shop  api  over" in await tokens(desk).list()


async def test_a_hook_is_told_with_its_address(desk: Desk) -> None:
    """And in Chinese to whoever speaks it."""
    chinese = tokens(desk, Language.CHINESE)
    told = await chinese.create(wish("alarm", scopes=(), groups=("it-support",), is_hook=True))
    assert "https://desk.example/hooks/alarm" in told
    assert re.search(r"\n[0-9a-f]{64}$", told)
    assert await chinese.revoke("alarm") == "「alarm」已撤销，不能再用。"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (wish("a b"), "A name has"),
        (wish(scopes=()), "Please say what it may do"),
        (wish(scopes=("tickets:eat",)), "Please say what it may do"),
        (wish(is_hook=True), "takes no --scope"),
        (wish(groups=("nobody",)), "no group called “nobody”. There are: it-support, warehouse"),
        (wish(lasts="soon"), "“soon” is no length of time"),
        (wish(lasts="0d"), "“0d” is no length of time"),
    ],
)
async def test_a_wish_that_can_not_be_meant_is_told(
    desk: Desk, asked: TokenWish, told: str
) -> None:
    """With what was expected; nothing is made."""
    with pytest.raises(TokenProblem, match=re.escape(told)):
        await tokens(desk).create(asked)
    assert await tokens(desk).list() == "There are no tokens yet."


async def test_names_are_taken_and_revoked_once(desk: Desk) -> None:
    """Who makes one twice, or ends one twice, is told."""
    await tokens(desk).create(wish())
    with pytest.raises(TokenProblem, match="paidan token revoke shop"):
        await tokens(desk).create(wish())
    await tokens(desk).revoke("shop")
    with pytest.raises(TokenProblem, match="paidan token list"):
        await tokens(desk).revoke("shop")
