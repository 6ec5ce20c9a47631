"""What a person sends, of each kind: as the page shows it, and as the wire tells it."""

from dataclasses import dataclass, field

from sandbox.dingtalk.message import MessageKind
from sandbox.errors import ControlError
from sandbox.payload import Payload, flag, inner, needed, objects, text
from sandbox.shelf import Shelf, Shelved


@dataclass(frozen=True)
class Spoken:
    """A message of a person's; `content` is what the wire has beside the text.

    `outsider`: they don't belong to the organisation. `quoted`: what they answer to.
    """

    kind: MessageKind
    text: str
    msgtype: str = "text"
    files: tuple[Shelved, ...] = ()
    content: Payload = field(default_factory=dict)
    outsider: bool = False
    quoted: str = ""


def spoken(body: Payload, shelf: Shelf) -> Spoken:
    """The message that a control call describes."""
    outsider, quoted = flag(body, "outsider"), text(body, "quoted")
    for key, read in KINDS.items():
        if key in body:
            said = read(body, shelf)
            return Spoken(said.kind, said.text, said.msgtype, said.files, said.content, outsider)
    (words,) = needed(body, "text")
    return Spoken("text", words, outsider=outsider, quoted=quoted)


def _rich_text(body: Payload, shelf: Shelf) -> Spoken:
    """Texts and pictures in turn: [{"text"}, {"picture": {"name", "base64"}}]."""
    parts: list[Payload] = []
    files: list[Shelved] = []
    for part in objects(body, "rich_text"):
        if "picture" in part:
            file = shelf.take(part["picture"], "image/png")
            files.append(file)
            codes = {"downloadCode": file.id, "pictureDownloadCode": file.id}
            parts.append({"type": "picture", **codes})
        else:
            parts.append({"text": text(part, "text")})
    if not parts:
        raise ControlError("rich_text has no parts")
    words = "".join(text(part, "text") for part in parts)
    return Spoken("rich_text", words, "richText", tuple(files), {"richText": parts})


def _picture(body: Payload, shelf: Shelf) -> Spoken:
    file = shelf.take(body["picture"], "image/png")
    codes = {"downloadCode": file.id, "pictureDownloadCode": file.id}
    return Spoken("picture", file.name, "picture", (file,), dict(codes))


def _file(body: Payload, shelf: Shelf) -> Spoken:
    file = shelf.take(body["file"], "application/octet-stream")
    content: Payload = {
        "spaceId": "1",
        "fileName": file.name,
        "downloadCode": file.id,
        "fileId": file.id,
    }
    return Spoken("file", file.name, "file", (file,), content)


def _voice(body: Payload, shelf: Shelf) -> Spoken:
    """What was said, as DingTalk understood it."""
    said = inner(body, "voice")
    file = shelf.take({"name": "voice.amr", "base64": text(said, "base64")}, "audio/amr")
    words = text(said, "text")
    return Spoken("voice", words, "audio", (file,), {"downloadCode": file.id, "recognition": words})


KINDS = {"rich_text": _rich_text, "picture": _picture, "file": _file, "voice": _voice}
