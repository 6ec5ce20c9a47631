"""The stamp of the settings: it changes with them, and every process reads them anew by it."""

from collections.abc import Callable

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


def unchanged_since(stamp: str) -> Callable[[], Steps[bool]]:
    """A check that the settings have that stamp; they have another one from then on."""

    def check() -> Steps[bool]:
        if (yield from locked_steps()) != stamp:
            return False
        # At once, so that a second change of the same batch sees that it was decided too early.
        yield from bump_steps(int(stamp.partition("@")[2] or 0))
        return True

    return check
