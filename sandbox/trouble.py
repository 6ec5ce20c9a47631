"""How faults strike the calls of a bot."""

import asyncio

from aiohttp import web

from sandbox.calls import Messenger
from sandbox.core import CORE, Core
from sandbox.doorkeeper import Handler

OWN_PATHS = ("/control/", "/page/")
SLACK_PATHS = ("/api/", "/response/", "/link", "/files/", "/upload/")
RETRY_AFTER_SECONDS = 1


@web.middleware
async def suffer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let the faults that are switched on happen to a call."""
    core = request.app[CORE]
    if not core.faults.any() or request.path == "/" or request.path.startswith(OWN_PATHS):
        return await handler(request)
    messenger: Messenger = "slack" if request.path.startswith(SLACK_PATHS) else "dingtalk"
    method = request.path.removeprefix("/api/") if messenger == "slack" else request.path
    call = await _content(request)
    if latency := core.faults.striking(messenger, "latency", method, call):
        await asyncio.sleep(latency.seconds)
    if refusal := _refusal(core, messenger, method, call):
        status = 0 if isinstance(refusal, _Cut) else refusal.status
        core.record_call(messenger, method, status, False, None, None)
        return _cut(request) if isinstance(refusal, _Cut) else refusal
    answer = await handler(request)
    if core.faults.striking(messenger, "lost_reply", method, call):
        return _cut(request)
    return answer


class _Cut:
    """The connection breaks instead of an answer."""


def _refusal(
    core: Core, messenger: Messenger, method: str, call: str
) -> web.Response | _Cut | None:
    if core.faults.striking(messenger, "outage", method, call):
        return _Cut()
    if core.faults.striking(messenger, "error_5xx", method, call):
        return web.Response(status=503, text="Service Unavailable")
    if core.faults.striking(messenger, "bad_json", method, call):
        return web.Response(text='{"ok": tr', content_type="application/json")
    if core.faults.striking(messenger, "rate_limit", method, call):
        return _limited(messenger)
    return None


def _limited(messenger: Messenger) -> web.Response:
    if messenger == "slack":
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        refusal = {"ok": False, "error": "ratelimited"}
        return web.json_response(refusal, status=429, headers=headers)
    code = "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
    told = {"code": code, "requestid": "sandbox", "message": "qps limit"}
    return web.json_response(told, status=403)


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _content(request: web.Request) -> str:
    # A multipart body can be read only once, and that is its handler's to do.
    unread = request.content_type.startswith(("multipart/", "application/octet-stream"))
    body = "" if unread else await request.text()
    return request.query_string + body
