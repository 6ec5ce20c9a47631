"""Who was called about a ticket: how, on which messenger, and whether it got there."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desk.address import MessengerName


class CallWay(StrEnum):
    """How somebody is called."""

    CARD = "card"  # mentioned on the card, when it was posted
    MENTION = "mention"  # mentioned in a message in the group
    NAMED = "named"  # by name alone: the messenger took no mention there
    DIRECT = "direct"
    WORK = "work"  # DingTalk's work notification


class CallState(StrEnum):
    """What became of it."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Called:
    """People who were called because of a ticket's event, and how.

    `later` is how long after the event that was.
    """

    seq: int
    people: tuple[int, ...]
    way: CallWay
    messenger: MessengerName
    state: CallState = CallState.SENT
    later: timedelta = timedelta(0)
