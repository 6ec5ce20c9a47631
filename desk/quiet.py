"""Quiet hours: when people are left alone, and until when."""

from datetime import datetime
from functools import lru_cache

from desk.calendar import Calendar, Window, is_open, next_change
from desk.groups import Group


def quiet_until(group: Group | None, priority: str, at: datetime) -> datetime | None:
    """When the quiet hours end that the group has now; None if nobody needs to be left alone."""
    if group is None or not group.notify.quiet or priority in group.notify.loud:
        return None
    hours = _quiet_hours(group.timezone, group.notify.quiet)
    return next_change(hours, at) if is_open(hours, at) else None


@lru_cache(maxsize=100)
def _quiet_hours(timezone: str, windows: tuple[Window, ...]) -> Calendar:
    """Quiet time as a calendar: open means quiet."""
    return Calendar("quiet", timezone, (windows,) * 7)
