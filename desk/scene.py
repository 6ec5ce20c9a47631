"""Everything a card is drawn from, as it is at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.address import AccountAddress
from desk.drafts import Draft
from desk.files import Attached
from desk.groups import Desk
from desk.languages import Language
from desk.matters import Matter
from desk.notices import PostingKind
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Scene:
    """One posting with what it is about: a ticket, a draft, or a matter.

    `call` are accounts, on the posting's messenger, of those whom its first showing calls. `made`
    is the ticket that a draft became, `files` are what was sent along.
    """

    posting: int
    kind: PostingKind
    language: Language
    desk: Desk
    about: Ticket | Draft | Matter
    names: Mapping[int, str]
    call: tuple[AccountAddress, ...]
    now: datetime
    made: Ticket | None = None
    files: tuple[Attached, ...] = ()

    @property
    def version(self) -> int:
        """The version of what it is about: drawing this scene makes the card true up to it."""
        return self.about.version
