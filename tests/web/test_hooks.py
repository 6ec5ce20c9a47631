"""Hooks: what programs elsewhere send becomes a ticket once, if it is signed."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from desk.events import Intake
from storage.tables import TicketRow
from tests.storage.conftest import Desk, desk
from tests.web.programs import Caller, hook_of, program

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio


def alert(**said: object) -> bytes:
    """What the monitoring of the sample sends."""
    return json.dumps({"alert": {"name": "disk full", **said}}).encode()


@pytest_asyncio.fixture
async def monitoring(desk: Desk) -> AsyncIterator[Caller]:
    """The monitoring, whose hook the sample desk maps."""
    async with program(desk.store) as one:
        one.token = ""
        secret = await hook_of(desk.store, "monitoring", ("it-support",))
        yield Caller(one, desk.store, "monitoring", secret)


async def test_a_signed_call_becomes_a_ticket_as_it_is_mapped(monitoring: Caller) -> None:
    """Title, body, priority and category; it knows its channel, and is answered at once."""
    body = alert(description="97 % of /var", severity="high")
    ticket = (await monitoring.call(body, 201)).json
    assert (ticket["title"], ticket["body"]) == ("disk full", "97 % of /var")
    assert (ticket["priority"], ticket["category"]) == ("high", "network")
    assert (ticket["group"], ticket["channel"]) == ("it-support", Intake.HOOK)
    assert ticket["reporter"]["name"] == "monitoring"
    assert (ticket["notes"], ticket["moves"]) == ([], [])
    assert ticket["promises"]


async def test_the_same_delivery_makes_no_second_ticket(monitoring: Caller) -> None:
    """Also when it is sent later again, or with other words under its name."""
    first = await monitoring.call(alert(), 201, delivery="a1")
    assert (await monitoring.call(alert(), 201, delivery="a1", off=3)).text == first.text
    await monitoring.call(alert(severity="high"), 422, delivery="a1")
    assert await TicketRow.all().count() == 1


async def test_only_what_is_signed_now_is_taken(monitoring: Caller) -> None:
    """Five minutes either way; a wrong secret, a changed body, another name: nothing is made."""
    for off in (-290, 290):
        await monitoring.call(alert(), 201, off=off)
    for off in (-310, 310):
        await monitoring.call(alert(), 401, off=off)
    await monitoring.call(alert(), 401, secret="another")
    for delivery in ("", "a:b", "ü", "x" * 101):
        headers = {"X-Paidan-Id": delivery, "X-Paidan-Timestamp": "1", "X-Paidan-Signature": "v1="}
        await monitoring.program.send("/hooks/monitoring", alert(), 401, headers=headers)
    await monitoring.program.send("/hooks/nobody", alert(), 404)
    await monitoring.program.call("GET", "/hooks/monitoring", 405)
    assert await TicketRow.all().count() == 2


async def test_an_overheard_call_can_not_be_sent_as_another(monitoring: Caller) -> None:
    """Its name is part of what is signed."""
    seen: dict[str, str] = {}
    send = monitoring.program.send

    async def overhear(path: str, body: bytes, status: int, headers: dict[str, str]) -> object:
        seen.update(headers)
        return await send(path, body, status, headers=headers)

    monitoring.program.send = overhear  # type: ignore[assignment,method-assign] # listens in
    await monitoring.call(alert(), 201)
    await send("/hooks/monitoring", alert(), 401, headers={**seen, "X-Paidan-Id": "other"})


async def test_what_is_missing_or_unknown_is_told_with_its_pointer(monitoring: Caller) -> None:
    """Without a title there is no ticket; a priority that nobody knows costs none."""
    missing = await monitoring.call(b'{"alert": {"severity": "high"}}', 422)
    assert missing.json["errors"][0]["pointer"] == "/alert/name"
    ticket = (await monitoring.call(alert(severity="page"), 201)).json
    assert ticket["priority"] == "normal"
    assert ticket["notes"][0]["pointer"] == "/alert/severity"
    assert "page" in ticket["notes"][0]["detail"]


async def test_what_is_too_long_is_cut_rather_than_lost(monitoring: Caller) -> None:
    """Nobody is there who could shorten an alarm."""
    ticket = (await monitoring.call(alert(name="x" * 40_000, description="y" * 40_000), 201)).json
    assert len(ticket["title"]) <= 120
    await monitoring.call(b"[" * 10_000, 400)
    await monitoring.call(b"7", 422)


async def test_a_revoked_hook_takes_nothing(monitoring: Caller) -> None:
    """Nor does an old secret, once there is a new one of the same name."""
    assert await monitoring.store.tokens.revoke("monitoring")
    await monitoring.call(alert(), 404)
    await hook_of(monitoring.store, "monitoring")
    await monitoring.call(alert(), 401)
