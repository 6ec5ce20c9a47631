"""A month of a roster as the sheet that teams know: people down, days across, a code a shift.

What was written into it is kept in a hidden sheet, so that a sheet that comes back changed tells
what somebody changed, and not what has changed here meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from cards.roster_sheet_days import Month
from cards.roster_sheet_page import MONTH_KIND, TEMPLATE_KIND, Member, Page
from desk.calendar import SpecialDay
from desk.languages import Language
from desk.roster import Roster, Shift


def roster_sheet(
    roster: Roster,
    shifts: Sequence[Shift],
    month: Month,
    people: Sequence[tuple[int, str, str]],
    language: Language,
    special: Mapping[date, SpecialDay] | None = None,
    names: Mapping[int, str] | None = None,
) -> bytes:
    """A month as an xlsx; `shifts` are those of `month_span`, `people` (id, key, name) its rows.

    Of people who serve and have no row, `names` are used where they are mentioned.
    """
    page = Page(roster, tuple(shifts), month, tuple(Member(*p) for p in people), language)
    return _drawn(page, special, names or {}, MONTH_KIND)


def roster_template(
    roster: Roster,
    month: Month,
    people: Sequence[tuple[int, str, str]],
    language: Language,
    special: Mapping[date, SpecialDay] | None = None,
) -> bytes:
    """The same sheet with nothing in it: days that stay empty change nothing when it is read."""
    page = Page(roster, (), month, tuple(Member(*p) for p in people), language)
    return _drawn(page, special, {}, TEMPLATE_KIND)


def _drawn(
    page: Page, special: Mapping[date, SpecialDay] | None, names: Mapping[int, str], kind: str
) -> bytes:
    from cards.roster_sheet_drawn import drawn  # noqa: PLC0415 loaded on first use: openpyxl

    return drawn(page, special or {}, names, kind)
