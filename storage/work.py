"""All that one act keeps, collected by its handler and written in one transaction by `commit`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desk.acts import Decision
from desk.address import Place
from desk.drafts import Draft
from desk.files import NewFile
from desk.languages import Language
from desk.matters import Matter
from desk.notices import NewPosting, Notice
from desk.ticket import Ticket
from storage.steps import Steps


@dataclass(frozen=True, slots=True)
class NewTimer:
    """Something to fall due at a desk time; a timer with this key that waits is moved instead."""

    key: str
    kind: str
    due: datetime
    ticket: int | None = None
    payload: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it shall be; a new one brings the place and language of its card."""

    draft: Draft
    place: Place | None = None
    language: Language = Language.CHINESE


@dataclass(frozen=True, slots=True)
class KeptMatter:
    """A matter as it shall be, with new cards of it and messages that tell of it."""

    matter: Matter
    postings: tuple[NewPosting, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """Rows of another noun that change with an act.

    `order` decides which locks are taken first. `check` locks what it goes by and says whether that
    still is as the act was decided on (if not, the act is in conflict and keeps nothing); `write`
    writes. Both are given desk time in milliseconds.
    """

    order: str
    write: Callable[[int], Steps[None]]
    check: Callable[[], Steps[bool]] | None = None


@dataclass(slots=True)
class Work:
    """What an act has decided. Nothing of it happens before `Store.commit`.

    `key` is the delivery that asked for it: a second act with the same key keeps nothing.
    `press` is the card that was pressed on, to be claimed for the answer to the press. `files` came
    along: they are the act's ticket's or draft's, if they don't say otherwise.
    """

    key: str | None = None
    press: int | None = None
    decisions: list[Decision] = field(default_factory=list)
    drafts: list[KeptDraft] = field(default_factory=list)
    matters: list[KeptMatter] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    files: list[NewFile] = field(default_factory=list)
    timers: list[NewTimer] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    fired: list[int] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def keep(self, decision: Decision) -> None:
        """A ticket's change with all that follows from it."""
        self.decisions.append(decision)

    def keep_draft(self, draft: Draft, place: Place | None = None) -> None:
        """A draft; `place` is where a new one asks."""
        self.drafts.append(KeptDraft(draft, place, draft.language))

    def keep_matter(
        self,
        matter: Matter,
        postings: tuple[NewPosting, ...] = (),
        notices: tuple[Notice, ...] = (),
    ) -> None:
        """A matter; `postings` are where cards of it shall stand from now on."""
        self.matters.append(KeptMatter(matter, postings, notices))

    def also(self, extra: Extra) -> None:
        """Something of another noun, in the same transaction."""
        self.extras.append(extra)

    def start(self, timer: NewTimer) -> None:
        """A timer, or another time for the one with its key."""
        self.timers.append(timer)

    def tell_digest(self, lane: str) -> None:
        """What was put off in a lane is told now."""
        self.digests.append(lane)

    def stop(self, key: str) -> None:
        """A timer that is no longer wanted."""
        self.stopped.append(key)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of an act.

    `repeated`: the delivery had its effect before, then `ticket_id` is that ticket. `claimed` is
    the version in which the answer to the press is to show the pressed card; None if somebody else
    draws it.
    """

    ticket: Ticket | None = None
    draft: Draft | None = None
    matter: Matter | None = None
    repeated: bool = False
    ticket_id: int | None = None
    claimed: int | None = None
