"""What the desk shows, before any messenger: cards, forms, menus, messages, presses.

Every text in here is plain: the renderers escape it for where it goes, and cut it where it must be.
"""

from dataclasses import dataclass
from enum import StrEnum

from desk.address import AccountAddress
from desk.errors import Reason, Refusal

PRESS_LIMIT = 75
LARGEST_NUMBER = 2**53


class PressKind(StrEnum):
    """A button asks for something; a form brings what was asked for."""

    BUTTON = "b"
    FORM = "f"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries: a name, what it is about, and the card it stands on. Nothing else.

    `subject` is a ticket's number (a draft's, for buttons of a draft), `posting` the id of the card
    (0: none that is kept true), `choice` the choice that a button of a form stands for. Rights and
    state are looked up when it is pressed.
    """

    name: str
    subject: int
    posting: int = 0
    kind: PressKind = PressKind.BUTTON
    choice: str = ""

    def __post_init__(self) -> None:
        if ":" in self.name or ":" in self.choice or len(self.pack()) > PRESS_LIMIT:
            raise ValueError(f"a press must fit into {PRESS_LIMIT} characters: {self.pack()!r}")

    def pack(self) -> str:
        """As text, for a button's value."""
        packed = f"{self.kind}:{self.name}:{self.subject}:{self.posting}"
        return f"{packed}:{self.choice}" if self.choice else packed

    @classmethod
    def unpack(cls, text: str) -> "Press":
        """From a button's value.

        Raises:
            Refusal: it is not one of ours, or no longer of a form that we know.
        """
        parts = text.split(":")
        try:
            kind, name, subject, posting, *choice = parts
            numbers = int(subject), int(posting)
            if not all(0 <= one < LARGEST_NUMBER for one in numbers):
                raise ValueError("no such number")
            return cls(name, *numbers, PressKind(kind), "".join(choice[:1]))
        except ValueError as unknown:
            raise Refusal(Reason.UNKNOWN_PRESS) from unknown


class Style(StrEnum):
    DEFAULT = "default"
    PRIMARY = "primary"
    DANGER = "danger"


class Color(StrEnum):
    """The colour of a card's tag."""

    BLUE = "blue"
    ORANGE = "orange"
    GREEN = "green"
    RED = "red"
    GRAY = "gray"


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    press: Press
    style: Style = Style.DEFAULT


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value on a card."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address of ours to be opened in a browser."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the messenger fetches; `alt` says what there is to be seen."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """A title with a tag, what it is about, facts, news, small print, and buttons.

    `call` are people called when the card is first drawn (and named on it); `call_line` is the
    sentence around them. `rest` is the button under which what was cut can be read whole; renderers
    show it only if they had to cut `body` or `news`. `files` are what was sent along, below
    `files_label`.
    """

    title: str
    tag: str
    color: Color
    body: str = ""
    facts: tuple[Fact, ...] = ()
    news: str = ""
    foot: str = ""
    buttons: tuple[Button, ...] = ()
    rest: Button | None = None
    call: tuple[AccountAddress, ...] = ()
    call_line: str = ""
    picture: Picture | None = None
    links: tuple[Link, ...] = ()
    files: tuple[Link, ...] = ()
    files_label: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextField:
    """A text to be typed; `limit` in characters."""

    label: str
    hint: str
    required: bool = True
    limit: int = 3000


@dataclass(frozen=True, slots=True)
class Form:
    """A question with choices, a text, or both; `press` is what submitting it carries.

    `problem` is what was wrong with the last answer, said at the choice or the text it is about.
    `typed_hint` and `typed_submit` are for messengers that can't show all choices: what to type
    instead of choosing, and the button that says so.
    """

    press: Press
    title: str
    question: str
    submit: str
    cancel: str
    text: TextField | None = None
    choices: tuple[Choice, ...] = ()
    choices_label: str = ""
    problem: str = ""
    typed_hint: str = ""
    typed_submit: str = ""


class FieldKind(StrEnum):
    """How a field of a longer form is answered."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a longer form; `filled` is what stands there already."""

    name: str
    kind: FieldKind
    label: str
    hint: str = ""
    required: bool = False
    limit: int = 3000
    filled: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketForm:
    """The form of a new ticket, for messengers that have windows; `hint` stands above its fields.

    Whoever shows it keeps the message that it was opened on, and brings it back with the answers.
    """

    press: Press
    title: str
    hint: str
    fields: tuple[FormField, ...]
    submit: str
    cancel: str


@dataclass(frozen=True, slots=True)
class HomeLine:
    """One thing on the desk's home: its words, small print, and what can be done about it."""

    words: str
    small: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class HomePart:
    """Things that belong together; `more` tells of those there was no room for."""

    title: str
    lines: tuple[HomeLine, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """What somebody sees who looks at the desk itself."""

    title: str
    hint: str
    buttons: tuple[Button, ...]
    parts: tuple[HomePart, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """A question answered by one of several buttons, for the person who asked only.

    `cancel` leads back to the card by `back`, on messengers where a menu has no close of its own.
    """

    title: str
    question: str
    buttons: tuple[Button, ...]
    cancel: str
    back: Press | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A long text to read, for the person who asked only."""

    title: str
    text: str
    close: str


@dataclass(frozen=True, slots=True)
class Message:
    """Some lines of text; `call` is mentioned in front of it, the rest stands below.

    `file` is one that it brings, by its id, for messengers that can be handed files.
    """

    text: str
    call: tuple[AccountAddress, ...] = ()
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    file: int | None = None
