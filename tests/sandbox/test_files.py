"""Files at the far ends: who may have them, what an upload needs, and that they are kept."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp import FormData

from tests.sandbox.conftest import Hand, running_sandbox
from tests.townspeople import Sent

pytestmark = pytest.mark.asyncio

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PICTURE = Sent("猫.png", PNG).as_json()


async def test_a_message_with_files_alone_is_one(hand: Hand) -> None:
    """It needs no words; what isn't base64 is a mistake of the caller's."""
    sent = {"user": "U0ANA", "channel": "D0ANA"}
    await hand.post("/control/slack/message", 200, **sent, files=[PICTURE])
    await hand.post("/control/slack/message", 400, **sent)
    await hand.post("/control/slack/message", 400, **sent, files=[{"name": "a", "base64": "?"}])
    [message] = await hand.messages("D0ANA")
    assert message["files"][0]["size"] == len(PNG)


async def test_an_upload_is_as_long_as_was_said(hand: Hand) -> None:
    """It is taken once, and shared by its id; another length or id is refused."""
    asked = await hand.call("files.getUploadURLExternal", filename="a.png", length=len(PNG))
    async with hand.http.post(asked["upload_url"], data=PNG + b"more") as answer:
        assert answer.status == 400
    asked = await hand.call("files.getUploadURLExternal", filename="a.png", length=len(PNG))
    async with hand.http.post(asked["upload_url"], data=PNG) as answer:
        assert answer.status == 200
    done = {"files": f'[{{"id": "{asked["file_id"]}"}}]', "channel_id": "C0ITSUP"}
    assert (await hand.call("files.completeUploadExternal", 200, **done))["ok"]
    again = await hand.call("files.completeUploadExternal", 200, **done)
    assert again["error"] == "file_not_found"
    [message] = await hand.messages("C0ITSUP")
    assert message["files"][0]["name"] == "a.png"


async def test_dingtalks_media_needs_a_token_and_a_kind(hand: Hand) -> None:
    """In the old dialect: HTTP 200 and an errcode."""
    token = await hand.get("/gettoken", appkey="dingsandbox", appsecret="sandbox-secret")
    tries = [("", "image"), (token["access_token"], "poem"), (token["access_token"], "image")]
    codes = []
    for access_token, kind in tries:
        form = FormData()
        form.add_field("media", PNG, filename="a.png")
        query = {"access_token": access_token, "type": kind}
        async with hand.http.post(f"{hand.url}/media/upload", params=query, data=form) as answer:
            assert answer.status == 200
            codes.append((await answer.json())["errcode"])
    assert codes[0] != 0
    assert codes[1:] == [40004, 0]


async def test_files_outlive_a_restart_but_not_a_reset(tmp_path: Path) -> None:
    """As messages do."""
    said = {"user": "user-li", "conversation": "cidS-user-li"}
    seen = "/control/dingtalk/conversations/cidS-user-li"
    with running_sandbox(tmp_path) as first:
        async with aiohttp.ClientSession() as http:
            await Hand(first.url, http).post(
                "/control/dingtalk/message", 200, **said, picture=PICTURE
            )
    with running_sandbox(tmp_path) as second:
        async with aiohttp.ClientSession() as http:
            hand = Hand(second.url, http)
            [message] = await hand.get(seen)
            address = hand.url + message["files"][0]["url"]
            async with http.get(address) as answer:
                assert await answer.read() == PNG
                assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            await hand.post("/control/reset")
            async with http.get(address) as answer:
                assert answer.status == 404
