"""Whether this machine's clock and theirs agree: signatures are refused when it is off."""

from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import parsedate_to_datetime

import aiohttp

from bot.doctor.finding import Finding, fine, note, wrong
from bot.slack.proxy import proxy_for
from storage.clock import wall_ms

MOST_SECONDS = 60
TIMEOUT = aiohttp.ClientTimeout(total=8, connect=4)


async def clock_of(session: aiohttp.ClientSession, name: str, url: str) -> AsyncIterator[Finding]:
    """By the date that a server writes into every answer, whatever it answers."""
    try:
        async with session.get(url, timeout=TIMEOUT, proxy=proxy_for(url)) as answer:
            said = answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError) as problem:
        yield wrong("unreachable", name=name, url=url, why=type(problem).__name__)
        return
    try:
        theirs = parsedate_to_datetime(said)
    except ValueError:
        yield note("no_date", name=name)
        return
    if theirs.tzinfo is None:  # "-0000": they don't say of which zone, and mean UTC
        theirs = theirs.replace(tzinfo=UTC)
    yield skew(name, round(wall_ms() / 1000 - theirs.timestamp()))


def skew(name: str, seconds: int) -> Finding:
    """What to say of a clock that is so many seconds before theirs."""
    if abs(seconds) <= MOST_SECONDS:
        return fine("clock", name=name)
    return wrong("clock_off", name=name, seconds=seconds)
