"""A search as a formula over the tokens of tickets: what is looked for, and who may find it.

Beside words, a ticket has tokens that say what it is: its group, who reported it, who has it, on
which day it was opened, and whether it is over. So rights are part of the formula: nothing is ever
found first and hidden afterwards. No word can be mistaken for such a token, as words have no `_`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desk.moves import OPEN_STATES, Status
from desk.search_words import Term

OPEN = "_open"
INNER = "_i"
"""Before words that only the group's own people may read."""
MOST_DAYS = 45  # in a formula; longer stretches go by months


@dataclass(frozen=True, slots=True)
class All:
    """All of these; of none at all that is always true."""

    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these; of none at all that is never true."""

    parts: "tuple[Formula, ...]"


@dataclass(frozen=True, slots=True)
class But:
    """The first, but not what is also one of the others."""

    part: "Formula"
    without: "tuple[Formula, ...]"


Formula = Term | All | AnyOf | But


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose search it is: accounts under which they report, and groups whose people they belong to.

    `all_but` are the groups that are none of theirs, if whatever no group has any more is theirs.
    """

    accounts: tuple[int, ...]
    groups: tuple[str, ...]
    all_but: tuple[str, ...] | None = None


def group_token(group: str) -> str:
    """Written so that any key fits."""
    return f"_g{group.encode().hex()}"


def reporter_token(account: int) -> str:
    """Who reported it: by account, as people may be bound otherwise."""
    return f"_r{account}"


def assignee_token(person: int) -> str:
    """Who has it."""
    return f"_a{person}"


def state_token(status: Status) -> str:
    """Whether it is over, and how; open is open, as moves come often."""
    return OPEN if status in OPEN_STATES else f"_{status}"


def day_token(at: datetime) -> str:
    """The day on which it was opened."""
    return f"_d{at.astimezone(UTC):%Y%m%d}"


def month_token(at: datetime) -> str:
    """The month in which it was opened."""
    return f"_m{at.astimezone(UTC):%Y%m}"


def readable(terms: Iterable[Term], person: Formula, reader: Reader) -> Formula:
    """All these words, in what this reader may read, also about `person`."""
    wanted = tuple(terms)
    outer = All((*wanted, person, _any_token(reporter_token(one) for one in reader.accounts)))
    both = tuple(AnyOf((term, Term(INNER + term.token, term.prefix))) for term in wanted)
    inner = All((*both, person))
    theirs: list[Formula] = []
    if reader.all_but is not None:
        theirs.append(But(inner, tuple(Term(group_token(one)) for one in reader.all_but)))
    elif reader.groups:
        theirs.append(All((inner, _any_token(group_token(one) for one in reader.groups))))
    return AnyOf((outer, *theirs))


def in_groups(groups: Iterable[str]) -> Formula:
    """In one of these."""
    return _any_token(group_token(group) for group in groups)


def in_states(states: Iterable[Status]) -> Formula:
    """In one of these, as far as the tokens tell."""
    return _any_token(dict.fromkeys(state_token(status) for status in states))


def about(person: int, accounts: Iterable[int]) -> Formula:
    """Reported by this person, or in their hands."""
    return _any_token((assignee_token(person), *(reporter_token(one) for one in accounts)))


def opened_between(since: datetime, until: datetime) -> Formula:
    """Opened on a day that has to do with this stretch."""
    last = until.astimezone(UTC) - timedelta(microseconds=1)
    first = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (last - first).days + 1
    token = day_token if days <= MOST_DAYS else month_token
    found = dict.fromkeys(token(first + timedelta(days=n)) for n in range(days))
    return _any_token(found)


def _any_token(tokens: Iterable[str]) -> Formula:
    return AnyOf(tuple(Term(token) for token in tokens))
