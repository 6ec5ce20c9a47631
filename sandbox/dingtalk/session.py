"""sessionWebhooks: short-lived addresses to answer into one conversation."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from sandbox.core import Core
from sandbox.dingtalk.chats import Chats
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.said import said_by_webhook
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import flag, inner, text, texts

PATH = "/robot/sendBySession"
LIFE_SECONDS = 90 * 60
NO_SESSION = 300001
EVERYBODY = "@ALL"


@dataclass(frozen=True)
class Session:
    """An address and when it dies."""

    url: str
    expires_at: float


class Sessions:
    """Makes the addresses and takes what is sent to them; signed, so none need be remembered."""

    def __init__(self, core: Core, chats: Chats) -> None:
        self._core = core
        self._chats = chats

    def begin(self, conversation: str) -> Session:
        """A new address for a conversation."""
        expires_at = self._core.now() + LIFE_SECONDS
        claim = base64.urlsafe_b64encode(f"{conversation}|{expires_at}".encode()).decode()
        session = f"{claim}.{self._signature(claim)}"
        return Session(f"{self._core.url}{PATH}?session={session}", expires_at)

    def send(self, asked: Asked) -> Reply:
        """Put the bot's answer into the conversation."""
        conversation = self._conversation(text(asked.query, "session"))
        message = said_by_webhook(asked.body)
        at = inner(asked.body, "at")
        named = (EVERYBODY,) if flag(at, "isAtAll") else tuple(texts(at, "atUserIds"))
        self._chats.say(conversation, message.kind, message.text, at_users=named)
        return Reply({})

    def _conversation(self, session: str) -> str:
        claim, _, signature = session.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(claim).encode()):
            raise _gone("unknown session")
        conversation, _, expires_at = base64.urlsafe_b64decode(claim).decode().rpartition("|")
        if self._core.now() >= float(expires_at):
            raise _gone("expired session")
        return conversation

    def _signature(self, claim: str) -> str:
        key = self._core.options.dingtalk_client_secret.encode()
        return hmac.new(key, claim.encode(), hashlib.sha256).hexdigest()[:32]


def _gone(rule: str) -> RefusalError:
    return RefusalError("session", "session 不存在", rule=rule, errcode=NO_SESSION)
