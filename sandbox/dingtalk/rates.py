"""DingTalk's rate limit: so many calls a second of one app to one API."""

import time
from collections import defaultdict, deque

from sandbox.dingtalk.refusal import RefusalError

CALLS = 20
SECONDS = 1.0


class Rates:
    """When each API was called last; real time, because a moved clock makes nobody slower."""

    def __init__(self) -> None:
        self._taken: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=CALLS))

    def take(self, name: str) -> None:
        """Count a call; raises RefusalError when it is one too many."""
        taken, now = self._taken[name], time.monotonic()
        if len(taken) == CALLS and now - taken[0] < SECONDS:
            raise RefusalError(
                "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi",
                "the app calls this API too often",
                status=403,
                rule=f"{CALLS} calls a second: {name}",
                errcode=90018,
            )
        taken.append(now)
