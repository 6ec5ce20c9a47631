"""The figures of summaries, and the tickets behind each: counted and listed by the same conditions.

All of it is read by indexes, beginning at what happened in the time or at what is open, never from
all tickets. `cross join` has SQLite begin there, too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from desk.clocks import PROMISES, Mood
from desk.groups import Desk
from desk.moves import ENDED, OPEN_STATES, Action, Status
from desk.reports import (
    COUNTED_BY,
    MOMENT,
    Counted,
    Done,
    Figure,
    GroupFigures,
    Part,
    Period,
    Summary,
    aged,
    part_before,
    part_of,
    slowest,
)
from desk.sought import PAGE, Turn
from storage.clock import from_ms, in_ms
from storage.steps import Engine, Query, Row, Steps, number, text

FACTS = TypeAdapter(dict[str, str | int])
NOTICED_WITHIN = timedelta(days=7)
"""How long after its deadline a broken promise may be noted, if the desk stood still."""
NOTED_BY = (Action.REMIND, Action.ESCALATE)

OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN_STATES))
OVER = ", ".join(f"'{status}'" for status in sorted(ENDED))

# $1: the groups, $2 and $3: from when to when.
HAPPENED = (
    "from event e cross join ticket t where t.id = e.ticket_id and t.group_key = any($1) "
    "and e.at >= $2 and e.at < $3 and e.action = "
)
# $1: the groups, $2: as of when. Where a state is newer than that, the record is asked.
WAS = (
    "(select e.after from event e where e.ticket_id = t.id and e.at <= $2 "
    "order by e.seq desc limit 1)"
)
WAS_OPEN = (
    "select t.id, t.group_key, t.opened_at from ticket t where t.group_key = any($1) "  # noqa: S608
    f"and t.status in ({OPEN}) and (t.status_since <= $2 or {WAS} in ({OPEN})) "
    "union all select t.id, t.group_key, t.opened_at from "
    "(select distinct e.ticket_id from event e where e.action = 'resolve' and e.at > $2 "
    "union select e.ticket_id from event e where e.action = 'cancel' and e.at > $2) ended "
    "cross join ticket t where t.id = ended.ticket_id and t.group_key = any($1) "
    f"and t.status in ({OVER}) and t.status_since > $2 and {WAS} in ({OPEN})"
)
COUNT = " union all ".join(
    f"select '{action}' as action, t.group_key, count(distinct e.ticket_id) as n {HAPPENED}"
    f"'{action}' group by t.group_key"
    for action in COUNTED_BY.values()
)
LATE = " union all ".join(
    f"select e.ticket_id, t.group_key, e.facts {HAPPENED}'{action}' and e.facts like $4"
    for action in NOTED_BY
)
IS_LATE = f'%"mood":"{Mood.LATE}"%'
# How long people waited for the first of these, and until the last of those.
FIRST_TAKEN = (
    f"select e.ticket_id, t.group_key, t.opened_at, min(e.at) as done {HAPPENED}"
    f"'{Action.ACKNOWLEDGE}' and e.before <> '{Status.REOPENED}' "
    "group by e.ticket_id, t.group_key, t.opened_at"
)
LAST_SOLVED = (
    f"select e.ticket_id, t.group_key, t.opened_at, max(e.at) as done {HAPPENED}"
    f"'{Action.RESOLVE}' group by e.ticket_id, t.group_key, t.opened_at"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted, by group, and how old what was open then is, by ticket."""

    numbers: Mapping[str, Mapping[Figure, int]]
    ages: Mapping[int, timedelta]


class Reports:
    """Reads figures, and what is behind them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def summary(
        self, desk: Desk, groups: Sequence[str], period: Period, now: datetime
    ) -> Summary:
        """The figures of these groups of the desk, as of now, against the time before."""
        zones = {key: desk.groups[key].timezone for key in groups}
        parts = {key: part_of(key, period, zone, now) for key, zone in zones.items()}
        before = {key: part_before(parts[key], period, zone) for key, zone in zones.items()}
        counts = await self._engine.read(lambda: count_steps(parts.values()))
        then = await self._engine.read(lambda: count_steps(before.values()))
        taken = await self._engine.read(lambda: _done(FIRST_TAKEN, parts.values()))
        solved = await self._engine.read(lambda: _done(LAST_SOLVED, parts.values()))
        calendars = {key: desk.calendar(desk.groups[key].calendar) for key in groups}
        return Summary(
            period,
            now,
            tuple(
                GroupFigures(
                    part=parts[key],
                    before=before[key],
                    counts=counts.numbers[key],
                    counts_before=then.numbers[key],
                    acknowledged=slowest(taken[key], calendars[key]),
                    resolved=slowest(solved[key], calendars[key]),
                )
                for key in groups
            ),
            aged(counts.ages),
        )

    async def behind(self, counted: Counted, turn: Turn, oldest_first: bool) -> list[int]:
        """The tickets behind a figure, in the order of the list from the turn on; one more than a
        page has room for."""
        if counted.figure is None:
            return []
        figure = counted.figure
        found = sorted(await self._engine.read(lambda: behind_steps(figure, counted.parts)))
        ascending = oldest_first != turn.back
        if turn.ticket:
            at = turn.ticket
            found = [one for one in found if (one > at if ascending else one < at)]
        return (found if ascending else found[::-1])[: PAGE + 1]


def statements(part: Part) -> Iterator[Query]:
    """All that is asked for one group's time: none of it may go through all tickets."""
    args = ([part.group], in_ms(part.since), in_ms(part.until))
    yield from (Query(sql, args) for sql in (COUNT, FIRST_TAKEN, LAST_SOLVED))
    yield Query(LATE, (*args, IS_LATE))
    yield Query(WAS_OPEN, ([part.group], _open_at(part)))


