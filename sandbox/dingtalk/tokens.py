"""Access tokens: one at a time, the same one for everybody who asks while it lives."""

import secrets

from sandbox.core import Core
from sandbox.dingtalk.refusal import RefusalError
from sandbox.payload import inner, number, text

LIFE_SECONDS = 7200
STATE = "dingtalk_token"


class Tokens:
    """The app's credentials and its token."""

    def __init__(self, core: Core) -> None:
        self._core = core
        kept = inner({STATE: core.kept(STATE)}, STATE)
        self._token = text(kept, "token")
        self._expires_at = number(kept, "expires_at")

    def grant(self, client_id: str, client_secret: str) -> str:
        """The token for right credentials; its life starts anew."""
        if not self.are_right(client_id, client_secret):
            raise RefusalError(
                "invalidClientIdOrSecret",
                "无效的 clientId 或者 clientSecret",
                status=401,
                rule="credentials",
                errcode=40089,
            )
        if self._core.now() >= self._expires_at:
            self._token = secrets.token_hex(16)
        self._expires_at = self._core.now() + LIFE_SECONDS
        self._core.keep(STATE, {"token": self._token, "expires_at": self._expires_at})
        return self._token

    def are_right(self, client_id: str, client_secret: str) -> bool:
        """Whether these are the app's own credentials."""
        options = self._core.options
        known = (options.dingtalk_client_id, options.dingtalk_client_secret)
        return (client_id, client_secret) == known

    def revoke(self) -> None:
        """Let the token die before its time."""
        self._expires_at = 0
        self._core.keep(STATE, {})

    def check(self, token: str) -> None:
        """Refuse a token that is wrong or too old."""
        if token and token == self._token and self._core.now() < self._expires_at:
            return
        raise RefusalError(
            "InvalidAuthentication",
            "不合法的 access_token",
            status=401,
            rule="access token",
            errcode=40014,
        )
