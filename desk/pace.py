"""How fast a messenger may be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """The kinds of call that the courier makes: a card first shown, a card redrawn, a message."""

    POST = "post"
    UPDATE = "update"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most one in `interval_ms` in the long run, with `burst` at once."""

    interval_ms: int
    burst: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What may be posted in one conversation, and what is allowed in a whole tenant by method.

    A card that is redrawn is no new message in its conversation.
    """

    conversation: Rate
    methods: Mapping[Method, Rate]


UNPACED = Pace(
    conversation=Rate(interval_ms=0, burst=1),
    methods=dict.fromkeys(Method, Rate(interval_ms=0, burst=1)),
)
"""For measurements, at a far end that refuses nothing."""
