"""Files that are no roster's sheet, or are meant to do harm: refused, quickly and by a sentence."""

import subprocess
import sys
from collections.abc import Callable
from zipfile import ZipExtFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.roster_sheet_changes import (
    SheetChanges,
    SheetMistake,
    SheetProblem,
)
from cards.roster_sheet_safety import looked_over
from tests.cards.documents.october import october, read
from tests.cards.documents.workbooks import (
    CELL,
    SHEET_PART,
    a_million_rows,
    ods,
    ods_row,
    with_sizes_that_lie,
    xlsx,
    zipped,
)
from tests.cards.documents.workbooks import (
    parts_of as workbook_parts,
)

FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
)
LONG = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 5000}</t></is></c></row>'
BOMB = b"\0" * 60_000_000


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(a_million_rows, SheetProblem.TOO_MANY_ROWS, id="a million rows"),
        pytest.param(with_sizes_that_lie, SheetProblem.NO_SHEET, id="sizes that lie"),
        pytest.param(lambda: zipped({"x": BOMB}), SheetProblem.TOO_BIG, id="zip bomb"),
        pytest.param(lambda: zipped({"x": BOMB[:9_000_000]}), SheetProblem.TOO_BIG, id="ratio"),
        pytest.param(
            lambda: zipped({str(n): b"" for n in range(400)}), SheetProblem.TOO_BIG, id="many parts"
        ),
        pytest.param(lambda: xlsx(FAR_CELL), SheetProblem.TOO_MANY_ROWS, id="far cell"),
        pytest.param(
            lambda: xlsx(FAR_CELL.replace(' r="XFD1048576"', "")),
            SheetProblem.TOO_MANY_ROWS,
            id="far row",
        ),
        pytest.param(lambda: xlsx("<row/>" * 100_000), SheetProblem.TOO_MANY_ROWS, id="empty rows"),
        pytest.param(lambda: xlsx(LONG), SheetProblem.LONG_TEXT, id="long text"),
        pytest.param(lambda: zipped({SHEET_PART: ENTITIES}), SheetProblem.NO_SHEET, id="entities"),
        pytest.param(
            lambda: ods(ods_row("x", repeated=1_000_000)), SheetProblem.TOO_MANY_ROWS, id="ods rows"
        ),
        pytest.param(
            lambda: ods(
                '<table:table-row><table:table-cell table:formula="=1"/></table:table-row>'
            ),
            SheetProblem.FORMULA,
            id="ods formula",
        ),
        pytest.param(
            lambda: ods(
                '<table:table-row><table:table-cell office:value-type="string"><text:p>'
                '<text:s text:c="99999999"/></text:p></table:table-cell></table:table-row>'
            ),
            SheetProblem.LONG_TEXT,
            id="ods spaces",
        ),
        pytest.param(lambda: b"PK" * 1_100_000, SheetProblem.TOO_BIG, id="large"),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500, SheetProblem.OLD_FORMAT, id="xls"),
        pytest.param(lambda: b"", SheetProblem.NO_SHEET, id="nothing"),
        pytest.param(lambda: b"a,b,c\n1,2,3", SheetProblem.NO_SHEET, id="csv"),
        pytest.param(lambda: b"PK\x03\x04" + b"\0" * 50, SheetProblem.NO_SHEET, id="no archive"),
        pytest.param(lambda: xlsx(CELL.format(n=1)), SheetProblem.NO_DAYS, id="no days"),
        pytest.param(
            lambda: zipped({"word/document.xml": "<a/>"}), SheetProblem.NO_SHEET, id="docx"
        ),
    ],
)
def test_what_is_no_roster_is_refused(data: Callable[[], bytes], problem: SheetProblem) -> None:
    """Bombs and other files are refused by one clear sentence, before a library opens them."""
    found = read(data())
    assert isinstance(found, tuple)
    assert [mistake.problem for mistake in found] == [problem]


def test_a_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million rows no more is looked at than it takes to know that they are too many."""
    data = a_million_rows()
    seen: list[int] = []
    whole = ZipExtFile.read

    def counted(self: ZipExtFile, n: int | None = -1) -> bytes:
        chunk = whole(self, n)
        seen.append(len(chunk))
        return chunk

    monkeypatch.setattr(ZipExtFile, "read", counted)
    assert isinstance(looked_over(data), SheetMistake)
    assert sum(seen) < 3_000_000


def test_only_what_was_looked_at_is_opened() -> None:
    """Pictures, macros and parts with other names are left behind."""
    parts = {**workbook_parts(october()), "xl/vbaProject.bin": b"x", "xl/hidden/sheet9.xml": b"<f>"}
    checked = looked_over(zipped(parts))
    assert isinstance(checked, bytes)
    assert not {"xl/vbaProject.bin", "xl/hidden/sheet9.xml"} & set(workbook_parts(checked))


SAMPLE = october()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_broken_files_are_never_an_error(data: st.DataObject) -> None:
    """Whatever somebody sends, they get an answer."""
    good = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(good) - 1))
        good[at] = data.draw(st.integers(0, 255))
    cut_off = data.draw(st.integers(0, 400))
    found = read(bytes(good[: len(good) - cut_off]))
    assert isinstance(found, SheetChanges | tuple)


HEAVY = {"openpyxl", "python_calamine", "icalendar", "recurring_ical_events", "matplotlib"}


def test_spreadsheet_libraries_are_loaded_on_first_use() -> None:
    """A bot that never sees a sheet, a calendar or a picture starts without their libraries."""
    script = (
        "import sys, bot.main, cards.roster_sheet, cards.roster_sheet_reader, cards.roster_picture,"
        " cards.ical, cards.ical_reader;"
        f"print(*({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
