"""What a line about a roster's files means: `/duty sheet 2026-12`, 导出排班 12月, 值班 日历."""

import re
from dataclasses import dataclass
from datetime import date

from desk.errors import Reason
from handlers.duty_lines import COMMAND_WORD, DUTY_WORDS, LONGEST_NAME, MisreadDuty

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SaidMonth:
    """A month as it was said: by number, perhaps without its year, or so many from now."""

    month: int | None = None
    year: int | None = None
    later: int = 0

    def meant(self, today: date) -> Month:
        """Without a year, the one nearest to now, rather ahead than behind."""
        count = today.year * 12 + today.month - 1
        if self.month is None:
            count += self.later
        elif self.year is not None:
            count = self.year * 12 + self.month - 1
        else:
            ahead = (self.month - today.month) % 12
            count += ahead if ahead < 10 else ahead - 12
        return count // 12, count % 12 + 1


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """Links to a roster's month as a spreadsheet; `what` names a roster or group, or nothing.

    `text` is the whole line, should nothing be called so. `sure`: it was a command.
    """

    what: str
    month: SaidMonth
    text: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ShareCalendar:
    """Addresses of calendars to subscribe to; `anew` voids those that were given before."""

    anew: bool = False


RosterFileCommand = ShareSheet | ShareCalendar

SHEET_WORDS = frozenset({"sheet", "excel", "xlsx", "export", "表格", "导出", "导入", "import"})
SHEET_ALONE = frozenset({"导出排班", "导入排班", "排班表格", "值班表格"})
CALENDAR_WORDS = frozenset({"calendar", "ical", "ics", "日历"})
CALENDAR_ALONE = frozenset({"值班日历"})
ANEW_WORDS = frozenset({"new", "新", "新地址", "重置"})
ANEW_ALONE = frozenset({"新日历地址"})

MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
LATER: dict[str, int] = {
    **dict.fromkeys(("this month", "本月", "这个月"), 0),
    **dict.fromkeys(("next month", "下月", "下个月"), 1),
    **dict.fromkeys(("last month", "上月", "上个月"), -1),
}
_NUMBERS = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})月?(?:份)?")
_NUMBER = re.compile(r"(\d{1,2})月(?:份)?")
_LIKE_MONTH = re.compile(r"\d+(?:[-/.年]\d*)*月?(?:份)?")


def read_roster_file(line: str) -> RosterFileCommand | MisreadDuty | None:
    """What a line asks for; None if it is about something else."""
    first, *rest = line.split()
    first, words = first.casefold(), [word.casefold() for word in rest]
    if first in ANEW_ALONE:
        return None if words else ShareCalendar(anew=True)
    if first in SHEET_ALONE:
        return _sheet(rest, line)
    if first in CALENDAR_ALONE:
        return _calendar(words)
    if first not in DUTY_WORDS or not words:
        return None
    if words[0] in SHEET_WORDS:
        return _sheet(rest[1:], line)
    if words[0] in CALENDAR_WORDS:
        misread = MisreadDuty(Reason.STANDS_ALONE, " ".join(rest[1:]))
        return _calendar(words[1:]) or (misread if first == COMMAND_WORD else None)
    return ShareCalendar(anew=True) if words == ["新日历地址"] else None


def read_month(text: str) -> SaidMonth | None:
    """2026-12, 2026年12月, 12月, december, next month, 下月."""
    said = " ".join(text.casefold().split())
    if said in LATER:
        return SaidMonth(later=LATER[said])
    if found := _NUMBERS.fullmatch(said):
        return _checked(int(found[2]), int(found[1]))
    if found := _NUMBER.fullmatch(said):
        return _checked(int(found[1]), None)
    for number, name in enumerate(MONTH_NAMES, 1):
        if said in {name, name[:3]}:
            return SaidMonth(number)
    return None


def no_month(name: str) -> str:
    """The word in a name that nothing is called by which was to be a month: `12`, `2026-13`."""
    return next((word for word in name.split() if _LIKE_MONTH.fullmatch(word)), "")


def month_text(month: Month) -> str:
    """2026-12."""
    return f"{month[0]}-{month[1]:02}"


def _checked(month: int, year: int | None) -> SaidMonth | None:
    return SaidMonth(month, year) if 1 <= month <= 12 else None


def _sheet(words: list[str], line: str) -> ShareSheet | None:
    """A name and a month, in whichever order; either may be missing."""
    sure = line.casefold().startswith(COMMAND_WORD)
    for count in (2, 1):
        if len(words) >= count:
            for month, name in ((words[-count:], words[:-count]), (words[:count], words[count:])):
                said = read_month(" ".join(month))
                if said is not None and len(name) <= LONGEST_NAME:
                    return ShareSheet(" ".join(name), said, line, sure)
    if len(words) > LONGEST_NAME:
        return None
    return ShareSheet(" ".join(words), SaidMonth(), line, sure)


def _calendar(words: list[str]) -> ShareCalendar | None:
    if not words:
        return ShareCalendar()
    return ShareCalendar(anew=True) if len(words) == 1 and words[0] in ANEW_WORDS else None
