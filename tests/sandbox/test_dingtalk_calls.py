"""The pretend DingTalk's other calls: tokens, rates, robot messages, the old API."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.dingtalk_far_end import APP, FRONT, ROBOT, desk_at, sandbox, update

CARDS = "/v1.0/card/instances"
GROUP = "/v1.0/robot/groupMessages/send"
PEOPLE = "/v1.0/robot/oToMessages/batchSend"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with sandbox(tmp_path) as url:
        yield url


def words(text: str) -> dict[str, str]:
    """What says a text as the robot."""
    param = json.dumps({"content": text}, ensure_ascii=False)
    return {"robotCode": ROBOT, "msgKey": "sampleText", "msgParam": param}


@pytest.mark.asyncio
async def test_token_stays_the_same_while_it_lives(address: str) -> None:
    """Two hours long the same token is granted; then it is refused with 401."""
    async with desk_at(address) as desk:
        first, second = await desk.token(), await desk.token()
        await desk.post("/clock", {"advance_seconds": 7200})
        headers = {"x-acs-dingtalk-access-token": first}
        async with desk.http.put(address + CARDS, json=update(), headers=headers) as answer:
            status, body = answer.status, await answer.json()
        third = await desk.token()
    assert first == second != third
    assert status == 401
    assert body.keys() == {"code", "message", "requestid"}


@pytest.mark.asyncio
async def test_revoked_token_is_replaced(address: str) -> None:
    """After a token was revoked another one is granted."""
    async with desk_at(address) as desk:
        first = await desk.token()
        await desk.post("/admin", {"messenger": "dingtalk", "do": "revoke_token"})
        second = await desk.token()
    assert first != second


@pytest.mark.asyncio
async def test_wrong_secret_gets_no_token(address: str) -> None:
    """Wrong credentials are refused in the new style."""
    async with desk_at(address) as desk:
        wrong = APP | {"appSecret": "guess"}
        url = f"{address}/v1.0/oauth2/accessToken"
        async with desk.http.post(url, json=wrong) as answer:
            body = await answer.json()
    assert (answer.status, body["code"]) == (401, "invalidClientIdOrSecret")


@pytest.mark.asyncio
async def test_twenty_first_call_in_a_second_is_forbidden(address: str) -> None:
    """20 calls a second to one API pass; more look like a permission error."""
    async with desk_at(address) as desk:
        headers = {"x-acs-dingtalk-access-token": await desk.token()}

        async def put() -> str:
            body = update("no-such-card")
            async with desk.http.put(address + CARDS, json=body, headers=headers) as answer:
                return f"{answer.status} {(await answer.json())['code']}"

        limited = await asyncio.gather(*(put() for _ in range(25)))
        await desk.post("/limits", {"on": False})
        free = await asyncio.gather(*(put() for _ in range(25)))
    too_many = "403 Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
    assert limited.count(too_many) == 5
    assert too_many not in free


@pytest.mark.asyncio
async def test_robot_speaks_in_a_group_and_takes_it_back(address: str) -> None:
    """A group message is seen by all, and recalled by its key."""
    async with desk_at(address) as desk:
        _, sent = await desk.call("POST", GROUP, words("你好") | {"openConversationId": FRONT})
        said = (await desk.seen("user-zhou"))[-1]
        keys = {"robotCode": ROBOT, "processQueryKeys": [sent["processQueryKey"], "other"]}
        _, recalled = await desk.call("POST", "/v1.0/robot/groupMessages/recall", keys)
        after = (await desk.seen("user-zhou"))[-1]
    assert (said["kind"], said["text"]) == ("text", "你好")
    assert recalled["successResult"] == [sent["processQueryKey"]]
    assert list(recalled["failedResult"]) == ["other"]
    assert (after["kind"], after["text"]) == ("recalled", "")


@pytest.mark.asyncio
async def test_robot_speaks_to_people_alone(address: str) -> None:
    """Each person finds the message in their own chat; strangers are listed."""
    async with desk_at(address) as desk:
        users = ["user-li", "stranger"]
        status, body = await desk.call("POST", PEOPLE, words("只给你") | {"userIds": users})
        seen = await desk.seen("user-li", "cidS-user-li")
    assert (status, body["invalidStaffIdList"]) == (200, ["stranger"])
    assert seen[-1]["text"] == "只给你"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"msgParam": {"content": "x"}}, "msgParam not a string"),
        ({"msgParam": json.dumps({"content": "x" * 15_000})}, "msgParam over 15000 bytes"),
        ({"msgParam": "x"}, "msgParam not JSON"),
        ({"msgKey": "sampleMagic"}, "msgKey"),
        ({"userIds": [f"user-{n}" for n in range(21)]}, "20 userIds a call"),
    ],
)
@pytest.mark.asyncio
async def test_messages_beyond_the_limits_are_refused(
    address: str, change: dict[str, object], rule: str
) -> None:
    """Every limit of a robot message is answered 400 and named in the call log."""
    async with desk_at(address) as desk:
        body = words("x") | {"userIds": ["user-li"]} | change
        status, _ = await desk.call("POST", PEOPLE, body)
        rules = await desk.rules()
    assert status == 400
    assert rules == [rule]


@pytest.mark.asyncio
async def test_standard_card_is_forbidden(address: str) -> None:
    """The old card API answers 403 and is noted."""
    async with desk_at(address) as desk:
        path = "/v1.0/im/v1.0/robot/interactiveCards/send"
        status, _ = await desk.call("POST", path, {})
        rules = await desk.rules()
    assert status == 403
    assert rules == ["StandardCard"]


@pytest.mark.asyncio
async def test_old_api_answers_200_with_an_errcode(address: str) -> None:
    """The old API takes its token from the address and puts errors into the body."""
    async with desk_at(address) as desk:
        app = {"appkey": APP["appKey"], "appsecret": APP["appSecret"]}
        async with desk.http.get(f"{address}/gettoken", params=app) as answer:
            token = (await answer.json())["access_token"]
        url = f"{address}/topapi/v2/user/get"
        found = []
        for query, user in ((token, "user-chen"), (token, "nobody"), ("wrong", "user-chen")):
            params, body = {"access_token": query}, {"userid": user}
            async with desk.http.post(url, params=params, json=body) as answer:
                found.append((answer.status, (await answer.json())["errcode"]))
    assert found == [(200, 0), (200, 60121), (200, 40014)]


@pytest.mark.asyncio
async def test_reset_forgets_what_was_said(address: str) -> None:
    """After a reset there are conversations but no messages."""
    async with desk_at(address) as desk:
        await desk.create()
        await desk.post("/reset", {})
        seen = await desk.seen("user-li")
        conversations = await desk.get("/dingtalk/conversations", **{"as": "user-li"})
    assert seen == []
    assert [one["id"] for one in conversations] == [FRONT, "cidS-user-li"]
