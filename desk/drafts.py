"""A line that may become a ticket once its author has pressed: kept, so that a restart asks on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.events import Origin
from desk.languages import Language

DRAFT_LIFETIME = timedelta(minutes=30)


class DraftState(StrEnum):
    WAITING = "waiting"
    MADE = "made"
    SAID = "said"  # on the ticket that it is about
    DECLINED = "declined"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wrote, until they say whether it is meant as a ticket.

    `ticket` is what became of it, or where it was said.
    """

    id: int = 0
    version: int = 1
    state: DraftState = DraftState.WAITING
    author: int
    text: str
    origin: Origin
    language: Language
    at: datetime
    expires_at: datetime
    ticket: int | None = None
