"""The stamp of the settings: it changes with them, and every process reads them anew by it."""

from storage.steps import Insert, Query, Steps, Update, text

STAMP = "settings_stamp"


def bump_steps(now: int) -> Steps[None]:
    """Tell every process that the settings changed; this row is also what changers queue for."""
    yield Insert("meta", [{"key": STAMP, "value": "0"}], unless_known=("key",))
    count = int((yield from locked_steps()).partition("@")[0]) + 1
    yield Update("meta", ("key",), [{"key": STAMP, "value": f"{count}@{now}"}])


def locked_steps() -> Steps[str]:
    """The stamp as it is, kept so until the transaction ends; empty where nothing was applied."""
    rows = yield Query("select value from meta where key = $1 for update", (STAMP,))
    return text(rows[0], "value") if rows else ""
