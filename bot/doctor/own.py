"""The settings and the database."""

import asyncio
from collections.abc import AsyncIterator

from bot.doctor.clocks import skew
from bot.doctor.finding import Finding, fine, note, wrong
from bot.settings import SOME_MESSENGER, Settings
from storage.checkup import Found, look_at
from storage.database import DatabaseUnreachable

SHORT_SECRET = 24


async def settings_of(settings: Settings) -> AsyncIterator[Finding]:
    """What is missing, and what is weaker than it should be."""
    missing = settings.what_is_missing()
    for name in missing:
        yield wrong("no_messenger") if name == SOME_MESSENGER else wrong("missing", name=name)
    if not missing:
        yield fine("settings")
    if 0 < len(settings.paidan_secret.get_secret_value()) < SHORT_SECRET:
        yield note("short_secret")
    if not settings.paidan_public_url:
        yield note("no_public_url")
    if settings.paidan_demo:
        yield note("demo_is_on")


async def database_of(settings: Settings) -> AsyncIterator[Finding]:
    """Whether it can be reached, whether its tables are of this version, and whose clock it has."""
    file = settings.database.file
    if file is not None and not file.exists():
        yield note("no_file", file=str(file))
        return
    try:
        found = await asyncio.wait_for(look_at(settings.database), 10)
    except (DatabaseUnreachable, OSError, TimeoutError) as problem:
        yield wrong("no_database", why=str(problem) or type(problem).__name__)
        return
    yield fine("database", kind=found.kind, version=found.server)
    for finding in _more(found):
        yield finding


def _more(found: Found) -> list[Finding]:
    more: list[Finding] = []
    if found.seconds_ahead is not None:
        more.append(skew(found.kind, -found.seconds_ahead))
    if found.missing:
        more.append(note("old_tables", count=len(found.missing)))
    elif found.settings is None:
        more.append(note("no_desk"))
    else:
        more.append(fine("desk", version=found.settings))
    return more
