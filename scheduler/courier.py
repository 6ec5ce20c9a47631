"""Sends what is waiting: cards that are no longer true, and messages, a lane at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cards.card import Card, Message
from desk.address import Place
from desk.pace import Pace


@dataclass(frozen=True, slots=True)
class Draw:
    """A card to be shown; `message` is None the first time, afterwards what `draw` returned then.

    `key` is the same for every attempt at the same card, and unique: the messenger keeps it with
    the message, so that it can be asked for.
    """

    key: str
    place: Place
    card: Card
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """A message to be posted; `key` as in `Draw`."""

    key: str
    place: Place
    message: Message


class Messenger(Protocol):
    """A messenger that the courier can send by; retries are the courier's alone.

    `draw` and `tell` return the reference of the message. They raise Busy (later), Gone (never),
    Unsure (the answer was lost).
    """

    @property
    def pace(self) -> Pace: ...

    async def draw(self, draw: Draw) -> str: ...

    async def tell(self, tell: Tell) -> str: ...

    async def find(self, key: str, place: Place, since: datetime) -> str | None:
        """The message that stands there with this key, if one does; asked after a crash."""
        ...
