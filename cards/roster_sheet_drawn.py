"""A roster's month drawn as a workbook: the grid, what its codes mean, and the hidden sheet."""

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from cards.cut import cut
from cards.roster_sheet_days import slots_of
from cards.roster_sheet_page import MACHINE, Page, hours_of
from cards.roster_sheet_style import Style, set_codes, set_widths
from desk.calendar import DayKind, SpecialDay

FORMAT = "roster 1"
DATES_ROW, WEEKDAYS_ROW, NAMES_ROW, FIRST_ROW = 3, 4, 5, 6
NAME_COLUMN, KEY_COLUMN, FIRST_COLUMN = 1, 2, 3
OFF_KINDS = frozenset({DayKind.HOLIDAY, DayKind.OWN_OFF})
LONGEST_TEXT = 400


def drawn(
    page: Page, special: Mapping[date, SpecialDay], names: Mapping[int, str], kind: str
) -> bytes:
    """The workbook; `names` are of everybody who may be mentioned, `kind` what it is read as."""
    book = Workbook()
    style = Style()
    book.remove(book.worksheets[0])
    grid = book.create_sheet(page.say("tab.grid"))
    _head(grid, page, special, style)
    known = {**names, **{person.id: person.name for person in page.people}}
    _rows(grid, page, special, known, style)
    set_codes(grid, page.codes.code_of[page.language], page.roster, FIRST_ROW, FIRST_COLUMN)
    set_widths(grid, len(page.days), FIRST_COLUMN)
    grid.freeze_panes = grid.cell(FIRST_ROW, FIRST_COLUMN)
    _legend(book, page, style)
    _machine(book, page, kind)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _head(grid: Worksheet, page: Page, special: Mapping[date, SpecialDay], style: Style) -> None:
    title = page.say("title", roster=page.roster.name, month=page.dated("month", page.days[0]))
    _text(grid, 1, 1, title).font = style.title
    _text(grid, 2, 1, page.say("how", legend=page.say("tab.legend"))).font = style.note
    for column, key in ((NAME_COLUMN, "name"), (KEY_COLUMN, "key")):
        _text(grid, DATES_ROW, column, page.say(key)).font = style.head
    for column, day in enumerate(page.days, FIRST_COLUMN):
        head = grid.cell(DATES_ROW, column, day)
        head.number_format = "d"
        weekday = _text(grid, WEEKDAYS_ROW, column, page.dated("weekday", day))
        name = _text(grid, NAMES_ROW, column, _day_name(page, special.get(day)))
        name.alignment = style.upright
        for cell in (head, weekday):
            cell.font, cell.alignment = style.head, style.middle
        for cell in (head, weekday, name):
            cell.fill = style.head_fill(day, special.get(day))
    grid.row_dimensions[NAMES_ROW].height = 64 if any(d in special for d in page.days) else 6


def _day_name(page: Page, special: SpecialDay | None) -> str:
    if special is None:
        return ""
    name = special.name or page.say("day_off" if special.kind in OFF_KINDS else "work_day")
    # 调休 is told even where the calendar calls the day by its feast.
    return page.say("makeup", name=name) if special.kind is DayKind.MAKEUP else name


def _rows(
    grid: Worksheet,
    page: Page,
    special: Mapping[date, SpecialDay],
    names: Mapping[int, str],
    style: Style,
) -> None:
    notes = page.notes(names)
    for row, person in enumerate(page.people, FIRST_ROW):
        _text(grid, row, NAME_COLUMN, person.name).font = style.head
        _text(grid, row, KEY_COLUMN, person.key).font = style.note
        for column, day in enumerate(page.days, FIRST_COLUMN):
            cell = _text(grid, row, column, page.cells.get((person.id, day), ""))
            cell.alignment, cell.border = style.middle, style.thin
            if fill := style.day_fill(day, special.get(day)):
                cell.fill = fill
            if note := notes.get((person.id, day)):
                cell.comment = style.comment(note)


def _legend(book: Workbook, page: Page, style: Style) -> None:
    sheet = book.create_sheet(page.say("tab.legend"))
    heads = ("legend.code", "legend.layer", "legend.position", "legend.hours")
    for column, key in enumerate(heads, 1):
        _text(sheet, 1, column, page.say(key)).font = style.head
    row = 2
    for number, layer in enumerate(page.roster.layers):
        position = (
            page.say("primary") if not layer.position else page.say("backup", n=layer.position)
        )
        slots = {s.part: s for s in slots_of(page.roster, page.days[:1]) if s.layer == layer.key}
        for (key, part), code in page.codes.code_of[page.language].items():
            if key != layer.key:
                continue
            spans = slots[part].spans if part in slots else ()
            hours = ", ".join(hours_of(page.roster, start, end) for start, end in spans)
            for column, text in enumerate((code, layer.key, position, hours), 1):
                _text(sheet, row, column, text)
            sheet.cell(row, 1).fill = style.layer_fill(number)
            row += 1
    for line in ("edit", "join", "off", "past", "star", "times"):
        row += 1
        _text(sheet, row, 1, page.say(f"legend.{line}", zone=page.roster.timezone))
    for letter, width in zip("ABCD", (10, 24, 14, 30), strict=True):
        sheet.column_dimensions[letter].width = width


def _machine(book: Workbook, page: Page, kind: str) -> None:
    """What the reader needs to know of how it was written."""
    sheet = book.create_sheet(MACHINE)
    sheet.sheet_state = "hidden"
    month = f"{page.month[0]:04}-{page.month[1]:02}"
    lines: list[Iterable[str]] = [
        (MACHINE, FORMAT),
        ("roster", page.roster.key),
        ("month", month),
        ("zone", page.roster.timezone),
        ("kind", kind),
        ("people", *(day.isoformat() for day in page.days)),
    ]
    lines += [
        (person.key, *(page.cells.get((person.id, day), "") for day in page.days))
        for person in page.people
    ]
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line, 1):
            _text(sheet, row, column, text)


def _text(
    sheet: Worksheet,
    row: int,
    column: int,
    text: str,
) -> Cell:
    """A cell with a text that is never taken for a formula."""
    cell = cast(Cell, sheet.cell(row, column))
    if text:
        cell.value = cut(text, LONGEST_TEXT)[0]
        cell.data_type = "s"
    return cell
