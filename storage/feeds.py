"""Calendars elsewhere from which rosters are read: what was read last, and how old it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from desk.roster_feed import Feed, FeedShift
from storage.clock import from_ms, in_ms
from storage.duty_tables import FeedRow
from storage.stamp import bump_steps
from storage.steps import Insert, Query, Row, Steps, Update
from storage.work import Extra

ORDER = "feed"
SEEN = ("url", "fetched_at", "changed_at", "problem", "warned_at")
SHIFTS = TypeAdapter(tuple[FeedShift, ...])


class Feeds:
    """Reads what is known of calendars elsewhere."""

    async def of(self, roster: str) -> Feed | None:
        """A roster's calendar as it was read last; None if it never was."""
        row = await FeedRow.get_or_none(roster=roster)
        return _feed(row) if row else None


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A calendar as it shall be; `before` is what it was decided on."""

    feed: Feed
    before: Feed | None

    def as_extra(self) -> Extra:
        """Its row; in conflict if another process has written it meanwhile."""
        return Extra(ORDER, self._write, self._check)

    def _check(self) -> Steps[bool]:
        rows = yield Query(
            f"select {', '.join(SEEN)} from feed where roster = $1 for update",  # noqa: S608 - ours
            (self.feed.roster,),
        )
        if self.before is None or not rows:
            return self.before is None and not rows
        was = _row(self.before)
        return all(rows[0][name] == was[name] for name in SEEN)

    def _write(self, now: int) -> Steps[None]:
        yield Insert("feed", [_row(self.feed)], unless_known=("roster",))
        yield Update("feed", ("roster",), [_row(self.feed)])
        if self.before is None or self.before.shifts != self.feed.shifts:
            yield from bump_steps(now)


async def read_feeds() -> Mapping[str, tuple[FeedShift, ...]]:
    """The shifts of all calendars, by roster."""
    return {row.roster: SHIFTS.validate_json(row.shifts) for row in await FeedRow.all()}


def _feed(row: FeedRow) -> Feed:
    return Feed(
        roster=row.roster,
        url=row.url,
        shifts=SHIFTS.validate_json(row.shifts),
        read_at=_time(row.fetched_at),
        changed_at=_time(row.changed_at),
        problem=row.problem or "",
        warned_at=_time(row.warned_at),
    )


def _row(feed: Feed) -> Row:
    return {
        "roster": feed.roster,
        "url": feed.url,
        "shifts": SHIFTS.dump_json(tuple(feed.shifts)).decode(),
        "fetched_at": _ms(feed.read_at),
        "changed_at": _ms(feed.changed_at),
        "problem": feed.problem or None,
        "warned_at": _ms(feed.warned_at),
    }


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else from_ms(ms)


def _ms(at: datetime | None) -> int | None:
    return None if at is None else in_ms(at)
