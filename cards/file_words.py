"""What is said about files: on cards, beside them, and to whoever sent one."""

from collections.abc import Sequence

from cards.card import Link, Message
from cards.cut import cut
from cards.names import ticket_number
from cards.words import words
from desk.address import AccountAddress
from desk.files import Attached, safe_name
from desk.languages import Language
from desk.ticket import Ticket

SHOWN = 5
NAME_LENGTH = 40


def files_label(files: Sequence[Attached], language: Language) -> str:
    """The words above the files of a card; nothing, if there are none."""
    return words(language).say("card.files", n=len(files)) if files else ""


def file_links(files: Sequence[Attached]) -> tuple[Link, ...]:
    """The newest of a ticket's files; the label counts all of them."""
    return tuple(Link(short_name(file.name), file.address) for file in files[-SHOWN:])


def named(files: Sequence[Attached], language: Language) -> str:
    """Files that can't be opened yet: their names, each on a line."""
    say = words(language).say
    names = [
        short_name(safe_name(file.name)) if file.name else say("file.unnamed")
        for file in files[:SHOWN]
    ]
    more = len(files) - len(names)
    rest = [say("file.more", n=more)] if more else []
    return "\n".join([*(f"📎 {name}" for name in names), *rest])


def file_message(
    ticket: Ticket,
    person: str,
    file: Attached,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
    beside: bool = False,
    number: int | None = None,
) -> Message:
    """That somebody has added a file, with where it can be had; `number` is the file's own."""
    text = words(language).say(
        "file.added" if beside else "file.added_to",
        person=person,
        ticket=ticket_number(ticket.id, language),
    )
    return Message(text, call, links=(Link(short_name(file.name), file.address),), file=number)


def attached_message(
    ticket: Ticket, person: str, names: Sequence[str], language: Language
) -> Message:
    """The answer to whoever sent files for a ticket; they are still on their way."""
    said = words(language).say(
        "file.added_to", person=person, ticket=ticket_number(ticket.id, language)
    )
    listed = named([Attached(name) for name in names], language)
    return Message(f"{said}\n{listed}")


def short_name(name: str) -> str:
    """A name as it fits on a line; its ending stays to be seen."""
    line = " ".join(name.split())
    if len(line) <= NAME_LENGTH:
        return line
    return f"{cut(line, NAME_LENGTH - 8)[0]}{line[-8:]}"
