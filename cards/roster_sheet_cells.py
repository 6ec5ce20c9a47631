"""The cells of a workbook that was looked over, as texts and dates, and the days that head them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from cards.roster_sheet_days import Month
from cards.roster_sheet_page import MACHINE
from cards.roster_sheet_safety import MOST_COLUMNS, MOST_ROWS

SHEETS_READ = 3
YEARS = range(2000, 2101)
ISO_DAY = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"

Rows = list[list[str | date]]


def opened(checked: bytes) -> dict[str, Rows] | None:
    """The first sheets and the hidden one by name, or None if it can't be opened."""
    # Loaded on first use.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_filelike(BytesIO(checked)) as book:
            names = [name for name in book.sheet_names if name != MACHINE][:SHEETS_READ]
            names += [MACHINE] if MACHINE in book.sheet_names else []
            return {
                name: [
                    [_value(cell) for cell in row[:MOST_COLUMNS]]
                    for row in book.get_sheet_by_name(name).to_python(
                        skip_empty_area=False, nrows=MOST_ROWS
                    )
                ]
                for name in names
            }
    except (CalamineError, ValueError, OSError):
        return None


def _value(cell: object) -> str | date:
    """A cell as a date or as text; whole numbers without their point."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def whole_days(row: Sequence[str | date]) -> dict[int, date]:
    """The columns of a row that are headed by a whole date."""
    found: dict[int, date] = {}
    for column, cell in enumerate(row):
        day = cell if isinstance(cell, date) else iso_day(cell)
        if day is not None and day.year in YEARS:
            found[column] = day
    return found


def bare_days(row: Sequence[str | date]) -> dict[int, int]:
    """The columns headed by 1, 2, 3 … or 1日, 2号."""
    found: dict[int, int] = {}
    for column, cell in enumerate(row):
        number = re.fullmatch(r"([0-9]{1,2})\s*[日号]?", str(cell), re.ASCII)
        if number and 1 <= int(number[1]) <= 31:
            found[column] = int(number[1])
    return found


def month_above(rows: Rows) -> Month | None:
    """The month that a title tells: 2026年10月, 2026-10."""
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, date):
            return cell.year, cell.month
        told = re.search(r"(20[0-9]{2})\s*[-/.年]\s*(1[0-2]|0?[1-9])(?![0-9])", cell)
        if told:
            return int(told[1]), int(told[2])
    return None


def iso_day(text: str) -> date | None:
    """The date that a text is: 2026-10-01, 2026年10月1日."""
    written = re.fullmatch(ISO_DAY, text, re.ASCII)
    try:
        return date(*(int(number) for number in written.groups())) if written else None
    except ValueError:
        return None
