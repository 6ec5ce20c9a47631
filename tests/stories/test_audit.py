"""The record proves itself: whoever changes it behind the bot's back is told on."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.peeking import first_value, tamper
from tests.sandbox.conftest import eventually
from tests.town import Town
from tests.townspeople import IT_SUPPORT

pytestmark = pytest.mark.asyncio

KEPT = ("event", "event_body", "ticket", "seal")
CUT = (
    "delete from event_body where event_id in "
    "(select id from event where ticket_id = 1 and seq = 4)",
    "delete from event where ticket_id = 1 and seq = 4",
    "update ticket set version = 3, "
    "head = (select hash from event where ticket_id = 1 and seq = 3) where id = 1",
)
ANOTHER_BODY = (
    "update event_body set body = 'something else' "
    "where event_id = (select id from event where ticket_id = 1 and seq = 4)",
)
SWAPPED = (
    "update event set seq = 99 where ticket_id = 1 and seq = 2",
    "update event set seq = 2 where ticket_id = 1 and seq = 3",
    "update event set seq = 3 where ticket_id = 1 and seq = 99",
)


@pytest_asyncio.fixture
async def sealed(town: Town) -> AsyncIterator[Town]:
    """A ticket with four events under a seal; what a test changes is put back afterwards."""
    url = town.bot.database_url
    if not await first_value(url, "select count(*) from ticket"):
        ticket = await town.opened("to be audited")
        assert ticket == 1
        for verb in ("acknowledge", "start", "resolve it works"):
            await town.on_call.slack.command(f"#1 {verb}", IT_SUPPORT)
        await town.advance(61)

        async def is_sealed() -> bool:
            upto = await first_value(url, "select max(upto) from seal")
            return upto == await first_value(url, "select max(id) from event")

        await eventually(is_sealed)
        town.bot.stop()
        await tamper(url, *(f"create table kept_{t} as select * from {t}" for t in KEPT))  # noqa: S608
    yield town
    emptied = [f"delete from {table}" for table in reversed(KEPT)]  # noqa: S608 - ours
    order = ("ticket", "event", "event_body", "seal")
    filled = [f"insert into {table} select * from kept_{table}" for table in order]  # noqa: S608
    await tamper(
        url,
        "delete from event_body",
        "delete from event",
        *[one for one in emptied if "event" not in one],
        *filled,
    )


async def test_an_untouched_record_is_verified(sealed: Town) -> None:
    """`paidan audit verify` counts what it went through and ends well."""
    verdict = sealed.bot.command("audit", "verify")
    assert verdict.returncode == 0, verdict.stderr
    assert "1, events: 4, seals: 1" in verdict.stdout


@pytest.mark.parametrize(
    ("statements", "event"),
    [
        pytest.param(
            ("update event set action = 'start' where ticket_id = 1 and seq = 2",),
            2,
            id="an event changed",
        ),
        pytest.param(
            ("update event set at = at - 60000 where ticket_id = 1 and seq = 3",),
            3,
            id="its time changed",
        ),
        pytest.param(
            (
                "delete from event_body where event_id in "
                "(select id from event where ticket_id = 1 and seq = 2)",
                "delete from event where ticket_id = 1 and seq = 2",
            ),
            2,
            id="an event removed",
        ),
        pytest.param(SWAPPED, 2, id="two swapped"),
        pytest.param(ANOTHER_BODY, 4, id="words changed"),
        pytest.param(CUT, 4, id="the tail cut after a seal"),
        pytest.param(
            ("update seal set heads = '[]' where id = (select min(id) from seal)",),
            1,
            id="a seal changed",
        ),
    ],
)
async def test_the_first_event_that_was_tampered_with_is_named(
    sealed: Town, statements: tuple[str, ...], event: int
) -> None:
    """Whatever was done, the check fails and names where it begins."""
    await tamper(sealed.bot.database_url, *statements)
    verdict = sealed.bot.command("audit", "verify")
    assert verdict.returncode == 1
    assert f"event {event}:" in verdict.stderr


async def test_erased_words_leave_the_record_verifiable(sealed: Town) -> None:
    """What somebody said can be erased: the chain still proves that nothing else was."""
    await tamper(sealed.bot.database_url, "delete from event_body")
    assert sealed.bot.command("audit", "verify").returncode == 0
