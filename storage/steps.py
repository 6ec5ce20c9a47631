"""A transaction as a generator: it yields statements and is sent their rows; a driver runs it.

Written so, one text serves SQLite, where a whole transaction runs in the writer's thread, and
PostgreSQL, where each statement is awaited; and no transaction can wait for anything else.

Statements are written for PostgreSQL (`$1`, `= any($1)`, `for update`, `greatest`);
storage/sqlite.py says the same in SQLite's words.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Value = str | int | bool | None
Argument = Value | Sequence[int] | Sequence[str]
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Query:
    """One statement with its arguments."""

    sql: str
    args: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Insert:
    """Rows of one table, all with the same columns.

    With `unless_known` (columns of a unique key), rows whose key is there already are left out, and
    the keys of those that went in come back. With `or_else` those that were there are changed so
    (SQL, in which `excluded` is the row that was brought), and their keys come back too.
    """

    table: str
    rows: Sequence[Row]
    unless_known: tuple[str, ...] = ()
    or_else: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """New values for rows found by their `key` columns, all with the same columns."""

    table: str
    key: tuple[str, ...]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class NextIds:
    """The next `count` ids of each table: rows of `name`, `id`, in order."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Together:
    """Rows that need nothing of each other, in one round trip; what the last one brings comes back.

    Their order counts only for what refers to what.
    """

    statements: tuple[Insert | Update, ...]


Statement = Query | Insert | Update | NextIds | Together

T = TypeVar("T")
Steps = Generator[Statement, list[Row], T]


class Engine(Protocol):
    """Runs transactions; each in one piece, however the caller fares meanwhile."""

    @property
    def is_postgres(self) -> bool:
        """Whether PostgreSQL is behind it, for what SQLite has no like words for."""
        ...

    async def run(self, transaction: Callable[[], Steps[T]]) -> T:
        """Run it and commit; any error rolls it back and is raised."""
        ...

    async def read(self, transaction: Callable[[], Steps[T]]) -> T:
        """The same for what only asks: it keeps nobody from writing."""
        ...

    async def time_ms(self) -> int | None:
        """The database server's time; None where it has no clock of its own."""
        ...

    async def close(self) -> None: ...


def number(row: Row, name: str) -> int:
    """A column that always holds a number."""
    value = row[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} should be a number, not {value!r}")
    return value


def number_or_none(row: Row, name: str) -> int | None:
    """A column that may hold a number."""
    return None if row[name] is None else number(row, name)


def text(row: Row, name: str) -> str:
    """A column that always holds text."""
    value = row[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} should be text, not {value!r}")
    return value


def text_or_none(row: Row, name: str) -> str | None:
    """A column that may hold text."""
    return None if row[name] is None else text(row, name)
