"""The floor's rows: six tables without indexes but their keys, and an insert into each."""

TABLES = ("ticket", "event", "body", "inbox", "posting", "lane")
COLUMNS = {
    "ticket": "number bigint, title text, group_key text, reporter text, at bigint, state text",
    "event": "number bigint, seq bigint, action text, account text, at bigint, hash text",
    "body": "number bigint, salt text, body text",
    "inbox": "key text, at bigint, number bigint",
    "posting": "number bigint, lane text, wanted bigint, shown bigint, at bigint",
    "lane": "key text, wake_at bigint, fence bigint",
}


def create(identity: str) -> list[str]:
    """The tables, with a primary key of the database's kind."""
    return [f"create table {name} (id {identity}, {COLUMNS[name]})" for name in TABLES]


def inserts(dollar: bool) -> list[str]:
    """An insert for each table, with `$1` or `?` for its values."""
    return [_insert(name, dollar) for name in TABLES]


def _insert(table: str, dollar: bool) -> str:
    columns = [column.split()[0] for column in COLUMNS[table].split(", ")]
    marks = [f"${n}" if dollar else "?" for n in range(1, len(columns) + 1)]
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join(marks)})"  # noqa: S608 - our own names


def values(number: int, text: str, channel: str) -> list[tuple[object, ...]]:
    """A row for each table."""
    at = 1_700_000_000_000 + number
    return [
        (number, text, channel, "U00001", at, "new"),
        (number, 1, "open", "U00001", at, "0" * 64),
        (number, "0" * 32, text),
        (f"key-{number}", at, number),
        (number, channel, 1, 0, at),
        (channel, at, 0),
    ]
