"""The API: what programs can do, what they are answered, and what they are refused."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from desk.moves import MOVES, Action, Ask, by_people
from desk.people import Role
from desk.tokens import Scope
from storage.answers import ANSWERS_KEPT
from storage.engine_tables import InboxRow, LaneRow, PostingRow
from storage.program_tables import AnswerRow
from storage.tables import TicketRow
from tests.storage.conftest import Desk, desk
from tests.web.programs import BASE, Program, program, token_of
from web.api.limits import Limits

__all__ = ["desk"]

pytestmark = pytest.mark.asyncio

ASKED: dict[Ask, dict[str, str]] = {
    Ask.NOTHING: {},
    Ask.TEXT: {"text": "because"},
    Ask.WAITING_FOR: {"waiting_for": "parts"},
    Ask.PERSON: {"person": "wang"},
    Ask.GROUP: {"group": "仓库"},
    Ask.PRIORITY: {"priority": "low"},
    Ask.HOW_LONG: {"how_long": "5m"},
    Ask.HOW_LONG_AND_WHY: {"how_long": "5m", "text": "agreed"},
}
BEFORE: dict[Action, tuple[Action, ...]] = {
    Action.START: (Action.ACKNOWLEDGE,),
    Action.PEND: (Action.ACKNOWLEDGE,),
    Action.RESOLVE: (Action.ACKNOWLEDGE,),
    Action.CONFIRM: (Action.ACKNOWLEDGE, Action.RESOLVE),
    Action.REOPEN: (Action.CANCEL,),
    Action.TAKE_OVER: (Action.ACKNOWLEDGE,),
    Action.SEND_BACK: (Action.TRANSFER,),
    Action.GIVE_BACK: (Action.ACKNOWLEDGE,),
}


@pytest_asyncio.fixture
async def shop(desk: Desk) -> AsyncIterator[Program]:
    """The shop's program, before the sample desk."""
    async with program(desk.store) as one:
        yield one


async def test_a_ticket_is_answered_with_number_promises_and_words(shop: Program) -> None:
    """Whoever reports it can pass on at once when they will hear of it."""
    answer = await shop.post("/tickets", 201, title="printer", body="on fire", priority="高")
    ticket = answer.json
    assert answer.headers["Location"] == f"/api/v1/tickets/{ticket['number']}"
    assert ticket["url"] == f"{BASE}/api/v1/tickets/{ticket['number']}"
    assert (ticket["title"], ticket["body"], ticket["priority"]) == ("printer", "on fire", "high")
    assert {one["kind"]: one["state"] for one in ticket["promises"]} == {
        "acknowledge": "running",
        "first_reply": "running",
        "resolution": "running",
    }
    assert f"#{ticket['number']}" in ticket["answer"]
    assert (await shop.get(f"/tickets/{ticket['number']}")).json["channel"] == "api"


async def test_its_cards_and_timers_are_those_of_a_line_in_chat(shop: Program, desk: Desk) -> None:
    """The group sees it on both messengers; nothing is ever put in a lane to the program itself."""
    number = await shop.opened(group="it-support")
    await shop.post(f"/tickets/{number}/moves", 200, move="acknowledge")
    await shop.post(f"/tickets/{number}/moves", 200, move="resolve", text="put out")
    cards = await PostingRow.filter(ticket_id=number)
    assert {card.lane.partition(":")[0] for card in cards} == {"slack", "dingtalk"}
    assert not await LaneRow.filter(messenger="api").exists()
    assert (await desk.store.tickets.page(None, (), None, 1))[0].result == "put out"


async def test_every_move_of_people_can_be_made(shop: Program, desk: Desk) -> None:
    """With what it asks for; and refused with the field that is missing without it."""
    other = replace(shop, token=await token_of(desk.store, "other"))
    for action in by_people():
        number = await shop.opened(title=f"for {action}", group="it-support")
        where, earlier = f"/tickets/{number}/moves", BEFORE.get(action, ())
        for move in earlier:
            await other.post(where, 200, move=move, **ASKED[MOVES[move].asks])
        asks = ASKED[MOVES[action].asks]
        assert action in (await shop.get(f"/tickets/{number}")).json["moves"]
        if asks:
            wrong = (await shop.post(where, 422, move=action)).json["errors"]
            assert wrong[0]["pointer"].removeprefix("/") in asks
        moved = (await shop.post(where, 200, move=action, **asks)).json
        assert moved["version"] == len(earlier) + 2
        events = (await shop.get(f"/tickets/{number}/events")).json["events"]
        assert (events[-1]["action"], events[-1]["by"]["name"]) == (action.value, "shop")
    assert (await desk.store.audit.verify()).flaw is None


