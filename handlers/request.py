"""What somebody asked the desk, and what it answers, on whichever messenger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cards.card import Card, Form, Home, Menu, Message, Page, TicketForm
from desk.address import AccountAddress, Place
from desk.events import Intake


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that came along, still at its messenger, which knows it by `reference`.

    Name, kind (a media type) and size in bytes are as the messenger claims them; empty: it doesn't.
    """

    reference: str
    name: str = ""
    kind: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line typed to the desk; `message` is the reference of the message, where there is one.

    `quoted` is what somebody said before, to which it points.
    """

    text: str
    intake: Intake
    message: str | None = None
    files: tuple[FileRef, ...] = ()
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """A message in a thread that may belong to a ticket (`Request.where.thread` names it)."""

    text: str
    message: str
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, as the text that it carried."""

    press: str


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """Somebody's message that a ticket is made of.

    `message` is its reference, `author` whoever wrote it (None: a program, called `author_name`),
    `link` leads to it. `thread` is where the desk can answer; None where it can't read or write.
    """

    message: str
    text: str = ""
    author: AccountAddress | None = None
    author_name: str = ""
    link: str = ""
    thread: Place | None = None
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form: what was typed and chosen; `choice` is empty where nothing was.

    `fields` are the answers of a form with more than that, by their names; `source` is the message
    that it was opened on.
    """

    press: str
    text: str = ""
    choice: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    source: SourceMessage | None = None


@dataclass(frozen=True, slots=True)
class AskForForm:
    """The form of a new ticket is to be opened, on a message or empty."""

    source: SourceMessage | None = None


@dataclass(frozen=True, slots=True)
class Flagged:
    """Somebody marked a message with the emoji that makes tickets."""

    source: SourceMessage


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The same for a message that can't be read; `channel` is how one names the conversation.

    `closed`: the desk was not let in there; else the messenger did not give it out in time.
    """

    channel: str
    closed: bool


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """A message has another text now, or is gone (None); a ticket may have been made of it."""

    message: str
    text: str | None


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at the desk's home, or it is to be shown to them as it is by now."""


@dataclass(frozen=True, slots=True)
class LetIn:
    """The desk was let into the conversation in which this comes."""


Asked = (
    Line
    | ThreadReply
    | Pressed
    | Filled
    | AskForForm
    | Flagged
    | Unreadable
    | SourceChanged
    | HomeOpened
    | LetIn
)


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody asked.

    `key` is the messenger's own name of this delivery: a second one with the same key has no second
    effect. `where` is the conversation, with the thread it was asked in. `answers_with_card`: this
    messenger shows the card that was pressed on by its answer to the press. `from_outside`: whether
    the messenger says that they are a guest; None where it doesn't say. `mentions` are accounts by
    the names that stand in the line for them, as far as the messenger tells. `files` are those that
    came with it.
    """

    key: str
    who: AccountAddress
    who_name: str
    where: Place
    at: datetime
    asked: Asked
    answers_with_card: bool = False
    from_outside: bool | None = None
    mentions: Mapping[str, AccountAddress] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Redraw:
    """A card that was claimed for drawing: whoever shows it tells `FrontDesk.shown` how it went."""

    posting: int
    version: int
    card: Card


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to whoever asked.

    `says` is for them alone unless `public`; `opens` is a form, menu or page to be shown to them;
    `home` is what they see on the desk's home; `problem` is what is wrong with a form they filled
    in, which stays open; `redraw` is the card they pressed on as it now is, for messengers that
    answer a press with it. `replaces`: what is said takes the place of the message that was pressed
    on, where a messenger can. An empty reply is an acknowledgement.
    """

    says: Message | Card | None = None
    public: bool = False
    opens: Form | TicketForm | Menu | Page | None = None
    home: Home | None = None
    problem: str = ""
    redraw: Redraw | None = None
    replaces: bool = False


NOTED = Reply()
