"""What is said of the message that a ticket was made of."""

from collections.abc import Iterable

from cards.card import Fact, Link, Message
from cards.cut import cut
from cards.names import Names, group_name, person_name, ticket_number
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Action
from desk.source import Source
from desk.ticket import Ticket

NAME_LENGTH = 60


def made_already_message(
    ticket: Ticket, desk: Desk, names: Names, asker: int, language: Language
) -> Message:
    """That a ticket was made of this message before, and how to look at it."""
    say = words(language).say
    own = asker == ticket.reporter
    person = say("person.you") if own else person_name(ticket.reporter, names, language)
    number = ticket_number(ticket.id, language)
    told = say(
        "source.made_own" if own else "source.made",
        ticket=number,
        person=person,
        group=group_name(ticket.group, desk),
    )
    return Message(f"{told}\n{say('opened.hint', command=f'/ticket {number}')}")


def unreadable_message(channel: str, closed: bool, language: Language) -> Message:
    """That a message could not be read, and what to do."""
    say = words(language).say
    key = "source.closed" if closed else "source.not_read"
    return Message(say(key, channel=channel or say("source.that_channel")))


def untitled(author: str, files: Iterable[str], language: Language) -> str:
    """A title for a message without words."""
    named = ", ".join(files)
    if named:
        return cut(named, NAME_LENGTH)[0]
    return words(language).say("source.untitled", person=author)


def source_facts(ticket: Ticket, names: Names, language: Language) -> Iterable[Fact]:
    """Whose message it was, what has become of it, and what hung on it."""
    say, source = words(language).say, ticket.source
    if source is None:
        return
    told = [_author(source, names, language), _changed(source, ticket, language)]
    yield Fact(say("label.message"), " · ".join(filter(None, told)))
    if source.files:
        yield Fact(say("label.files"), ", ".join(source.files))


def source_links(ticket: Ticket, language: Language) -> tuple[Link, ...]:
    """The way to the message."""
    source = ticket.source
    if source is None or not source.link or source.deleted:
        return ()
    return (Link(words(language).say("source.link"), source.link),)


def version_said(action: Action, text: str, language: Language) -> str:
    """A version of the message among what people said about the ticket."""
    say = words(language).say
    if action is Action.SOURCE_EDITED:
        return say("source.now_says", text=text.strip())
    return say("source.was_deleted") if action is Action.SOURCE_DELETED else text


def version_told(ticket: Ticket, action: Action, by: str, text: str, language: Language) -> str:
    """The same for those who work on the ticket, at the moment that it happens."""
    number = ticket_number(ticket.id, language)
    told = words(language).say(f"notice.{action}", ticket=number, person=by)
    return f"{told}\n{text.strip()}".strip()


def _author(source: Source, names: Names, language: Language) -> str:
    if source.author is not None:
        return person_name(source.author, names, language)
    return source.name


def _changed(source: Source, ticket: Ticket, language: Language) -> str:
    say, number = words(language).say, ticket_number(ticket.id, language)
    if source.deleted:
        return say("source.deleted")
    return say("source.edited", n=source.edits, ticket=number) if source.edits else ""