async def test_the_same_key_gets_the_same_answer_and_changes_nothing(
    shop: Program, desk: Desk
) -> None:
    """One after the other and at the same moment; with something else to say it is refused."""
    first = await shop.post("/tickets", 201, key="order-1", title="printer")
    again = await shop.post("/tickets", 201, key="order-1", title="printer")
    assert (again.text, again.headers["Location"]) == (first.text, first.headers["Location"])
    refused = await shop.post("/tickets", 422, key="order-1", title="another")
    assert refused.json["type"].endswith("#key_used")
    together = await asyncio.gather(
        *(shop.post("/tickets", 201, key="order-2", title="printer") for _ in range(8))
    )
    assert len({one.text for one in together}) == 1
    assert await TicketRow.all().count() == 2
    await shop.post(f"/tickets/{first.json['number']}/moves", 200, key="m", move="acknowledge")
    moved = await shop.post(
        f"/tickets/{first.json['number']}/moves", 200, key="m", move="acknowledge"
    )
    assert moved.json["version"] == 2
    other = replace(shop, token=await token_of(desk.store, "other"))
    theirs = await other.post("/tickets", 201, key="order-1", title="printer")
    assert theirs.json["number"] != first.json["number"]


async def test_a_key_is_new_again_after_a_day(shop: Program, desk: Desk) -> None:
    """What was answered is kept for a day, and then goes with the delivery that it answered."""
    first = await shop.opened_by("order-1")
    desk.wait((ANSWERS_KEPT - timedelta(minutes=1)).total_seconds())
    await desk.store.tidy()
    assert await shop.opened_by("order-1") == first
    desk.wait(120)
    await desk.store.tidy()
    assert not await AnswerRow.all().exists()
    assert not await InboxRow.filter(key__startswith="api:").exists()
    assert await shop.opened_by("order-1") != first


async def test_pages_follow_each_other_without_gap_or_repetition(shop: Program) -> None:
    """Newest first, also if new ones come in between."""
    numbers = [await shop.opened(title=f"no. {n}") for n in range(5)]
    first = (await shop.get("/tickets?limit=2")).json
    await shop.opened(title="between")
    second = (await shop.get(f"/tickets?limit=2&cursor={first['next']}")).json
    last = (await shop.get(f"/tickets?limit=2&cursor={second['next']}")).json
    seen = [one["number"] for page in (first, second, last) for one in page["tickets"]]
    assert seen == numbers[::-1]
    assert last["next"] is None


async def test_lists_are_filtered_by_group_and_state(shop: Program) -> None:
    """Several of each may be wanted; what isn't known is told."""
    it = await shop.opened(group="it-support")
    store = await shop.opened(group="warehouse")
    await shop.post(f"/tickets/{it}/moves", 200, move="acknowledge")

    async def listed(query: str) -> list[int]:
        found = (await shop.get(f"/tickets?{query}")).json["tickets"]
        return [one["number"] for one in found]

    assert await listed("group=it-support") == [it]
    assert await listed("group=仓库&group=it-support") == [store, it]
    assert await listed("status=acknowledged&status=closed") == [it]
    assert await listed("group=warehouse&status=acknowledged") == []
    wrong = (await shop.get("/tickets?group=nobody&limit=1", 422)).json["errors"]
    assert wrong[0]["parameter"] == "group"
    wrong = (await shop.get("/tickets?limit=999&colour=red", 422)).json["errors"]
    assert [one["parameter"] for one in wrong] == ["limit", "colour"]


async def test_a_token_does_what_its_scopes_say(shop: Program, desk: Desk) -> None:
    """Reading, writing and leading are different things."""
    number = await shop.opened()
    reader = replace(shop, token=await token_of(desk.store, "reader", (Scope.READ,)))
    assert (await reader.get(f"/tickets/{number}")).json["moves"] == []
    refused = await reader.post(f"/tickets/{number}/moves", 403, move="acknowledge")
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    writer = replace(shop, token=await token_of(desk.store, "writer", (Scope.WRITE,)))
    await writer.get("/tickets", 403)
    await writer.post(f"/tickets/{number}/moves", 200, move="acknowledge")
    refused = await writer.post(f"/tickets/{number}/moves", 403, move="assign", person="wang")
    assert "tickets:lead" in refused.json["detail"]


async def test_a_token_sees_its_groups_and_what_it_reported(shop: Program, desk: Desk) -> None:
    """Of what it reported to others it reads what a reporter reads."""
    theirs = await shop.opened(group="warehouse")
    token = await token_of(desk.store, "it", groups=("it-support",))
    it = replace(shop, token=token)
    await it.get(f"/tickets/{theirs}", 404)
    await it.post(f"/tickets/{theirs}/comments", 404, text="hello")
    await it.get("/tickets?group=warehouse", 403)
    assert (await it.get("/tickets")).json["tickets"] == []
    await it.post("/tickets", 403, title="x", group="warehouse")
    own = await it.opened(title="into our group without naming it")
    assert (await it.get(f"/tickets/{own}")).json["group"] == "it-support"
    await it.post(f"/tickets/{own}/moves", 200, move="transfer", group="warehouse", text="yours")
    await shop.post(f"/tickets/{own}/comments", 201, text="between us")
    await shop.post(f"/tickets/{own}/comments", 201, text="for all", visibility="reporter")
    events = (await it.get(f"/tickets/{own}/events")).json["events"]
    assert [one["text"] for one in events] == ["into our group without naming it", "for all"]
    assert [one["facts"] for one in events] == [{}, {}]
    moves = set((await it.get(f"/tickets/{own}")).json["moves"])
    assert moves
    assert all(Role.REPORTER in MOVES[Action(move)].by for move in moves)


