"""What has done its service goes, so that nothing grows for ever."""

from datetime import datetime, timedelta

from storage.answers import tidy_answers_steps
from storage.clock import in_ms
from storage.listings import forget_steps
from storage.steps import Query, Steps

# Slack sends again within six minutes, DingTalk within one; the rest is for clocks and outages.
DELIVERIES_KEPT = timedelta(days=2)
FIRED_TIMERS_KEPT = timedelta(days=30)


def tidy_steps(real: datetime, now: datetime) -> Steps[None]:
    """Forget deliveries that nobody will repeat, their answers, and timers that fired long ago."""
    yield from tidy_answers_steps(real)
    yield Query("delete from inbox where at < $1", (in_ms(real - DELIVERIES_KEPT),))
    yield Query("delete from timer where fired_at < $1", (in_ms(now - FIRED_TIMERS_KEPT),))
    yield from forget_steps(real)
