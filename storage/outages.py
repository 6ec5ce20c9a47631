"""When the desk was down, as far as it shows in what fell due and fired late."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tortoise.expressions import F

from desk.calendar_spans import Span, joined
from storage.clock import from_ms, in_ms
from storage.clock_timers import SLA
from storage.engine_tables import TimerRow
from storage.tables import EventRow

LATE_MS = 30_000
SET_AHEAD = ("held", "reach", "hand_over", "swap_begins", "draft_expires")
"""Timers that never are due when they are set. Those of clocks may be, and show less."""

UNSEEN = timedelta(hours=1)
"""It may have been down for so long before anything fell due, if nothing shows that it was up."""


async def outages(since: datetime) -> tuple[Span, ...]:
    """The times since then in which it was down, in order and apart."""
    lately = TimerRow.filter(fired_at__gte=in_ms(since), kind__in=(*SET_AHEAD, SLA))
    late = lately.filter(fired_at__gt=F("due") + LATE_MS)
    rows = await late.values_list("kind", "ticket_id", "due", "fired_at")
    known = await _events_of([ticket for kind, ticket, _, _ in rows if kind == SLA])
    spans: list[tuple[int, int]] = []
    for kind, ticket, due, fired in rows:
        before = [at for at in known.get(ticket, ()) if at < fired] if kind == SLA else []
        fell = max([due, *before])
        if fired - fell > LATE_MS:
            spans.append((fell, fired))
    whole = joined((from_ms(fell), from_ms(fired)) for fell, fired in spans)
    return tuple(joined([(await _last_seen(start), end) for start, end in whole]))


async def _events_of(tickets: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = EventRow.filter(ticket_id__in=sorted(set(tickets)))
    for ticket, at in await rows.values_list("ticket_id", "at"):
        found.setdefault(ticket, []).append(at)
    return found


async def _last_seen(start: datetime) -> datetime:
    """When it was up for the last time before that."""
    at = in_ms(start)
    event = await EventRow.filter(at__lt=at).order_by("-id").first()
    timer = await TimerRow.filter(fired_at__lt=at).order_by("-fired_at").first()
    seen = [event.at if event else 0, (timer.fired_at or 0) if timer else 0]
    return max(from_ms(max(seen)), start - UNSEEN)
