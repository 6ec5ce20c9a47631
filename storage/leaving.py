"""What has to be done when somebody no longer belongs to a group, as timers that fire at once."""

from datetime import datetime

from storage.settings import VOID_CHANGES
from storage.work import NewTimer

LEAVING = "leaving"


def leaving_timer(
    person: int, stamp: str, due: datetime, heir: int | None = None, group: str = ""
) -> NewTimer:
    """What they have in hand goes on without them; `stamp` is that of the settings before.

    `heir` is who they were one person with, `group` whose list they have left.
    """
    payload: dict[str, int | str] = {"person": person, "group": group, "stamp": stamp}
    if heir is not None:
        payload["heir"] = heir
    return NewTimer(f"{LEAVING}:{person}:{group}:{stamp}", LEAVING, due, payload=payload)


def void_timer(stamp: str, due: datetime) -> NewTimer:
    """What was changed in rosters for people who are no longer there ends; scheduler/swaps.py."""
    return NewTimer(f"{VOID_CHANGES}:{stamp}", VOID_CHANGES, due)
