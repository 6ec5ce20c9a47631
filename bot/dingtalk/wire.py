"""Calls to DingTalk over HTTP: the token, the time limit, and what went wrong in our own words."""

from dataclasses import dataclass

import aiohttp
import structlog

from bot.dingtalk.mistakes import TokenRefusedError, mistake
from bot.dingtalk.payload import Payload, UnreadableError, number, read_object, text
from bot.dingtalk.token import AccessToken, Granted
from desk.errors import Busy, Gone, Unsure

TIMEOUT = aiohttp.ClientTimeout(total=8, connect=3)
UPLOAD_TIMEOUT = aiohttp.ClientTimeout(total=12, connect=3)
TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 (a header's name)
CREDENTIALS_WAIT = 60.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FarEnd:
    """Where DingTalk is, and as which app we call it."""

    client_id: str
    client_secret: str
    robot_code: str
    api_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"
    agent_id: str = ""


class Wire:
    """Raises Busy, Gone, Unsure, AlreadyThereError, TemplateMissingError; nothing of aiohttp's."""

    def __init__(self, session: aiohttp.ClientSession, far_end: FarEnd) -> None:
        self._session = session
        self._far_end = far_end
        self._token = AccessToken(self._grant)

    async def call(self, method: str, path: str, body: Payload) -> Payload:
        """A call of the new API."""
        url = f"{self._far_end.api_base.rstrip('/')}{path}"
        return await self._with_token(method, url, body, old=False)

    async def call_old(self, path: str, body: Payload) -> Payload:
        """A call of the old API."""
        url = f"{self._far_end.oapi_base.rstrip('/')}{path}"
        return await self._with_token("POST", url, body, old=True)

    async def upload(self, kind: str, name: str, data: bytes) -> Payload:
        """A file for the old API; nobody sees it yet, so it may be handed over twice."""
        url = f"{self._far_end.oapi_base.rstrip('/')}/media/upload"
        form = aiohttp.FormData()
        form.add_field("media", data, filename=name, content_type="application/octet-stream")
        token = await self._token.current()
        query = {"access_token": token, "type": kind}
        try:
            async with self._session.post(
                url, params=query, data=form, timeout=UPLOAD_TIMEOUT
            ) as answer:
                read = read_object(await answer.read())
        except (aiohttp.ClientError, TimeoutError, UnreadableError) as lost:
            raise Busy("a file could not be handed to DingTalk") from lost
        wrong = mistake(answer.status, read)
        if isinstance(wrong, TokenRefusedError):
            self._token.drop(token)
            raise Busy("an access token was refused") from wrong
        if wrong:
            raise wrong
        return read

    async def post(self, url: str, body: Payload) -> Payload:
        """A call to an address that needs no token."""
        return await self._exchange("POST", url, body)

    async def _with_token(self, method: str, url: str, body: Payload, old: bool) -> Payload:
        token = await self._token.current()
        try:
            return await self._exchange(method, url, body, token, old)
        except TokenRefusedError:
            self._token.drop(token)
        token = await self._token.current()
        try:
            return await self._exchange(method, url, body, token, old)
        except TokenRefusedError as refused:
            self._token.drop(token)
            raise Busy("a fresh access token was refused", CREDENTIALS_WAIT, True) from refused

    async def _exchange(
        self, method: str, url: str, body: Payload, token: str = "", old: bool = False
    ) -> Payload:
        status, raw = await self._send(method, url, body, token, old)
        try:
            answer = read_object(raw)
        except UnreadableError as unreadable:
            if status < 400:
                raise Unsure("the answer was unreadable") from unreadable
            answer = {}
        if wrong := mistake(status, answer):
            raise wrong
        return answer

    async def _send(
        self, method: str, url: str, body: Payload, token: str, old: bool
    ) -> tuple[int, bytes]:
        headers = {TOKEN_HEADER: token} if token and not old else {}
        query = {"access_token": token} if token and old else {}
        try:
            async with self._session.request(
                method, url, params=query, json=body, headers=headers, timeout=TIMEOUT
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as nobody:
            raise Busy("DingTalk can't be reached", everywhere=True) from nobody
        except aiohttp.InvalidURL as nowhere:
            raise Gone("not an address") from nowhere
        except (aiohttp.ClientError, TimeoutError) as lost:
            raise Unsure(f"the connection ended first: {type(lost).__name__}") from lost

    async def _grant(self) -> Granted:
        """A token; without one nothing was sent, so whatever is wrong, it can be tried again."""
        credentials = {
            "appKey": self._far_end.client_id,
            "appSecret": self._far_end.client_secret,
        }
        url = f"{self._far_end.api_base.rstrip('/')}/v1.0/oauth2/accessToken"
        try:
            answer = await self._exchange("POST", url, credentials)
        except Busy:
            raise
        except Unsure as lost:
            raise Busy("no access token came", everywhere=True) from lost
        except Exception as refused:
            log.error(
                "DingTalk gives no access token: check client id and secret", why=f"{refused}"
            )
            raise Busy("no access token is given", CREDENTIALS_WAIT, True) from refused
        return Granted(text(answer, "accessToken"), number(answer, "expireIn", 7200))
