"""What a message to the robot says and brings, for each kind of message.

DingTalk describes the kinds that the tables name; of others, and of quoted messages, it says
little: what can't be read in them is left out, and nothing fails.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.dingtalk.payload import Payload, UnreadableError, inner, objects, text
from cards.cut import clean
from handlers.request import FileRef


@dataclass(frozen=True, slots=True)
class Content:
    """A message's words, its files, and the words of the message that it quotes."""

    text: str
    files: tuple[FileRef, ...] = ()
    quoted: str = ""


def read_content(data: Payload) -> Content:
    """What a message says, with what it quotes."""
    kind = text(data, "msgtype", "text")
    quoted = _quoted(data)
    return Content(
        text=_words(kind, data),
        files=(*_files(kind, data), *(_files(quoted.kind, quoted.data) if quoted else ())),
        quoted=_words(quoted.kind, quoted.data) if quoted else "",
    )


@dataclass(frozen=True, slots=True)
class _Quoted:
    kind: str
    data: Payload


def _quoted(data: Payload) -> _Quoted | None:
    """The message that this one answers to, where DingTalk sends it along."""
    for where in (_lenient(data, "text"), _lenient(data, "content"), data):
        replied = _lenient(where, "repliedMsg")
        if replied:
            kind = text(replied, "msgType") or text(replied, "msgtype")
            return _Quoted(kind, replied)
    return None


def _words(kind: str, data: Payload) -> str:
    read = WORDS.get(kind)
    return clean(read(data)).strip() if read else ""


def _files(kind: str, data: Payload) -> tuple[FileRef, ...]:
    read = FILES.get(kind)
    return tuple(file for file in read(data) if file.reference) if read else ()


def _typed(data: Payload) -> str:
    """What was typed; in a quoted message it stands in `content` instead."""
    return text(_lenient(data, "text"), "content") or text(_lenient(data, "content"), "text")


def _rich(data: Payload) -> str:
    """Its text parts in one; a picture between two of them leaves a space."""
    return "".join(text(part, "text") or text(part, "content", " ") for part in _rich_parts(data))


def _spoken(data: Payload) -> str:
    """What DingTalk understood of a voice message."""
    return text(_lenient(data, "content"), "recognition")


def _forwarded(data: Payload) -> str:
    """Several messages that were passed on together: each that has words is a line."""
    content = _lenient(data, "content")
    lines = [text(content, "summary"), *_said_in_record(content)]
    return "\n".join(filter(None, lines))


def _said_in_record(content: Payload) -> Iterator[str]:
    try:
        record = inner({"record": f'{{"all": {text(content, "chatRecord", "[]")}}}'}, "record")
    except UnreadableError:
        return
    for said in objects(record, "all"):
        words = text(said, "content") or text(_lenient(said, "content"), "text")
        if words:
            yield f"{text(said, 'senderNick')}: {words}".removeprefix(": ")


def _rich_parts(data: Payload) -> tuple[Payload, ...]:
    return objects(_lenient(data, "content"), "richText")


def _of_rich(data: Payload) -> Iterator[FileRef]:
    for part in _rich_parts(data):
        if code := _code(part):
            yield FileRef(code, kind="image/*")


def _picture(data: Payload) -> Iterator[FileRef]:
    yield FileRef(_code(_lenient(data, "content")), kind="image/*")


def _file(data: Payload) -> Iterator[FileRef]:
    content = _lenient(data, "content")
    yield FileRef(_code(content), text(content, "fileName"))


def _voice(data: Payload) -> Iterator[FileRef]:
    yield FileRef(_code(_lenient(data, "content")), kind="audio/*")


def _video(data: Payload) -> Iterator[FileRef]:
    yield FileRef(_code(_lenient(data, "content")), kind="video/*")


def _code(content: Payload) -> str:
    return text(content, "downloadCode") or text(content, "pictureDownloadCode")


def _lenient(data: Payload, key: str) -> Payload:
    """The object under a key; nothing, where something else stands."""
    try:
        return inner(data, key)
    except UnreadableError:
        return {}


WORDS: Mapping[str, Callable[[Payload], str]] = {
    "text": _typed,
    "richText": _rich,
    "audio": _spoken,
    "chatRecord": _forwarded,
}
"""The kinds of message that have words; a picture or a file alone has none."""

FILES: Mapping[str, Callable[[Payload], Iterator[FileRef]]] = {
    "richText": _of_rich,
    "picture": _picture,
    "file": _file,
    "audio": _voice,
    "video": _video,
}
"""The kinds of message that bring files."""
