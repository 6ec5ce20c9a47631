"""Files that people send along: where one is kept by its messenger, and what became of it here."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from desk.address import AccountAddress, Place
from desk.events import Visibility
from desk.file_kinds import FileKind, ending_for
from desk.languages import Language

LONGEST_NAME = 120
UNNAMED = "file"


class FileState(StrEnum):
    HELD = "held"  # until it is known which ticket it belongs to
    WANTED = "wanted"
    FETCHED = "fetched"
    FAILED = "failed"
    TOO_BIG = "too_big"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file that came with something said; name, kind and size are as its messenger claims.

    `ticket` and `draft` are what it belongs to; neither: the ticket or draft that the act makes.
    `visibility` is who may see it, `place` where it was sent.
    """

    reference: str
    name: str = ""
    kind: str = ""
    size: int = 0
    account: AccountAddress
    place: Place
    visibility: Visibility
    language: Language
    ticket: int = 0
    draft: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a ticket; `digest` names its content once that is here, `kind` says what it is."""

    id: int
    ticket: int
    state: FileState
    reference: str
    name: str
    claimed_kind: str
    claimed_size: int
    account: int
    person: int
    place: Place
    visibility: Visibility
    language: Language
    attempts: int = 0
    kind: str = ""
    size: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it stands on a card; without an address it can't be opened yet."""

    name: str
    address: str = ""


def name_for(claimed: str, kind: FileKind) -> str:
    """A name that is safe to save under, and doesn't claim what the content isn't."""
    name = safe_name(claimed)
    stem, dot, ending = name.rpartition(".")
    return name + ending_for(kind, ending if dot and stem else "")


def safe_name(claimed: str) -> str:
    """A name without folders, and without what can't be seen."""
    last = claimed.replace("\\", "/").rpartition("/")[2]
    shown = "".join(" " if _is_hidden(char) else char for char in last)
    name = " ".join(shown.split()).strip(". ") or UNNAMED
    stem, dot, ending = name.rpartition(".")
    if dot and stem and len(ending) <= 10:
        room = LONGEST_NAME - len(ending) - 1
        name = f"{stem[:room]}.{ending}"
    return name[:LONGEST_NAME]


def _is_hidden(char: str) -> bool:
    """Controls, marks that turn the direction of writing, line ends, lone surrogates."""
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs"} or char in '<>:"|?*'
