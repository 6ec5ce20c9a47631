"""The pretend Slack's routes: Web API, Socket Mode, answers, control."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from sandbox.core import Core
from sandbox.slack.control import Control
from sandbox.slack.fate import Fate
from sandbox.slack.response_url import ResponseUrl
from sandbox.slack.web_api import WebApi
from sandbox.slack.workspace import Workspace


def add_slack(app: web.Application, core: Core) -> None:
    """Add Slack's wire protocol and its control calls."""
    slack = Workspace.founded(core)
    core.state_of("slack", slack.state)
    api = WebApi(slack)
    app.router.add_route("GET", "/api/{method}", api.call)
    app.router.add_route("POST", "/api/{method}", api.call)
    app.router.add_get("/link", slack.link.serve)
    app.router.add_post("/response/{id}", ResponseUrl(slack).answer)
    slack.files.add_to(app)
    Control(slack).add_to(app)
    Fate(slack)

    async def watch_deliveries(_app: web.Application) -> AsyncIterator[None]:
        watching = asyncio.create_task(slack.deliveries.watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    async def close_sockets(_app: web.Application) -> None:
        await slack.link.close()

    app.cleanup_ctx.append(watch_deliveries)
    app.on_shutdown.append(close_sockets)
