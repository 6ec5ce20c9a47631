"""What a line about a roster's files means, in both languages."""

from datetime import date

import pytest

from handlers.lines import OpenTicket, read_line
from handlers.roster_lines import SaidMonth, ShareCalendar, ShareSheet, no_month, read_month

TODAY = date(2026, 11, 20)

SHEETS = [
    ("/duty sheet", "", None),
    ("duty sheet it-duty 2026-12", "it-duty", (2026, 12)),
    ("duty export 2026-12 IT support", "IT support", (2026, 12)),
    ("duty sheet next month", "", (2026, 12)),
    ("duty sheet warehouse next month", "warehouse", (2026, 12)),
    ("值班 表格", "", None),
    ("导出排班 12月", "", (2026, 12)),
    ("导出排班 仓库 2027年1月", "仓库", (2027, 1)),
    ("@派单 值班 导出 下月", "", (2026, 12)),
]


@pytest.mark.parametrize(("line", "what", "month"), SHEETS)
def test_a_sheet_is_asked_for(line: str, what: str, month: tuple[int, int] | None) -> None:
    """By roster or group and by month, in whichever order; without a month it is this one."""
    command = read_line(line, sure=False)
    assert isinstance(command, ShareSheet)
    assert command.what == what
    assert command.month.meant(TODAY) == (month or (2026, 11))


@pytest.mark.parametrize(
    ("line", "anew"),
    [
        ("/duty calendar", False),
        ("duty calendar new", True),
        ("值班 日历", False),
        ("值班日历", False),
        ("新日历地址", True),
        ("值班 日历 新地址", True),
    ],
)
def test_a_calendar_is_asked_for(line: str, anew: bool) -> None:
    """And new addresses."""
    assert read_line(line, sure=False) == ShareCalendar(anew)


@pytest.mark.parametrize(
    "line", ["calendar is broken", "sheet of paper", "export fails", "日历打不开"]
)
def test_other_lines_stay_what_they_are(line: str) -> None:
    """These words alone are no command."""
    assert isinstance(read_line(line, sure=True), OpenTicket)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1月", (2027, 1)),
        ("8月", (2027, 8)),
        ("9月", (2026, 9)),
        ("10月", (2026, 10)),
        ("dec", (2026, 12)),
        ("2025/3", (2025, 3)),
        ("last month", (2026, 10)),
    ],
)
def test_a_month_without_its_year_is_near(said: str, meant: tuple[int, int]) -> None:
    """Two months back may be meant; what is longer ago is next year's."""
    month = read_month(said)
    assert month is not None
    assert month.meant(TODAY) == meant


@pytest.mark.parametrize("said", ["", "13月", "0月", "2026-13", "soon", "12"])
def test_what_is_no_month(said: str) -> None:
    """Nothing is guessed."""
    assert read_month(said) is None


@pytest.mark.parametrize(
    ("name", "word"),
    [("12", "12"), ("it-duty 13", "13"), ("2026-13", "2026-13"), ("13月", "13月"), ("L2 desk", "")],
)
def test_what_was_to_be_a_month_is_told_from_a_name(name: str, word: str) -> None:
    """Nothing is called by it: a number alone was meant as a month."""
    assert no_month(name) == word


def test_a_year_turns() -> None:
    """The month after December is January."""
    assert SaidMonth(later=1).meant(date(2026, 12, 31)) == (2027, 1)
