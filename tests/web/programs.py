"""Programs before the desk's API, and before its hooks."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from desk.links import Links
from desk.tokens import Scope, TokenKind
from storage.store import Store
from tests.sandbox.conftest import Json
from web.api.app import add_api
from web.api.limits import Limits
from web.hooks import add_hooks

BASE = "https://desk.example"
JSON = "application/json"


@dataclass
class Answer:
    """What a program was answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Json:
        """What it says."""
        return json.loads(self.text)


@dataclass
class Program:
    """Somebody's program, with its token."""

    http: TestClient[Request, Application]
    token: str = ""
    language: str = "en"

    async def get(self, path: str, status: int = 200) -> Answer:
        """Read something."""
        return await self.call("GET", path, status)

    async def post(self, path: str, status: int, key: str = "", **said: object) -> Answer:
        """Ask for something."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.send(path, json.dumps(said).encode(), status, headers=headers)

    async def send(
        self,
        path: str,
        body: bytes,
        status: int,
        media_type: str = JSON,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask with these very bytes."""
        return await self.call(
            "POST", path, status, body, {"Content-Type": media_type, **(headers or {})}
        )

    async def opened(self, **said: object) -> int:
        """The number of a new ticket."""
        body = json.dumps({"title": "printer", **said}).encode()
        return int((await self.send("/tickets", body, 201)).json["number"])

    async def opened_by(self, key: str) -> int:
        """The number of the ticket that was opened under this key."""
        return int((await self.post("/tickets", 201, key=key, title="printer")).json["number"])

    async def call(
        self,
        method: str,
        path: str,
        status: int,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Any call; the status has to be this one."""
        sent = {"Accept-Language": self.language, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        where = path if path.startswith("/hooks") else f"/api/v1{path}"
        async with self.http.request(method, where, data=body, headers=sent) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return Answer(answer.status, dict(answer.headers), text)


@dataclass
class Caller:
    """A program that calls a hook."""

    program: Program
    store: Store
    name: str
    secret: str
    ids: "count[int]" = field(default_factory=count)

    async def call(
        self, body: bytes, status: int, delivery: str = "", off: int = 0, secret: str = ""
    ) -> Answer:
        """Call it; `off` seconds from now, and signed with another secret, if one is given."""
        name = delivery or f"d{next(self.ids)}"
        timestamp = str(int(self.store.clock.real().timestamp()) + off)
        headers = signed(body, name, timestamp, secret or self.secret)
        return await self.program.send(f"/hooks/{self.name}", body, status, headers=headers)


def signed(body: bytes, delivery: str, timestamp: str, secret: str) -> dict[str, str]:
    """The headers of a call."""
    said = f"v1:{timestamp}:{delivery}:".encode() + body
    mark = hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    return {
        "X-Paidan-Id": delivery,
        "X-Paidan-Timestamp": timestamp,
        "X-Paidan-Signature": f"v1={mark}",
    }


async def token_of(
    store: Store,
    name: str = "shop",
    scopes: Iterable[Scope] = tuple(Scope),
    groups: Iterable[str] = (),
) -> str:
    """What a new token shows."""
    return await store.tokens.make(name, TokenKind.API, scopes, groups, "tests")


async def hook_of(store: Store, name: str, groups: Iterable[str] = ()) -> str:
    """The secret of a new hook."""
    return await store.tokens.make(name, TokenKind.HOOK, (Scope.WRITE,), groups, "tests")


@asynccontextmanager
async def program(store: Store, limits: Limits | None = None) -> AsyncIterator[Program]:
    """A program with a token for everything."""
    store.links = Links("secret", BASE)
    app = Application()
    add_api(app, store, limits)
    add_hooks(app, store)
    async with TestClient(TestServer(app)) as http:
        yield Program(http, await token_of(store))