async def test_only_tokens_in_force_open_anything(shop: Program, desk: Desk) -> None:
    """None, a wrong one, one that is over, one that was revoked a moment ago."""
    for token in ("", "x", "pdn_x", "pdn__", shop.token + "x", shop.token[:-1], "pdn_\u00fc_x"):
        refused = await replace(shop, token=token).get("/tickets", 401)
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert await desk.store.tokens.revoke("shop")
    await shop.get("/tickets", 401)


async def test_errors_are_problems_in_the_askers_language(shop: Program) -> None:
    """RFC 9457, with every field that is wrong, in Chinese and in English."""
    chinese = replace(shop, language="zh-CN,zh;q=0.9,en;q=0.5")
    answer = await chinese.post("/tickets", 422, titel="x", impact="huge", group=5)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "zh-CN"
    assert {one["pointer"] for one in answer.json["errors"]} == {
        "/title",
        "/titel",
        "/impact",
        "/group",
    }
    assert answer.json["title"] == "部分内容无法接受"
    english = await shop.post("/tickets", 422, title="x", group="nope", category="zzz")
    assert [one["pointer"] for one in english.json["errors"]] == ["/group", "/category"]
    assert "IT 支持" in english.json["errors"][0]["detail"]


async def test_what_can_not_be_is_a_conflict_that_says_why(shop: Program) -> None:
    """A move that the state doesn't allow changes nothing."""
    number = await shop.opened()
    answer = await shop.post(f"/tickets/{number}/moves", 409, move="confirm")
    assert "“Confirm” is not possible now" in answer.json["detail"]
    assert (await shop.get(f"/tickets/{number}")).json["version"] == 1


async def test_a_program_nudges_no_more_often_than_people(shop: Program) -> None:
    """The second nudge within half an hour is a conflict; nobody is told again."""
    number = await shop.opened()
    await shop.post(f"/tickets/{number}/moves", 200, move="nudge")
    await shop.post(f"/tickets/{number}/moves", 409, move="nudge")
    assert (await shop.get(f"/tickets/{number}")).json["version"] == 2


HOSTILE: tuple[tuple[bytes, int], ...] = (
    (b"", 400),
    (b"{", 400),
    (b"[]", 422),
    (b"null", 422),
    (b'{"title": 5}', 422),
    (b'{"title": "\\ud800"}', 400),
    (b'{"title": "a\\u0000b \\u202e"}', 201),
    (b'{"title": "\\u0000"}', 422),
    (b'{"title": "' + b"x" * 40_000 + b'"}', 422),
    (b'{"title": "x", "body": "' + b"x" * 40_000 + b'"}', 422),
    (b'{"title": "x", "impact": 1e999}', 422),
    (b'{"title": "x", "impact": ' + b"9" * 5_000 + b"}", 400),
    (b'{"title": "x", "a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", 400),
    (b'{"title": "x", "title": "y"}', 201),
    (b'\xff\xfe{"title": "x"}', 400),
    (b'{"title": "' + b"x" * 300_000 + b'"}', 413),
)


async def test_hostile_bodies_get_a_clear_answer(shop: Program) -> None:
    """Whatever is sent: it is taken, or it is told what is wrong with it."""
    for body, status in HOSTILE:
        answer = await shop.send("/tickets", body, status)
        if status >= 400:
            assert answer.json["status"] == status
            assert answer.json["detail"]


async def test_hostile_addresses_get_a_clear_answer(shop: Program) -> None:
    """Numbers that are none, methods and addresses that there are not, other media types."""
    for number in ("0", "-1", "x", "1" * 40, "%00", "1e3", "٣"):
        await shop.get(f"/tickets/{number}", 404)
    assert (await shop.call("DELETE", "/tickets", 405)).headers["Allow"] == "GET, POST"
    await shop.get("/nothing", 404)
    await shop.send("/tickets", b"title=x", 415, media_type="application/x-www-form-urlencoded")
    await shop.post("/tickets", 422, key="k" * 201, title="x")


async def test_who_asks_too_often_is_told_when_to_come_back(desk: Desk) -> None:
    """Each token has its own measure."""
    async with program(desk.store, Limits(desk.store.clock.real_ms, 1000, 2)) as shop:
        await shop.get("/tickets")
        await shop.get("/tickets")
        assert (await shop.get("/tickets", 429)).headers["Retry-After"] == "1"
        other = replace(shop, token=await token_of(desk.store, "other"))
        await other.get("/tickets")
        desk.wait(1)
        await shop.get("/tickets")
