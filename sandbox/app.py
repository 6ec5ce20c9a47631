"""The whole sandbox as one web application."""

from aiohttp import web

from sandbox.control import add_control
from sandbox.core import CORE, Core
from sandbox.dingtalk.app import add_dingtalk
from sandbox.doorkeeper import explain_errors, refuse_strangers
from sandbox.page_routes import add_page
from sandbox.slack.app import add_slack
from sandbox.trouble import suffer

BODY_LIMIT_BYTES = 32 * 1024 * 1024
"""Files travel as base64 inside control calls."""


def build(core: Core) -> web.Application:
    """Put wire protocols, control interface and page on one port."""
    app = web.Application(
        middlewares=[refuse_strangers, explain_errors, suffer], client_max_size=BODY_LIMIT_BYTES
    )
    app[CORE] = core
    add_slack(app, core)
    add_dingtalk(app, core)
    add_control(app)
    add_page(app)
    app.on_cleanup.append(_save)
    return app


async def _save(app: web.Application) -> None:
    app[CORE].ledger.flush()
