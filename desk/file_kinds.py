"""What a file really is, by how its content begins: what people call it is only a claim."""

from collections.abc import Callable
from dataclasses import dataclass

HEAD = 4096
"""As many bytes of the beginning are looked at."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of content, with the endings of names that it may have.

    `acts`: it can do something when it is opened, so it is given out as bytes and nothing else.
    """

    media_type: str
    endings: tuple[str, ...]
    is_picture: bool = False
    acts: bool = False


PNG = FileKind("image/png", ("png",), is_picture=True)
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"), is_picture=True)
GIF = FileKind("image/gif", ("gif",), is_picture=True)
WEBP = FileKind("image/webp", ("webp",), is_picture=True)
BMP = FileKind("image/bmp", ("bmp",), is_picture=True)
HEIC = FileKind("image/heic", ("heic", "heif"))
PDF = FileKind("application/pdf", ("pdf",))
ZIP = FileKind("application/zip", ("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"))
OLE = FileKind("application/x-ole-storage", ("doc", "xls", "ppt", "msg", "wps", "et"))
RAR = FileKind("application/vnd.rar", ("rar",))
SEVEN_ZIP = FileKind("application/x-7z-compressed", ("7z",))
GZIP = FileKind("application/gzip", ("gz", "tgz"))
MP4 = FileKind("video/mp4", ("mp4", "m4a", "m4v", "mov", "3gp"))
WEBM = FileKind("video/webm", ("webm", "mkv"))
MP3 = FileKind("audio/mpeg", ("mp3",))
OGG = FileKind("audio/ogg", ("ogg", "oga", "opus"))
AMR = FileKind("audio/amr", ("amr",))
WAV = FileKind("audio/wav", ("wav",))
TEXT = FileKind("text/plain", ("txt",))
PROGRAM = FileKind("application/octet-stream", ("exe", "dll", "com", "scr", "so"), acts=True)
SCRIPT = FileKind("application/octet-stream", ("sh", "py", "pl", "rb"), acts=True)
MARKUP = FileKind(
    "application/octet-stream", ("html", "htm", "svg", "xml", "xhtml", "mht"), acts=True
)
UNKNOWN = FileKind("application/octet-stream", ())

BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"BM", BMP),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b", GZIP),
    (b"\x1a\x45\xdf\xa3", WEBM),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"OggS", OGG),
    (b"#!AMR", AMR),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", SCRIPT),
)
CONTAINERS: tuple[tuple[int, bytes, FileKind], ...] = (
    (8, b"WEBP", WEBP),
    (8, b"WAVE", WAV),
    (4, b"ftypheic", HEIC),
    (4, b"ftypheif", HEIC),
    (4, b"ftypmif1", HEIC),
    (4, b"ftyp", MP4),
)
"""Kinds that are known by what stands some bytes behind the beginning."""

KINDS: tuple[FileKind, ...] = tuple(
    dict.fromkeys((*(kind for _, kind in BEGINNINGS), *(one[2] for one in CONTAINERS), MARKUP))
)
MARKS = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<iframe", b"<head")


def kind_of(head: bytes) -> FileKind:
    """The kind of content that begins so."""
    head = head[:HEAD]
    for at, mark, kind in CONTAINERS:
        if head[at : at + len(mark)] == mark:
            return kind
    for mark, kind in BEGINNINGS:
        if head.startswith(mark) and (mark != b"BM" or _is_bitmap(head)):
            return kind
    return _of_text(head)


def ending_for(kind: FileKind, ending: str) -> str:
    """What has to be added to a name with this ending, so that it tells no lie."""
    ending = ending.casefold()
    if ending in kind.endings:
        return ""
    if kind.acts:
        return ".bin"
    claims = any(ending in other.endings for other in KINDS)
    if kind in {UNKNOWN, TEXT} and not (claims or not ending):
        return ""  # a log, a table, a drawing: nothing that we could say better
    return f".{kind.endings[0]}" if kind.endings else ".bin"


def _is_bitmap(head: bytes) -> bool:
    """Two letters alone begin many a text, too."""
    return len(head) > 14 and head[6:10] == b"\0\0\0\0"


def _of_text(head: bytes) -> FileKind:
    reads: tuple[Callable[[bytes], str], ...] = (_utf8, _utf16)
    for read in reads:
        try:
            text = read(head)
        except UnicodeDecodeError:
            continue
        folded = text.casefold().encode("utf-8", "ignore")
        if any(mark in folded for mark in MARKS):
            return MARKUP
        return UNKNOWN if "\0" in text else TEXT
    folded = head.lower()
    return MARKUP if any(mark in folded for mark in MARKS) else UNKNOWN


def _utf8(head: bytes) -> str:
    """The beginning may end amid a character."""
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        if broken.start >= len(head) - 3 and len(head) >= HEAD:
            return head[: broken.start].decode("utf-8-sig")
        raise


def _utf16(head: bytes) -> str:
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnicodeDecodeError("utf-16", head, 0, 1, "no mark of its order")
    return head[: len(head) // 2 * 2].decode("utf-16", "ignore")
