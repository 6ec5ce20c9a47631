"""What DingTalk's errors mean to us: wait, never, or a token that has to be fetched anew.

It has two dialects: the new API answers 4xx with `code`, the old one 200 with `errcode`.
"""

from dataclasses import dataclass
from typing import final

from bot.dingtalk.payload import Payload, number, text
from desk.errors import Busy, Gone

LONG_WAIT = 3600.0


@final
class TokenRefusedError(Exception):
    """The access token is not valid (any more)."""


@final
class TemplateMissingError(Exception):
    """The card template doesn't exist, or was not published."""


@final
class AlreadyThereError(Exception):
    """A card of this id stands already."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait, and whether with everything."""

    seconds: float | None
    everywhere: bool = False


WAITS = {
    "qpslimit": Wait(1.0, everywhere=True),
    "errcode 90018 ": Wait(1.0, everywhere=True),
    "errcode 90002 ": Wait(1.0, everywhere=True),
    # The month's calls of the organisation are used up: only the first of next month cures it.
    "apicountlimit": Wait(LONG_WAIT, everywhere=True),
    "errcode 90020 ": Wait(LONG_WAIT, everywhere=True),
    "system.busy": Wait(None),
    "systembusy": Wait(None),
    "too.fast": Wait(None),
    "toofast": Wait(None),
    "too.many": Wait(None),
    "errcode 130101 ": Wait(None),  # a webhook used too fast
    "flowcontrol": Wait(None),
}
"""Parts of codes by which DingTalk says that it is too much, in lower case."""

PERMISSION_CODES = ("permissiondenied", "errcode 60011 ")
PERMISSION_WAIT = 60.0
"""The app lacks a permission: once an operator has granted it, what waits goes out."""

TOKEN_CODES = (
    "invalidauthentication",
    "invalidaccesstoken",
    "errcode 40014 ",
    "errcode 42001 ",
    "errcode 88 ",
)
TEMPLATE_CODES = ("templatenotexist", "templateunpublished")
STANDS_CODES = ("cardalreadyexist",)


def mistake(status: int, body: Payload) -> Exception | None:
    """What to raise for an answer; None if it is a good one."""
    old_code = number(body, "errcode")
    refused = "code" in body or body.get("success") is False
    if status < 400 and not old_code and not refused:
        return None
    code = text(body, "code") or f"errcode {text(body, 'errcode')}"
    message = text(body, "message") or text(body, "errmsg")
    return (
        meaning(status, code, message)
        or _blocked(status, body)
        or _by_status(status, f"{code}: {message}" if code != "errcode " else f"HTTP {status}")
    )


def meaning(status: int, code: str, message: str) -> Exception | None:
    """What a code says whatever its status; None if we don't know it."""
    key = f"{code.lower()} "  # a space ends it, so that errcode 88 is not part of 8800
    if status == 401 or any(part in key for part in TOKEN_CODES):
        return TokenRefusedError(code)
    if any(part in key for part in TEMPLATE_CODES):
        return TemplateMissingError(f"{code}: {message}")
    if any(part in key for part in STANDS_CODES):
        return AlreadyThereError(code)
    for part, wait in WAITS.items():
        if part in key:
            return Busy(f"{code}: {message}", wait.seconds, wait.everywhere)
    if any(part in key for part in PERMISSION_CODES):
        return Busy(f"the app lacks a permission: {code}: {message}", PERMISSION_WAIT)
    return None


def _blocked(status: int, body: Payload) -> Exception | None:
    """The address block speaks a form of its own: `{"status": 1111, "wait": 5, …}`."""
    if status == 429 or number(body, "status") == 1111:
        return Busy("DingTalk blocks this address for a while", number(body, "wait", 5.0), True)
    return None


def _by_status(status: int, why: str) -> Exception:
    return Busy(why) if status >= 500 else Gone(why)
