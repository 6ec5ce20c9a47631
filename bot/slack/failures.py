"""What went wrong with a call of Slack's Web API, in the words that the courier reacts to.

Sources: the error tables of the methods' pages on docs.slack.dev; "Rate limits".
"""

import aiohttp
from slack_sdk.errors import SlackApiError

from desk.errors import Busy, Gone, Unsure

Failure = Busy | Gone | Unsure

LATER = frozenset(
    {
        "fatal_error",
        "internal_error",
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Slack's own troubles, which pass."""

MENDABLE = frozenset(
    {
        "accesslimited",
        "access_denied",
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "no_permission",
        "org_login_required",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""The app's rights in the workspace: an operator mends them, and nothing may be lost till then.

`account_inactive` is among them: it speaks of the bot's own account, not of who is written to.
"""
MENDED_AFTER_SECONDS = 60.0

CLOSED = frozenset({"not_in_channel", "channel_not_found", "method_not_supported_for_channel_type"})
"""Conversations that the bot was not let into; of private ones Slack doesn't say that they are."""

TAKEN_BACK = frozenset({"message_not_found", "thread_not_found"})
"""What somebody deleted before it was looked at."""

NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""These end before a request has left."""

ANSWER_LOST = (aiohttp.ClientError, TimeoutError, OSError, AttributeError, ValueError)
"""The SDK raises the last two on an answer that is not of the shape it expects."""


def failure(error: BaseException, whole_workspace: bool) -> Failure:
    """How to react; `whole_workspace` tells that the method's limit is counted over all of it."""
    match error:
        case SlackApiError():
            return _refused(error, whole_workspace)
        case _ if isinstance(error, NOT_SENT):
            return Busy("Slack cannot be reached")
        case _:
            return Unsure(f"Slack's answer was lost: {type(error).__name__}")


def _refused(error: SlackApiError, whole_workspace: bool) -> Failure:
    status = _status(error)
    name = error_name(error)
    if status == 429 or name in {"ratelimited", "rate_limited"}:
        return Busy("rate limit", _retry_after(error), everywhere=whole_workspace)
    if status >= 500 or name in LATER:
        return Busy(name or f"HTTP {status}", _retry_after(error))
    if name in MENDABLE:
        return Busy(name, MENDED_AFTER_SECONDS, everywhere=True)
    if name:
        return Gone(f"{name}{_details(error)}", closed=name in CLOSED)
    if status == 200:
        return Unsure("Slack's answer could not be read")
    # Neither ok nor an error of Slack's: something in between answered, a proxy or a wrong address.
    return Busy(f"HTTP {status}", MENDED_AFTER_SECONDS, everywhere=True)


def error_name(error: SlackApiError) -> str:
    """Slack's name for what is wrong, "" if its answer had none."""
    data = getattr(error.response, "data", None)
    name = data.get("error") if isinstance(data, dict) else ""
    return name if isinstance(name, str) else ""


def _details(error: SlackApiError) -> str:
    """What Slack finds wrong with blocks: pointers into them, never their words."""
    messages = getattr(error.response, "data", {}).get("response_metadata", {}).get("messages")
    return ": " + "; ".join(map(str, messages)) if messages else ""


def _status(error: SlackApiError) -> int:
    """An answer that is no JSON comes as aiohttp's own response."""
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):
        return response.status
    status = getattr(response, "status_code", 0)
    return status if isinstance(status, int) else 0


def _retry_after(error: SlackApiError) -> float | None:
    headers = getattr(error.response, "headers", None) or {}
    try:
        return float(headers.get("Retry-After", ""))
    except ValueError:
        return None
