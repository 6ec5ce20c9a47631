"""A spreadsheet from outside, looked over before a library opens it.

What passes is put together anew, of only the parts that were read through here: what a file says
about its own sizes is not believed, and nothing that was not seen can be opened.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from cards.roster_sheet_changes import SheetMistake, SheetProblem, cell_name

LARGEST_FILE = 2_000_000
LARGEST_WHOLE = 50_000_000
LARGEST_RATIO = 100
RATIO_MATTERS_FROM = 1_000_000
MOST_PARTS = 300
MOST_ROWS, MOST_COLUMNS = 400, 60
MOST_ELEMENTS = 200_000
MOST_EMPTY_ROWS = 20_000
LONGEST_TEXT = 4_000
CHUNK = 64 * 1024

# Pictures, macros, comments, print settings and what else there may be are left behind.
WANTED = re.compile(
    r"\[content_types\]\.xml|_rels/[^/]*\.rels|xl/_rels/[^/]*\.rels|xl/workbook\.xml|xl/styles\.xml"
    r"|xl/sharedstrings\.xml|xl/worksheets/[^/]+\.xml|content\.xml|mimetype|meta-inf/manifest\.xml",
    re.IGNORECASE,
)
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
TEXTS = frozenset({"si", "c", "table-cell"})
"""Elements whose text a library copies for each cell that shows it."""
VALUES = frozenset({"v", "is", "t"})


class _Refused(Exception):
    """Ends the reading of a part as soon as it is known that the file is not taken."""

    def __init__(self, mistake: SheetMistake) -> None:
        super().__init__(mistake.problem)
        self.mistake = mistake


def looked_over(data: bytes) -> bytes | SheetMistake:
    """The workbook with only what a library may open, or why it is not taken."""
    if len(data) > LARGEST_FILE:
        return SheetMistake(SheetProblem.TOO_BIG)
    if data.startswith(OLD_EXCEL):
        return SheetMistake(SheetProblem.OLD_FORMAT)
    if not data.startswith(ZIP):
        return SheetMistake(SheetProblem.NO_SHEET)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _put_together(archive, len(data))
    except _Refused as refused:
        return refused.mistake
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        # Broken, encrypted, or packed in a way that no spreadsheet program uses.
        return SheetMistake(SheetProblem.NO_SHEET)


def _put_together(archive: ZipFile, size: int) -> bytes:
    entries = archive.infolist()
    whole = sum(entry.file_size for entry in entries)
    bloated = whole > RATIO_MATTERS_FROM and whole > size * LARGEST_RATIO
    if len(entries) > MOST_PARTS or whole > LARGEST_WHOLE or bloated:
        raise _Refused(SheetMistake(SheetProblem.TOO_BIG))
    file, left = BytesIO(), LARGEST_WHOLE
    with ZipFile(file, "w") as checked:
        for name in dict.fromkeys(entry.filename for entry in entries):
            if WANTED.fullmatch(name):
                content = _read(archive, name, left)
                left -= len(content)
                checked.writestr(name, content)
    return file.getvalue()


def _read(archive: ZipFile, name: str, limit: int) -> bytes:
    """One part, looked through while it is unpacked: a bad one is not unpacked to its end."""
    look = _Look()
    content = bytearray()
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            content += chunk
            if len(content) > limit:
                raise _Refused(SheetMistake(SheetProblem.TOO_BIG))
            if name != "mimetype":
                look.through(chunk)
    if name != "mimetype":
        look.through(b"", last=True)
    return bytes(content)


@dataclass(slots=True)
class _Look:
    """Follows the XML of one part; knows the sheets of both Excel and OpenDocument."""

    elements: int = 0
    rows: int = 0
    row: int = 0
    column: int = 0
    repeated: int = 1
    text: int = 0
    inside: bool = False
    through: Callable[..., None] = field(init=False)

    def __post_init__(self) -> None:
        parser = ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype

        def through(chunk: bytes, last: bool = False) -> None:
            try:
                parser.Parse(chunk, last)
            except ExpatError:
                raise _Refused(SheetMistake(SheetProblem.NO_SHEET)) from None

        self.through = through

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _Refused(SheetMistake(SheetProblem.TOO_MANY_ROWS))
        local = name.rpartition(":")[2]
        if local in TEXTS:
            self.inside, self.text = True, 0
        if local in VALUES:
            self._filled(self.row, self.column)
        elif local == "f" and self.inside:
            raise _Refused(SheetMistake(SheetProblem.FORMULA, cell_name(self.row, self.column)))
        elif step := STEPS.get(local):
            step(self, {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in TEXTS:
            self.inside = False
        elif local == "table-row":
            self.row += self.repeated - 1
        elif local == "table":
            self.row = self.column = 0

    def _characters(self, text: str) -> None:
        self.longer(len(text) if self.inside else 0)

    def _doctype(self, *_: object) -> None:
        raise _Refused(SheetMistake(SheetProblem.NO_SHEET))

    def longer(self, by: int) -> None:
        self.text += by
        if self.text > LONGEST_TEXT:
            where = cell_name(self.row, self.column) if self.row else None
            raise _Refused(SheetMistake(SheetProblem.LONG_TEXT, where))

    def excel_row(self, attributes: Mapping[str, str]) -> None:
        self.rows += 1
        if self.rows > MOST_EMPTY_ROWS:
            raise _Refused(SheetMistake(SheetProblem.TOO_MANY_ROWS))
        self.row, self.column = _number(attributes.get("r"), self.row + 1), 0

    def excel_cell(self, attributes: Mapping[str, str]) -> None:
        self.column += 1
        if reference := attributes.get("r"):
            placed = REFERENCE.fullmatch(reference)
            if placed is None:
                raise _Refused(SheetMistake(SheetProblem.NO_SHEET))
            self.row, self.column = int(placed[2]), _column(placed[1])

    def open_row(self, attributes: Mapping[str, str]) -> None:
        self.row, self.column = self.row + 1, 0
        self.repeated = _number(attributes.get("number-rows-repeated"), 1)

    def open_cell(self, attributes: Mapping[str, str]) -> None:
        repeated = _number(attributes.get("number-columns-repeated"), 1)
        if "formula" in attributes:
            where = cell_name(self.row, self.column + 1)
            raise _Refused(SheetMistake(SheetProblem.FORMULA, where))
        self.column += repeated
        if "value-type" in attributes:
            self._filled(self.row + self.repeated - 1, self.column)

    def open_spaces(self, attributes: Mapping[str, str]) -> None:
        self.longer(_number(attributes.get("c"), 1))

    def _filled(self, row: int, column: int) -> None:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise _Refused(SheetMistake(SheetProblem.TOO_MANY_ROWS))


STEPS: Mapping[str, Callable[[_Look, Mapping[str, str]], None]] = {
    "row": _Look.excel_row,
    "c": _Look.excel_cell,
    "table-row": _Look.open_row,
    "table-cell": _Look.open_cell,
    "covered-table-cell": _Look.open_cell,
    "s": _Look.open_spaces,
}


def _number(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise _Refused(SheetMistake(SheetProblem.NO_SHEET))
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
