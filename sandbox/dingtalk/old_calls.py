"""Two calls of DingTalk's old API: the token, and a person's record."""

from sandbox.core import Core
from sandbox.dingtalk.departments import NO_SUCH_USER, Departments
from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.tokens import LIFE_SECONDS, Tokens
from sandbox.dingtalk.wire import Asked, Reply
from sandbox.payload import text


class OldCalls:
    """What answers under oapi.dingtalk.com."""

    def __init__(self, core: Core, tokens: Tokens, departments: Departments) -> None:
        self._core = core
        self._tokens = tokens
        self._departments = departments

    def token(self, asked: Asked) -> Reply:
        """The same token as the new API grants."""
        token = self._tokens.grant(text(asked.query, "appkey"), text(asked.query, "appsecret"))
        return Reply({"access_token": token, "expires_in": LIFE_SECONDS})

    def user(self, asked: Asked) -> Reply:
        """Who has this user id."""
        id_ = text(asked.body, "userid")
        if self._core.person_by_dingtalk(id_) is None:
            raise RefusalError("user", "找不到该用户", errcode=NO_SUCH_USER)
        return Reply({"result": self._departments.record(id_)})
