"""The common way of every wire call: read, check token and rate, act, write down, answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from aiohttp import web

from sandbox.core import Core
from sandbox.dingtalk.rates import Rates
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.tokens import Tokens
from sandbox.payload import Payload

TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 (a header's name)


@dataclass(frozen=True)
class Asked:
    """A call as it came: the body, and what stood in the address."""

    body: Payload
    query: Payload = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """An answer; rule names what was wrong though the call went through."""

    body: Payload
    rule: str | None = None


Act: TypeAlias = Callable[[Asked], Reply]


@dataclass(frozen=True)
class Dialect:
    """Where the token travels, how an answer begins, and how a refusal is put."""

    token: Callable[[web.Request], str]
    opening: Payload
    refused: Callable[[RefusalError], web.Response]


NEW = Dialect(
    token=lambda request: request.headers.get(TOKEN_HEADER, ""),
    opening={},
    refused=lambda error: web.json_response(error.in_new_style(), status=error.status),
)
OLD = Dialect(
    token=lambda request: request.query.get("access_token", ""),
    opening={"errcode": 0, "errmsg": "ok"},
    refused=lambda error: web.json_response(error.in_old_style()),
)


class Wire:
    """Adds calls to the application."""

    def __init__(self, app: web.Application, core: Core, tokens: Tokens) -> None:
        self._app = app
        self._core = core
        self._tokens = tokens
        self._rates = Rates()

    def add(
        self, method: str, path: str, act: Act, *, dialect: Dialect = NEW, with_token: bool = True
    ) -> None:
        """Answer such calls with this act; those with a token count against the app's rate."""
        name = f"{method} {path}"

        async def handle(request: web.Request) -> web.Response:
            asked = await _asked(request)
            try:
                if with_token:
                    self._admit(name, dialect.token(request))
                reply = act(asked)
            except RefusalError as error:
                response = dialect.refused(error)
                self._record(name, response.status, error.rule, asked, ok=False)
                return response
            self._record(name, web.HTTPOk.status_code, reply.rule, asked, ok=True)
            return web.json_response({**dialect.opening, **reply.body})

        self._app.router.add_route(method, path, handle)

    def _admit(self, name: str, token: str) -> None:
        self._tokens.check(token)
        if self._core.limits_on:
            self._rates.take(name)

    def _record(self, name: str, status: int, rule: str | None, asked: Asked, *, ok: bool) -> None:
        self._core.record_call("dingtalk", name, status, ok, rule, asked.body)


async def _asked(request: web.Request) -> Asked:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        body = {}
    return Asked(body if isinstance(body, dict) else {}, dict(request.query))
