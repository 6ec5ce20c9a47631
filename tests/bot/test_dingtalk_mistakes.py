"""What DingTalk's errors mean."""

import pytest

from bot.dingtalk.mistakes import (
    AlreadyThereError,
    TemplateMissingError,
    TokenRefusedError,
    mistake,
)
from bot.dingtalk.payload import Payload
from desk.errors import Busy, Gone


@pytest.mark.parametrize(
    "body", [{}, {"success": True, "result": True}, {"errcode": 0, "errmsg": "ok"}]
)
def test_a_good_answer_is_no_mistake(body: Payload) -> None:
    """In either dialect."""
    assert mistake(200, body) is None


@pytest.mark.parametrize(
    ("status", "body", "seconds", "everywhere"),
    [
        (403, {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"}, 1.0, True),
        (403, {"code": "Forbidden.AccessDenied.ApiCountLimitForOrg"}, 3600.0, True),
        (403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"}, 60.0, False),
        (200, {"errcode": 90018, "errmsg": "slow down"}, 1.0, True),
        (400, {"code": "send.too.fast", "message": ""}, None, False),
        (500, {"code": "system.busy"}, None, False),
        (504, {}, None, False),
        (429, {}, 5.0, True),
        (400, {"status": 1111, "wait": 7}, 7.0, True),
    ],
)
def test_too_much_means_later(
    status: int, body: Payload, seconds: float | None, everywhere: bool
) -> None:
    """A limit looks like a refusal, and is none."""
    wrong = mistake(status, body)

    assert isinstance(wrong, Busy)
    assert (wrong.retry_after, wrong.everywhere) == (seconds, everywhere)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"code": "cardNotExist", "message": "no such card"}),
        (400, {"code": "param.error", "message": "value too long"}),
        (200, {"errcode": 300001, "errmsg": "session 不存在"}),
        (200, {"success": False}),
        (404, {}),
    ],
)
def test_a_refusal_means_never(status: int, body: Payload) -> None:
    """Repeating it would not help."""
    assert isinstance(mistake(status, body), Gone)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"code": "InvalidAuthentication"}, TokenRefusedError),
        (200, {"errcode": 40014, "errmsg": "不合法的access_token"}, TokenRefusedError),
        (200, {"errcode": 88, "errmsg": "ding talk error"}, TokenRefusedError),
        (400, {"code": "templateNotExist"}, TemplateMissingError),
        (400, {"code": "cardAlreadyExist"}, AlreadyThereError),
    ],
)
def test_what_we_can_act_on_has_a_name(status: int, body: Payload, kind: type[Exception]) -> None:
    """A token to renew, a template to do without, a card that stands already."""
    assert isinstance(mistake(status, body), kind)
