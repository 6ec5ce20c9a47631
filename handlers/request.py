"""What somebody asked the desk, and what it answers, on whichever messenger."""

from dataclasses import dataclass
from datetime import datetime

from cards.card import Card, Form, Menu, Message, Page
from desk.address import AccountAddress, Place
from desk.events import Intake


@dataclass(frozen=True, slots=True)
class Line:
    """A line typed to the desk; `message` is the reference of the message, where there is one."""

    text: str
    intake: Intake
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ThreadReply:
    """A message in a thread that may belong to a ticket (`Request.where.thread` names it)."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, as the text that it carried."""

    press: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A form: what was typed and chosen; `choice` is empty where nothing was."""

    press: str
    text: str = ""
    choice: str = ""


Asked = Line | ThreadReply | Pressed | Filled


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that somebody asked.

    `key` is the messenger's own name of this delivery: a second one with the same key has no second
    effect. `where` is the conversation, with the thread it was asked in. `answers_with_card`: this
    messenger shows the card that was pressed on by its answer to the press.
    """

    key: str
    who: AccountAddress
    who_name: str
    where: Place
    at: datetime
    asked: Asked
    answers_with_card: bool = False


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
    `problem` is what is wrong with a form they filled in, which stays open; `redraw` is the card
    they pressed on as it now is, for messengers that answer a press with it. `replaces`: what is
    said takes the place of the message that was pressed on, where a messenger can. An empty reply
    is an acknowledgement.
    """

    says: Message | Card | None = None
    public: bool = False
    opens: Form | Menu | Page | None = None
    problem: str = ""
    redraw: Redraw | None = None
    replaces: bool = False


NOTED = Reply()
