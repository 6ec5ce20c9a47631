"""What people wrote, without what no database or messenger takes: NUL, surrogates, controls."""

from dataclasses import replace

from cards.cut import clean
from handlers.request import (
    Asked,
    AskForForm,
    FileRef,
    Filled,
    Flagged,
    Line,
    SourceChanged,
    SourceMessage,
    ThreadReply,
    Unreadable,
)


def cleaned(asked: Asked) -> Asked:
    """The same, fit to be kept; a press is not text, and stays as it is."""
    match asked:
        case Line() | ThreadReply():
            return replace(asked, text=clean(asked.text))
        case Filled():
            fields = {name: clean(text) for name, text in asked.fields.items()}
            source = _source(asked.source) if asked.source else None
            return replace(asked, text=clean(asked.text), fields=fields, source=source)
        case AskForForm(source) if source is not None:
            return AskForForm(_source(source))
        case Flagged(source):
            return Flagged(_source(source))
        case SourceChanged(_, text) if text is not None:
            return replace(asked, text=clean(text))
        case Unreadable():
            return replace(asked, channel=clean(asked.channel))
        case _:
            return asked


def _source(message: SourceMessage) -> SourceMessage:
    return replace(
        message,
        text=clean(message.text),
        author_name=clean(message.author_name),
        link=clean(message.link),
        files=tuple(_file(file) for file in message.files),
    )


def _file(file: FileRef) -> FileRef:
    return replace(file, name=clean(file.name))
