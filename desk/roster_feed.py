"""A roster that is kept in a calendar elsewhere: what a look at it means.

Its shifts are what somebody reads there; the last good ones stay in force while it can't be read,
or is empty, and the leads are warned once.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.roster import Layer, ListedShift, Roster, Unit

FEED_LAYER = "calendar"
"""What the layer of such a roster is called; shifts that overlap stand in calendar-2 and so on."""

READ_EVERY = timedelta(minutes=15)
STALE_AFTER = timedelta(hours=24)
AHEAD = timedelta(weeks=26)
KEPT_BEHIND = timedelta(days=400)

EMPTY = "empty"
"""The problem of a calendar that was read, and has no shift of anybody we know."""

FeedShift = tuple[datetime, datetime, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What was read: `read_at` is the last look that brought shifts, `problem` what came after it.

    Before the first good look `read_at` is when the address became known, and `shifts` are none.
    """

    roster: str
    url: str
    shifts: tuple[FeedShift, ...] = ()
    read_at: datetime | None = None
    changed_at: datetime | None = None
    problem: str = ""
    warned_at: datetime | None = None

    def age(self, now: datetime) -> timedelta | None:
        """How long ago it was read; None if it never was."""
        return None if self.read_at is None else now - self.read_at


def with_feeds(
    rosters: Mapping[str, Roster],
    shifts: Mapping[str, Sequence[FeedShift]],
    known: Container[int],
) -> Mapping[str, Roster]:
    """The rosters, those of calendars elsewhere with the layers that were read there; people whom
    the desk, or the groups that a roster serves, no longer have are left out."""
    read = dict(rosters)
    for key, roster in rosters.items():
        if roster.feed:
            staff = known if roster.staff is None else roster.staff
            served = [shift for shift in shifts.get(key, ()) if shift[2] in staff]
            read[key] = replace(roster, layers=feed_layers(roster.timezone, served))
    return read


def outsiders(roster: Roster, feed: Feed | None, now: datetime) -> frozenset[int]:
    """Who has shifts ahead in a roster's calendar, and belongs to no group that it serves."""
    if feed is None or roster.staff is None:
        return frozenset()
    return frozenset(person for _, end, person in feed.shifts if end > now) - roster.staff


def feed_layers(timezone: str, shifts: Sequence[FeedShift]) -> tuple[Layer, ...]:
    """As few layers as hold all shifts without overlaps; all are primary, and hide each other not.

    Those who serve from and to the same instants are a crew.
    """
    crews: dict[tuple[datetime, datetime], list[int]] = {}
    for start, end, person in sorted(shifts):
        crews.setdefault((start, end), []).append(person)
    lanes: list[list[ListedShift]] = [[]]
    for (start, end), crew in crews.items():
        free = (lane for lane in lanes if not lane or lane[-1].end <= start)
        if (lane := next(free, None)) is None:
            lanes.append(lane := [])
        lane.append(ListedShift(start, end, tuple(dict.fromkeys(crew))))
    return tuple(
        Layer(
            key=FEED_LAYER if not number else f"{FEED_LAYER}-{number + 1}",
            timezone=timezone,
            unit=Unit.WEEK,
            start=datetime(2000, 1, 3),  # noqa: DTZ001 - a local time
            crews=(),
            listed=tuple(lane),
        )
        for number, lane in enumerate(lanes)
    )


def is_due(feed: Feed | None, url: str, now: datetime) -> bool:
    """Whether to look again: the address is another one, or the last good look is too old."""
    if feed is None or feed.url != url or feed.read_at is None or feed.problem:
        return True
    return now - feed.read_at >= READ_EVERY


def begun(feed: Feed | None, roster: str, url: str, now: datetime) -> Feed:
    """What is known before a look; shifts of another address stay till this one was read."""
    if feed is not None and feed.url == url:
        return feed
    return Feed(roster=roster, url=url, shifts=feed.shifts if feed else (), changed_at=now)


def read_well(feed: Feed, found: Sequence[FeedShift], now: datetime) -> Feed:
    """After a look that brought shifts: those that are over stay as they were read then."""
    over = (s for s in feed.shifts if s[1] <= now and s[1] > now - KEPT_BEHIND)
    shifts = tuple(sorted({*over, *(s for s in found if s[1] > now)}))
    changed = now if shifts != feed.shifts else feed.changed_at
    return replace(feed, shifts=shifts, read_at=now, changed_at=changed, problem="", warned_at=None)


def read_badly(feed: Feed, problem: str) -> Feed:
    """After a look that brought nothing: what was read before stays in force."""
    return replace(feed, problem=problem)


def is_stale(feed: Feed, now: datetime) -> bool:
    """Whether it couldn't be read for so long that somebody has to know."""
    since = feed.read_at or feed.changed_at or now
    return now - since >= STALE_AFTER


def must_warn(feed: Feed, now: datetime) -> bool:
    """Whether the leads are to be told now: once, until it can be read again."""
    return feed.warned_at is None and (feed.problem == EMPTY or is_stale(feed, now))