def count_steps(parts: Iterable[Part]) -> Steps[Counts]:
    """Every figure of each group's time."""
    figure_of = {str(action): figure for figure, action in COUNTED_BY.items()}
    numbers: defaultdict[str, Counter[Figure]] = defaultdict(Counter)
    ages: dict[int, timedelta] = {}
    known = list(parts)
    for groups, part in _by_time(known):
        rows = yield Query(COUNT, (groups, in_ms(part.since), in_ms(part.until)))
        for row in rows:
            figure = figure_of[text(row, "action")]
            numbers[text(row, "group_key")][figure] = number(row, "n")
        for row in (yield from _broken(groups, part)).values():
            numbers[text(row, "group_key")][Figure.BREACHED] += 1
        at = _open_at(part)
        rows = yield Query(WAS_OPEN, (groups, at))
        for row in rows:
            numbers[text(row, "group_key")][Figure.BACKLOG] += 1
            ages[number(row, "id")] = part.until - from_ms(number(row, "opened_at"))
    groups_known = [part.group for part in known]
    return Counts({key: {one: numbers[key][one] for one in Figure} for key in groups_known}, ages)


def _done(sql: str, parts: Iterable[Part]) -> Steps[Mapping[str, list[Done]]]:
    found: defaultdict[str, list[Done]] = defaultdict(list)
    for groups, part in _by_time(parts):
        rows = yield Query(sql, (groups, in_ms(part.since), in_ms(part.until)))
        for row in rows:
            start, end = from_ms(number(row, "opened_at")), from_ms(number(row, "done"))
            found[text(row, "group_key")].append(Done(number(row, "ticket_id"), start, end))
    return found


def behind_steps(figure: Figure, parts: Iterable[Part]) -> Steps[set[int]]:
    """The tickets behind one figure, by the same conditions."""
    found: set[int] = set()
    for groups, part in _by_time(parts):
        if figure is Figure.BREACHED:
            found |= (yield from _broken(groups, part)).keys()
        elif figure is Figure.BACKLOG:
            rows = yield Query(WAS_OPEN, (groups, _open_at(part)))
            found |= {number(row, "id") for row in rows}
        else:
            action = COUNTED_BY[figure]
            rows = yield Query(
                f"select distinct e.ticket_id {HAPPENED}'{action}'",
                (groups, in_ms(part.since), in_ms(part.until)),
            )
            found |= {number(row, "ticket_id") for row in rows}
    return found


def _broken(groups: list[str], part: Part) -> Steps[dict[int, Row]]:
    """The tickets of which a promise ran out in the time, as the desk noted it at the deadline."""
    noted_until = min(part.until + NOTICED_WITHIN, part.as_of + MOMENT)
    rows = yield Query(LATE, (groups, in_ms(part.since), in_ms(noted_until), IS_LATE))
    return {number(row, "ticket_id"): row for row in rows if _ran_out(row, part)}


def _ran_out(row: Row, part: Part) -> bool:
    facts = FACTS.validate_json(text(row, "facts"))
    due = facts.get("due")
    if facts.get("clock") not in set(PROMISES) or not isinstance(due, str):
        return False
    return part.since <= datetime.fromisoformat(due) < part.until


def _open_at(part: Part) -> int:
    """Backlogs are told as of the end of the time, so far."""
    return in_ms(part.until - MOMENT)


def _by_time(parts: Iterable[Part]) -> Iterator[tuple[list[str], Part]]:
    """Groups of the same time are asked for together; the part stands for all of them."""
    together: defaultdict[tuple[datetime, datetime, datetime], list[Part]] = defaultdict(list)
    for part in parts:
        together[part.since, part.until, part.as_of].append(part)
    for alike in together.values():
        yield [part.group for part in alike], alike[0]
