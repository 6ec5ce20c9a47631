"""Session webhooks: short-lived addresses to write into a conversation that somebody wrote in."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.address import ConversationAddress

MARGIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, and when it ends."""

    url: str
    until: datetime


class Webhooks:
    """The latest of each conversation, in memory: whoever has none writes by the open API."""

    def __init__(self, now: Callable[[], datetime], most: int = 5000) -> None:
        self._now = now
        self._most = most
        self._by_lane: OrderedDict[str, Webhook] = OrderedDict()

    def keep(self, conversation: ConversationAddress, webhook: Webhook) -> None:
        """Remember a new one."""
        self._by_lane[conversation.lane] = webhook
        self._by_lane.move_to_end(conversation.lane)
        if len(self._by_lane) > self._most:
            self._by_lane.popitem(last=False)

    def of(self, conversation: ConversationAddress) -> Webhook | None:
        """One that will still be valid when the message arrives."""
        webhook = self._by_lane.get(conversation.lane)
        if webhook is None or webhook.until - MARGIN > self._now():
            return webhook
        del self._by_lane[conversation.lane]
        return None

    def forget(self, conversation: ConversationAddress, webhook: Webhook) -> None:
        """It was not taken; a newer one may have come meanwhile."""
        if self._by_lane.get(conversation.lane) == webhook:
            del self._by_lane[conversation.lane]
