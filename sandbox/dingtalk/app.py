"""The pretend DingTalk's parts and its routes."""

from aiohttp import web

from sandbox.core import Core
from sandbox.dingtalk.card_calls import CardCalls
from sandbox.dingtalk.cards import Cards
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.control import Control
from sandbox.dingtalk.delivery import Deliveries
from sandbox.dingtalk.departments import Departments
from sandbox.dingtalk.gateway import CONNECT, Gateway
from sandbox.dingtalk.inbound import Inbound
from sandbox.dingtalk.media import Media
from sandbox.dingtalk.old_calls import OldCalls
from sandbox.dingtalk.presses import Presses
from sandbox.dingtalk.robot_calls import RobotCalls
from sandbox.dingtalk.session import PATH, Sessions
from sandbox.dingtalk.tokens import LIFE_SECONDS, Tokens
from sandbox.dingtalk.wire import OLD, Asked, Reply, Wire
from sandbox.dingtalk.work_notices import WorkNotices
from sandbox.payload import Payload, text
from sandbox.shelf import Shelf


def add_dingtalk(app: web.Application, core: Core) -> None:
    """Add DingTalk's wire protocol and its control calls."""
    tokens, chats = Tokens(core), Chats(core)
    gateway, cards, sessions = Gateway(core, tokens), Cards(core, chats), Sessions(core, chats)
    wire, shelf = Wire(app, core, tokens), Shelf(core, "dingtalk", "D")
    media = Media(core, tokens, shelf)
    media.add_to(app)
    _add_doors(wire, gateway, tokens, sessions)
    _add_cards(wire, CardCalls(core, cards, Deliveries(core, chats)))
    _add_robot(wire, RobotCalls(core, chats, shelf), media)
    departments = Departments(core)
    _add_old(wire, OldCalls(core, tokens, departments), WorkNotices(core, chats))
    _add_organisation(wire, departments)
    inbound = Inbound(core, chats, gateway, sessions)
    presses = Presses(core, cards, chats, gateway)
    _add_control(app, Control(core, chats, cards, gateway, inbound, presses, shelf))
    app.router.add_get(CONNECT, gateway.connect)

    async def close(_: web.Application) -> None:
        await gateway.close()

    app.on_shutdown.append(close)
    _add_fate(core, gateway, tokens)
    core.state_of("dingtalk", lambda: _state(core, gateway))


def _add_doors(wire: Wire, gateway: Gateway, tokens: Tokens, sessions: Sessions) -> None:
    def grant(asked: Asked) -> Reply:
        token = tokens.grant(text(asked.body, "appKey"), text(asked.body, "appSecret"))
        return Reply({"accessToken": token, "expireIn": LIFE_SECONDS})

    wire.add("POST", "/v1.0/gateway/connections/open", gateway.open, with_token=False)
    wire.add("POST", "/v1.0/oauth2/accessToken", grant, with_token=False)
    wire.add("POST", PATH, sessions.send, dialect=OLD, with_token=False)


def _add_cards(wire: Wire, calls: CardCalls) -> None:
    wire.add("POST", "/v1.0/card/instances/createAndDeliver", calls.create_and_deliver)
    wire.add("POST", "/v1.0/card/instances/deliver", calls.deliver)
    wire.add("POST", "/v1.0/card/instances", calls.create)
    wire.add("PUT", "/v1.0/card/instances", calls.update)


def _add_robot(wire: Wire, calls: RobotCalls, media: Media) -> None:
    wire.add("POST", "/v1.0/robot/groupMessages/send", calls.send_to_group)
    wire.add("POST", "/v1.0/robot/oToMessages/batchSend", calls.send_to_people)
    wire.add("POST", "/v1.0/robot/groupMessages/recall", calls.recall)
    wire.add("POST", "/v1.0/robot/otoMessages/batchRecall", calls.recall)
    wire.add("POST", "/v1.0/robot/messageFiles/download", media.address)
    wire.add("POST", "/v1.0/im/v1.0/robot/interactiveCards/send", calls.send_standard_card)
    wire.add("PUT", "/v1.0/im/robots/interactiveCards", calls.send_standard_card)


def _add_old(wire: Wire, calls: OldCalls, notices: WorkNotices) -> None:
    wire.add("GET", "/gettoken", calls.token, dialect=OLD, with_token=False)
    wire.add("POST", "/topapi/v2/user/get", calls.user, dialect=OLD)
    base = "/topapi/message/corpconversation"
    wire.add("POST", f"{base}/asyncsend_v2", notices.send, dialect=OLD)
    wire.add("POST", f"{base}/getsendresult", notices.result, dialect=OLD)


def _add_organisation(wire: Wire, departments: Departments) -> None:
    wire.add("POST", "/topapi/v2/department/listsub", departments.below, dialect=OLD)
    wire.add("POST", "/topapi/v2/user/list", departments.users, dialect=OLD)
    wire.add("POST", "/topapi/v2/user/getbymobile", departments.by_mobile, dialect=OLD)


def _add_control(app: web.Application, control: Control) -> None:
    base = "/control/dingtalk"
    app.router.add_get(f"{base}/conversations", control.conversations)
    app.router.add_get(f"{base}/conversations/{{id}}", control.messages)
    app.router.add_post(f"{base}/message", control.message)
    app.router.add_post(f"{base}/click", control.click)
    app.router.add_post(f"{base}/raw", control.raw)


def _add_fate(core: Core, gateway: Gateway, tokens: Tokens) -> None:
    async def disconnect(_body: Payload) -> Payload:
        return {"disconnected": await gateway.disconnect()}

    async def break_socket(_body: Payload) -> Payload:
        return {"broken": gateway.abort()}

    async def revoke_token(_body: Payload) -> Payload:
        tokens.revoke()
        return {"revoked": True}

    def cut_in_outage() -> None:
        if core.faults.striking("dingtalk", "outage"):
            gateway.abort()

    core.admin_act("dingtalk", "disconnect", disconnect)
    core.admin_act("dingtalk", "break_socket", break_socket)
    core.admin_act("dingtalk", "revoke_token", revoke_token)
    core.faults.on_change(cut_in_outage)


def _state(core: Core, gateway: Gateway) -> Payload:
    corp = core.world.dingtalk
    return {"connected": gateway.connected, "corp": corp.corp, "robot_code": corp.robot_code}
