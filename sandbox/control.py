"""The part of the control interface that both messengers share."""

from aiohttp import web

from sandbox.core import CORE
from sandbox.errors import ControlError, NotOfferedError
from sandbox.payload import Payload, body_of, flag, needed, number


def add_control(app: web.Application) -> None:
    """Add the shared calls."""
    app.router.add_get("/control/state", state)
    app.router.add_get("/control/people", people)
    app.router.add_get("/control/calls", calls)
    app.router.add_post("/control/clock", clock)
    app.router.add_post("/control/limits", limits)
    app.router.add_post("/control/reset", reset)
    app.router.add_get("/control/faults", active_faults)
    app.router.add_post("/control/faults", switch_fault)
    app.router.add_post("/control/admin", admin)


async def state(request: web.Request) -> web.Response:
    """Who is connected, and what time it is there."""
    core = request.app[CORE]
    answer: Payload = {messenger: describe() for messenger, describe in core.states.items()}
    answer["now"] = core.now_iso()
    answer["bot"] = {"url": core.options.bot_url}
    return web.json_response(answer)


async def people(request: web.Request) -> web.Response:
    """The people one can act as."""
    return web.json_response(
        [
            {
                "name": one.name,
                "slack": one.slack,
                "dingtalk": one.dingtalk,
                "role": one.role,
                "slack_name": one.slack_name,
                "dingtalk_name": one.dingtalk_name,
            }
            for one in request.app[CORE].world.people
        ]
    )


async def calls(request: web.Request) -> web.Response:
    """What the bot called, after a call's id."""
    messenger = request.query.get("messenger", "")
    if messenger not in {"", "slack", "dingtalk"}:
        raise ControlError("messenger must be slack or dingtalk")
    after = int(number(request.query, "after"))
    return web.json_response(request.app[CORE].calls.after(after, messenger))


async def clock(request: web.Request) -> web.Response:
    """Move the far end's clock forward."""
    seconds = number(await body_of(request), "advance_seconds", default=-1)
    if seconds < 0:
        raise ControlError("advance_seconds must be a number of seconds, 0 or more")
    core = request.app[CORE]
    core.advance(seconds)
    return web.json_response({"now": core.now_iso()})


async def limits(request: web.Request) -> web.Response:
    """Switch rate limits on or off."""
    body = await body_of(request)
    if "on" not in body:
        raise ControlError("missing field: on")
    core = request.app[CORE]
    core.limits_on = flag(body, "on")
    return web.json_response({"on": core.limits_on})


async def reset(request: web.Request) -> web.Response:
    """Forget everything but people and conversations."""
    request.app[CORE].reset()
    return web.json_response({"ok": True})


async def active_faults(request: web.Request) -> web.Response:
    """The faults that are switched on."""
    return web.json_response(request.app[CORE].faults.active())


async def switch_fault(request: web.Request) -> web.Response:
    """Switch a fault on or off."""
    core = request.app[CORE]
    core.faults.switch(await body_of(request))
    for messenger in core.states:
        core.changed(messenger, "fault")
    return web.json_response(core.faults.active())


async def admin(request: web.Request) -> web.Response:
    """Do what only the workspace's administrator, or fate, can do."""
    body = await body_of(request)
    messenger, do = needed(body, "messenger", "do")
    for (offered_by, name), act in request.app[CORE].admin.items():
        if (offered_by, name) == (messenger, do):
            return web.json_response(await act(body))
    raise NotOfferedError(f"{do} for {messenger} is not offered in this version")
