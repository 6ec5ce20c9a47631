"""The browser page and its live feed."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from sandbox.core import CORE

PAGE = Path(__file__).with_name("page")
HEARTBEAT_SECONDS = 15


def add_page(app: web.Application) -> None:
    """Add the page, its files and the feed."""
    app.router.add_get("/", index)
    app.router.add_static("/page/static", PAGE)
    app.router.add_get("/page/feed", feed)
    app.on_shutdown.append(_end_feeds)


async def index(_request: web.Request) -> web.FileResponse:
    """The page itself."""
    if not (PAGE / "index.html").is_file():
        raise web.HTTPNotFound
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})


async def feed(request: web.Request) -> web.StreamResponse:
    """Every change, as server-sent events."""
    core = request.app[CORE]
    changes = core.feed.listen()
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    try:
        await response.prepare(request)
        await response.write(b": here\n\n")
        while True:
            try:
                change = await asyncio.wait_for(changes.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if change is None:
                return response
            await response.write(f"data: {json.dumps(asdict(change))}\n\n".encode())
    except ConnectionError:
        return response
    finally:
        core.feed.leave(changes)


async def _end_feeds(app: web.Application) -> None:
    app[CORE].feed.close()
