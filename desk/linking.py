"""Two accounts of one person become one: by a code, or by what both messengers say of them.

Nothing that happened changes: who did something is an account, and the account says who that is.
The person whose accounts are taken over stands for nobody until they are separated again; what they
were given in the meantime and before stays theirs, and counts for whoever has their accounts.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desk.errors import Reason, Refusal

ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"
"""Without what is taken for something else: 0 O, 1 I L, B S Z."""
LENGTH = 6
HALF = 4
CODE_LIFETIME = timedelta(minutes=10)
MOST_CODES = 5  # asked for by one account within the lifetime of one
MOST_GUESSES = 5
GUESSES_COUNT_FOR = timedelta(minutes=15)


class Sameness(StrEnum):
    """By what two accounts can be seen to be one person's."""

    EMAIL = "email"
    MOBILE = "mobile"


def code_from(numbers: Sequence[int]) -> str:
    """The code that these random numbers make; "" if it could be read as a word or a number."""
    code = "".join(ALPHABET[number % len(ALPHABET)] for number in numbers[:LENGTH])
    return code if is_code(code) else ""


def is_code(code: str) -> bool:
    """Whether this could be one, as it is kept."""
    fits = len(code) == LENGTH and set(code) <= set(ALPHABET)
    return fits and not code.isalpha() and not code.isdecimal()


def spoken_code(code: str) -> str:
    """The code as people read it."""
    return f"{code[:HALF]}-{code[HALF:]}"


def as_kept(typed: str) -> str:
    """The code that somebody typed, however they wrote it."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Party:
    """One of two who are to be one person; `key` is their name in desk.yaml."""

    person: int
    key: str | None = None


def who_stays(asked: Party, typed: Party) -> tuple[int, int]:
    """Who has all accounts afterwards, and who none: whoever stands in desk.yaml stays, else
    whoever was there first.

    Raises:
        Refusal: they are one already, or both stand in desk.yaml.
    """
    if asked.person == typed.person:
        raise Refusal(Reason.LINKED_ALREADY)
    if asked.key and typed.key:
        raise Refusal(Reason.LINK_BOTH_IN_FILE, word=f"{asked.key}, {typed.key}")
    first, second = sorted((asked, typed), key=lambda party: (not party.key, party.person))
    return first.person, second.person


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account with whose it is, and whose it was before it was linked (None if it wasn't)."""

    id: int
    person: int
    home: int | None = None


def linked(accounts: Iterable[HeldAccount], stays: int, goes: int) -> tuple[HeldAccount, ...]:
    """The accounts that change hands, as they are then."""
    return tuple(
        HeldAccount(one.id, stays, one.home if one.home is not None else goes)
        for one in accounts
        if one.person == goes
    )


def separated(accounts: Iterable[HeldAccount], person: int) -> tuple[HeldAccount, ...]:
    """The accounts that go back where they came from, as they are then.

    Raises:
        Refusal: none was linked.
    """
    back = tuple(
        HeldAccount(one.id, one.home)
        for one in accounts
        if one.person == person and one.home is not None
    )
    if not back:
        raise Refusal(Reason.NOTHING_LINKED)
    return back
