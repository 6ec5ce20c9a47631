"""What people write to the bot: shown in the conversation and pushed to the bot."""

import asyncio
import json
import time
from dataclasses import dataclass

from sandbox.core import Core
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.frame import BOT_MESSAGE, CALLBACK, Frame
from sandbox.dingtalk.gateway import Delivery, Gateway
from sandbox.dingtalk.message import Message
from sandbox.dingtalk.session import Sessions
from sandbox.dingtalk.spoken import Spoken
from sandbox.payload import Payload
from sandbox.world import Conversation, Person

WAIT_SECONDS = 5.0
"""How long a control call waits; DingTalk itself names no deadline for messages."""
AGAIN_AFTER_SECONDS = 60.0
TIMER_SLACK_SECONDS = 0.1
"""The loop's clock and the far end's are not the same one."""


@dataclass(frozen=True)
class Said:
    """A message that a person wrote, and what the bot did about it."""

    message: Message
    acknowledged: bool
    took_ms: int


@dataclass(frozen=True)
class Unanswered:
    """A message that is pushed once more, unless a late answer to the first push comes before."""

    data: str
    due_at: float
    first: asyncio.Task[Delivery]

    @property
    def is_answered(self) -> bool:
        """Whether the late answer came."""
        return self.first.done() and self.first.result().ack is not None


class Inbound:
    """Delivers messages and repeats those that the bot didn't acknowledge."""

    def __init__(self, core: Core, chats: Chats, gateway: Gateway, sessions: Sessions) -> None:
        self._core = core
        self._chats = chats
        self._gateway = gateway
        self._sessions = sessions
        self._unanswered: list[Unanswered] = []
        self._pushes: set[asyncio.Task[Delivery]] = set()
        core.on_advance(self._repeat_due)
        core.on_reset(self._unanswered.clear)

    async def say(self, person: Person, conversation: Conversation, what: Spoken, at: bool) -> Said:
        """Show what a person wrote; in a group only what mentions the bot reaches it."""
        robot, started = self._core.world.dingtalk.robot_code, time.monotonic()
        hears = conversation.has_bot and (at or conversation.kind == "single")
        in_group = conversation.kind == "group"
        message = self._chats.say(
            conversation.id,
            what.kind,
            what.text,
            sender=person.dingtalk,
            at_users=(robot,) if hears and in_group else (),
            files=tuple(file.as_seen() for file in what.files),
        )
        if not hears:
            return Said(message, acknowledged=False, took_ms=0)
        data = json.dumps(self._pushed(person, conversation, message, what), ensure_ascii=False)
        delivery = await self._first_push(data)
        took = int((time.monotonic() - started) * 1000)
        return Said(message, delivery.acknowledged, took)

    async def _first_push(self, data: str) -> Delivery:
        due_at = self._core.now() + AGAIN_AFTER_SECONDS
        push = self._push(data)
        await asyncio.wait({push}, timeout=WAIT_SECONDS)
        delivery = push.result() if push.done() else Delivery(sent=True)
        if delivery.sent and delivery.ack is None:
            self._unanswered.append(Unanswered(data, due_at, push))
            rest = due_at - self._core.now() + TIMER_SLACK_SECONDS
            asyncio.get_running_loop().call_later(rest, self._repeat_due)
        return delivery

    def _pushed(
        self, person: Person, conversation: Conversation, message: Message, what: Spoken
    ) -> Payload:
        corp, in_group = self._core.world.dingtalk, conversation.kind == "group"
        session = self._sessions.begin(conversation.id)
        payload: Payload = {
            "conversationId": conversation.id,
            "conversationType": "2" if in_group else "1",
            "chatbotCorpId": corp.corp,
            "chatbotUserId": f"$:LWCP_v1:${corp.robot_code}",
            "msgId": message.id,
            "msgtype": what.msgtype,
            **self._content(what, in_group),
            "createAt": int(message.at * 1000),
            "senderId": f"$:LWCP_v1:${person.dingtalk}",
            "senderNick": person.dingtalk_name,
            "senderCorpId": corp.corp,
            **({} if what.outsider else {"senderStaffId": person.dingtalk}),
            "isAdmin": person.role == "lead",
            "sessionWebhook": session.url,
            "sessionWebhookExpiredTime": int(session.expires_at * 1000),
            "robotCode": corp.robot_code,
        }
        if in_group:
            payload["conversationTitle"] = conversation.name
            payload["isInAtList"] = True
            payload["atUsers"] = [{"dingtalkId": payload["chatbotUserId"]}]
        return payload

    def _content(self, what: Spoken, in_group: bool) -> Payload:
        if what.msgtype != "text":
            return {"content": what.content}
        told: Payload = {"content": self._heard(what.text) if in_group else what.text}
        if what.quoted:
            replied = {"msgType": "text", "content": {"text": what.quoted}}
            told |= {"isReplyMsg": True, "repliedMsg": replied}
        return {"text": told}

    def _heard(self, text: str) -> str:
        # DingTalk takes the mention out and leaves the space that stood behind it.
        mention = f"@{self._core.world.dingtalk.bot_name}"
        return " " + text.replace(mention, "", 1).strip()

    def _repeat_due(self) -> None:
        now = self._core.now()
        for one in [one for one in self._unanswered if one.due_at <= now]:
            self._unanswered.remove(one)
            if not one.is_answered:
                self._push(one.data)

    def _push(self, data: str) -> asyncio.Task[Delivery]:
        push = self._gateway.push(Frame(CALLBACK, BOT_MESSAGE, data), AGAIN_AFTER_SECONDS)
        task = asyncio.create_task(push)
        self._pushes.add(task)
        task.add_done_callback(self._pushes.discard)
        return task
