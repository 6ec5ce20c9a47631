"""The rows that acts leave: tickets with their events, drafts, matters and timers."""

from collections.abc import Iterable, Mapping, Sequence

from desk.drafts import DraftState
from desk.matters import SwapRequest
from storage.act import Act, Surroundings
from storage.adjustments import SWAP_BEGINS, swap_timer
from storage.choices import choice_row
from storage.clock import in_ms
from storage.clock_timers import clock_timers, no_longer_asked, turn_timers
from storage.events import event_rows
from storage.files import file_steps
from storage.floods import digest_timers
from storage.matters import matter_row
from storage.steps import Insert, NextIds, Query, Row, Steps, Together, Update, number, text
from storage.tickets import draft_row, ticket_row
from storage.timers import timer_row
from storage.work import Extra, NewTimer

Written = list[Insert | Update]


def write_steps(
    acts: Sequence[Act], heads: Mapping[int, str], around: Surroundings, now: int, real: int
) -> Steps[None]:
    """Write what acts that go on leave, but for what messengers are to do."""
    rows = yield from _tickets(acts, heads, around)
    rows += [*_drafts(acts, around), *_matters(acts)]
    more, brought = extras(acts), any(act.work.files or _is_made(act) for act in acts)
    if more or brought:
        yield Together(tuple(rows))
        rows = []
    for extra in more:
        yield from extra.write(now)
    if brought:
        yield from file_steps(acts, around, real)
    yield from _write_timers(acts, rows)


def _is_made(act: Act) -> bool:
    """Whether files that wait with a draft may be a ticket's now."""
    return any(kept.draft.state is DraftState.MADE for kept in act.drafts)


def extras(acts: Sequence[Act]) -> list[Extra]:
    """What else these acts write, in the order in which it is locked."""
    return sorted((extra for act in acts for extra in act.work.extras), key=lambda e: e.order)


def _tickets(acts: Sequence[Act], heads: Mapping[int, str], around: Surroundings) -> Steps[Written]:
    changes = [decision.change for act in acts for decision in act.decisions]
    if not changes:
        return []
    ids = yield NextIds({"event": len(changes)})
    events, bodies = event_rows(changes, [number(row, "id") for row in ids], heads, around)
    by_ticket = {number(event, "ticket_id"): text(event, "hash") for event in events}
    rows = [
        (change.before is None, ticket_row(change.ticket, by_ticket[change.ticket.id], around))
        for change in changes
    ]
    chosen = [(d.selection, d.change) for act in acts for d in act.decisions if d.selection]
    return [
        Insert("ticket", [row for new, row in rows if new]),
        Update("ticket", ("id",), [row for new, row in rows if not new]),
        Insert("event", events),
        Insert("event_body", bodies),
        Insert("choice", [choice_row(selection, change, around) for selection, change in chosen]),
    ]


def _drafts(acts: Sequence[Act], around: Surroundings) -> Written:
    drafts = [kept.draft for act in acts for kept in act.drafts]
    rows = [(draft.version == 1, draft_row(draft, around)) for draft in drafts]
    return [
        Insert("draft", [row for new, row in rows if new]),
        Update("draft", ("id",), [row for new, row in rows if not new]),
    ]


def _matters(acts: Sequence[Act]) -> Written:
    matters = [kept.matter for act in acts for kept in act.matters]
    rows = [(matter.version == 1, matter_row(matter)) for matter in matters]
    return [
        Insert("matter", [row for new, row in rows if new]),
        Update("matter", ("id",), [row for new, row in rows if not new]),
    ]


def _write_timers(acts: Sequence[Act], rows: Written) -> Steps[None]:
    """Timers that start, move and stop, along with `rows`."""
    changes = [decision.change for act in acts for decision in act.decisions]
    clocks = [clock_timers(change) for change in changes]
    unasked = yield from no_longer_asked(changes)
    stopped = sorted(
        {*unasked}
        | {key for act in acts for key in act.work.stopped}
        | {key for _, stops in clocks for key in stops}
    )
    if stopped:
        yield Query("delete from timer where key = any($1) and fired_at is null", (stopped,))
    timers = {timer.key: timer for act in acts for timer in _timers(act)}
    timers |= {timer.key: timer for starts, _ in clocks for timer in starts}
    new: list[Row] = [timer_row(timer) for _, timer in sorted(timers.items())]
    inserted = yield Together((*rows, Insert("timer", new, unless_known=("key",))))
    known = timers.keys() - {text(row, "key") for row in inserted}
    for key in sorted(known):
        # With a new time it starts afresh, also if it failed or is being decided on. One that stays
        # as it is isn't locked: others may hold it, and wait for what was just inserted.
        yield Query(
            "update timer set due = $2, claimed_until = null, attempts = 0, dead_at = null, "
            "error = null where key = $1 and fired_at is null and due <> $2",
            (key, in_ms(timers[key].due)),
        )


def _timers(act: Act) -> Iterable[NewTimer]:
    """The timers of an act, with those that new drafts and swaps bring: they expire."""
    yield from act.work.timers
    for decision in act.decisions:
        yield from turn_timers(decision)
        yield from digest_timers(decision)
    for kept in act.drafts:
        if kept.draft.version == 1:
            yield NewTimer(
                key=f"draft:{kept.draft.id}:expire",
                kind="draft_expires",
                due=kept.draft.expires_at,
                payload={"draft": kept.draft.id},
            )
    for asked in act.matters:
        if isinstance(asked.matter, SwapRequest) and asked.matter.version == 1:
            yield NewTimer(
                key=swap_timer(asked.matter.id),
                kind=SWAP_BEGINS,
                due=asked.matter.start,
                payload={"matter": asked.matter.id},
            )
