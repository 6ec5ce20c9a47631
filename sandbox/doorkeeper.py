"""Who may call at all, and how errors of the control interface are answered."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.core import CORE
from sandbox.errors import ControlError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")


@web.middleware
async def refuse_strangers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page of somebody else's must not drive the sandbox through the visitor's browser."""
    port = request.app[CORE].port
    own = {f"{name}:{port}" for name in OWN_NAMES}
    origin = request.headers.get("Origin")
    if request.host not in own:
        return _refusal(403, f"foreign Host: {request.host}")
    if origin is not None and (
        urlsplit(origin).scheme != "http" or urlsplit(origin).netloc not in own
    ):
        return _refusal(403, f"foreign Origin: {origin}")
    return await handler(request)


@web.middleware
async def explain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Control calls are answered with JSON, whatever goes wrong."""
    try:
        return await handler(request)
    except ControlError as error:
        return _refusal(error.status, str(error))
    except web.HTTPNotFound:
        return _refusal(404, f"unknown path: {request.path}")
    except web.HTTPMethodNotAllowed:
        return _refusal(405, f"{request.method} is not offered at {request.path}")


def _refusal(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
