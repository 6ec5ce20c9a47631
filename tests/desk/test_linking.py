"""Linking and separating, as rules: whatever is linked and separated, nothing is lost or gained."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.errors import Refusal
from desk.linking import (
    ALPHABET,
    HeldAccount,
    Party,
    as_kept,
    code_from,
    is_code,
    linked,
    separated,
    spoken_code,
    who_stays,
)

PEOPLE = 6
KEYS = {1: "bo", 2: "cai"}
STEP = st.tuples(st.booleans(), st.integers(1, PEOPLE), st.integers(1, PEOPLE))


class World:
    """Everybody has an account, a ticket and a role of their own, and some are linked."""

    def __init__(self) -> None:
        self.accounts = {n: HeldAccount(n, n) for n in range(1, PEOPLE + 1)}
        self.merged: dict[int, int] = {}

    def person(self, account: int) -> int:
        return self.accounts[account].person

    def rights(self, account: int) -> set[int]:
        """Whose roles an account may use: those of everybody who is this person now."""
        person = self.person(account)
        return {person} | {gone for gone, stays in self.merged.items() if stays == person}

    def link(self, one: int, other: int) -> None:
        sides = [Party(self.person(n), KEYS.get(self.person(n))) for n in (one, other)]
        stays, goes = who_stays(*sides)
        for account in linked(self.accounts.values(), stays, goes):
            self.accounts[account.id] = account
        for gone in [*self.merged, goes]:
            if gone == goes or self.merged[gone] == goes:
                self.merged[gone] = stays

    def separate(self, account: int) -> None:
        person = self.person(account)
        for one in separated(self.accounts.values(), person):
            self.accounts[one.id] = one
        self.merged = {gone: stays for gone, stays in self.merged.items() if stays != person}


@given(st.lists(STEP, max_size=20))
def test_nothing_is_lost_and_nobody_gains_what_is_not_theirs(
    steps: list[tuple[bool, int, int]],
) -> None:
    """After whatever was linked and separated: each role counts for one person, who is whoever has
    the account that it came with; and separated, everybody has just their own again."""
    world = World()
    for links, one, other in steps:
        try:
            world.link(one, other) if links else world.separate(one)
        except Refusal:
            continue
        owners = {account: world.person(account) for account in world.accounts}
        for account in world.accounts:
            same = {other for other, owner in owners.items() if owner == owners[account]}
            assert world.rights(account) == same
            assert sum(person in KEYS for person in same) <= 1
    for account in list(world.accounts):
        with contextlib.suppress(Refusal):
            world.separate(account)
    assert all(world.rights(account) == {account} for account in world.accounts)


@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.booleans())
def test_whoever_stands_in_the_file_stays(one: int, other: int, here: bool, there: bool) -> None:
    """Whichever of the two asked: the file first, then whoever was there first; never both."""
    sides = Party(one, "bo" if here else None), Party(other, "cai" if there else None)
    if one == other or (here and there):
        with pytest.raises(Refusal):
            who_stays(*sides)
        return
    stays, goes = who_stays(*sides)
    assert (stays, goes) == who_stays(*reversed(sides))
    assert {stays, goes} == {one, other}
    assert stays == (one if here else other if there else min(one, other))


@given(st.lists(st.integers(0, 255), min_size=6, max_size=32))
def test_a_code_is_read_as_it_was_given(numbers: list[int]) -> None:
    """However it is written down, it comes back; no letter is taken for another."""
    code = code_from(numbers)
    if not code:
        return
    assert is_code(code)
    assert as_kept(spoken_code(code)) == as_kept(f" {code.lower()} ") == code
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    assert as_kept(wide) == code
    assert not set(code) & set("01OILBSZ")


def test_the_alphabet_has_no_look_alikes() -> None:
    """What is read aloud or copied by hand comes out as it was meant."""
    assert not set(ALPHABET) & set("01OILBSZ")
    assert len(set(ALPHABET)) == len(ALPHABET) == 28


def test_an_account_remembers_where_it_came_from_first() -> None:
    """Linked twice, it goes back to whose it was before both."""
    accounts = [HeldAccount(1, 1), HeldAccount(2, 2), HeldAccount(3, 3)]
    first = linked(accounts, 2, 3)
    assert first == (HeldAccount(3, 2, 3),)
    second = linked([accounts[0], accounts[1], *first], 1, 2)
    assert second == (HeldAccount(2, 1, 2), HeldAccount(3, 1, 3))
    back = separated([accounts[0], *second], 1)
    assert back == (replace(accounts[1]), replace(accounts[2]))
