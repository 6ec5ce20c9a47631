"""How the pretend Slack says no."""

from sandbox.payload import Payload


class SlackError(Exception):
    """Answered with HTTP 200, ok false and Slack's name for what is wrong."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more: Payload = more


class RateLimitedError(SlackError):
    """Answered with HTTP 429 and Retry-After."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__("ratelimited")
        self.wait_seconds = wait_seconds
