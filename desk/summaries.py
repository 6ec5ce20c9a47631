"""When a group's summary goes out by itself: on days it works, once a day and once a week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.calendar import Calendar
from desk.reports import Period
from desk.tracks import DAY, instant

MIDWEEK = 3
"""From Thursday on a week's summary tells of this week, before that of the last one."""
LOOKED_AHEAD = 60  # days: a calendar that is closed for longer has nothing to sum up
WEEKDAYS = 7


class Rhythm(StrEnum):
    """How often it goes out."""

    DAILY = "daily"
    WEEKLY = "weekly"


class SummaryTo(StrEnum):
    """Who gets it: the group's channels, or its leads personally."""

    CHANNELS = "channels"
    LEADS = "leads"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local times in minutes since midnight; `weekly` with its weekday, Monday is 0."""

    daily: int | None = None
    weekly: tuple[int, int] | None = None
    to: SummaryTo = SummaryTo.CHANNELS


@dataclass(frozen=True, slots=True)
class Post:
    """A summary to come: its local day, and the instant at which it goes out."""

    rhythm: Rhythm
    day: date
    due: datetime


def next_posts(
    schedule: Schedule, calendar: Calendar, timezone: str, now: datetime
) -> Iterator[Post]:
    """The next summary of each rhythm after now."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    for rhythm in Rhythm:
        ahead = (today + n * DAY for n in range(LOOKED_AHEAD))
        posts = (_post(schedule, rhythm, day, calendar, zone) for day in ahead)
        yield from next(([post] for post in posts if post and post.due > now), [])


def is_posted(schedule: Schedule, rhythm: Rhythm, day: date, calendar: Calendar) -> bool:
    """Whether a summary of this rhythm goes out that day.

    A week's goes out on the first day the group works, from its weekday on.
    """
    if not calendar.windows(day):
        return False
    if rhythm is Rhythm.DAILY:
        return schedule.daily is not None
    if schedule.weekly is None:
        return False
    first = day - (day.weekday() - schedule.weekly[0]) % WEEKDAYS * DAY
    closed = (first + n * DAY for n in range((day - first) // DAY))
    return not any(calendar.windows(one) for one in closed)


def period_told(schedule: Schedule, rhythm: Rhythm) -> Period:
    """The time that a summary of this rhythm is about."""
    if rhythm is Rhythm.DAILY:
        return Period.TODAY
    begins_week = schedule.weekly is not None and schedule.weekly[0] < MIDWEEK
    return Period.LAST_WEEK if begins_week else Period.WEEK


def _post(
    schedule: Schedule, rhythm: Rhythm, day: date, calendar: Calendar, zone: ZoneInfo
) -> Post | None:
    minutes = schedule.daily
    if rhythm is Rhythm.WEEKLY:
        minutes = schedule.weekly[1] if schedule.weekly else None
    if minutes is None or not is_posted(schedule, rhythm, day, calendar):
        return None
    local = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    return Post(rhythm, day, instant(local, zone))
