"""How a roster's sheet looks: colours that follow the codes, days off shaded, widths."""

from collections.abc import Mapping
from datetime import date

from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cards.roster_sheet_codes import LAYER_COLORS, Meaning
from desk.calendar import DayKind, SpecialDay
from desk.roster import Roster

LONGEST_LIST = 255
ROWS_TO_GROW = 40
DAY_COLORS: Mapping[DayKind, tuple[str, str]] = {
    DayKind.HOLIDAY: ("F4B6B0", "FBE4E1"),
    DayKind.OWN_OFF: ("F4B6B0", "FBE4E1"),
    DayKind.MAKEUP: ("FFE08A", "FFF8DC"),
    DayKind.OWN_WORK: ("FFE08A", "FFF8DC"),
}
"""Head and cells of days that are unlike their weekday."""
WEEKEND, WORKDAY = ("D5DAE1", "F1F3F6"), ("E8EEF7", None)


class Style:
    """The formats of one workbook."""

    def __init__(self) -> None:
        side = Side(style="thin", color="D0D5DB")
        self.title = Font(size=14, bold=True)
        self.head = Font(bold=True)
        self.note = Font(color="7A869A")
        self.middle = Alignment(horizontal="center", vertical="center")
        self.upright = Alignment(
            horizontal="center", vertical="top", text_rotation=90, wrap_text=True
        )
        self.thin = Border(left=side, right=side, top=side, bottom=side)
        self._fills: dict[str, PatternFill] = {}

    def head_fill(self, day: date, special: SpecialDay | None) -> PatternFill:
        """The colour of a day's head."""
        return self._fill(_day_colors(day, special)[0] or "FFFFFF")

    def day_fill(self, day: date, special: SpecialDay | None) -> PatternFill | None:
        """The shade of a day's cells; None for ordinary days."""
        color = _day_colors(day, special)[1]
        return self._fill(color) if color else None

    def layer_fill(self, number: int) -> PatternFill:
        """The colour of a roster's layer."""
        return self._fill(layer_color(number))

    def comment(self, text: str) -> Comment:
        """A note on a cell."""
        return Comment(text, "Paidan", height=60, width=200)

    def _fill(self, color: str) -> PatternFill:
        if color not in self._fills:
            self._fills[color] = PatternFill("solid", start_color=color, end_color=color)
        return self._fills[color]


def layer_color(number: int) -> str:
    """The colour of a roster's layer by its place in the roster."""
    return LAYER_COLORS[number % len(LAYER_COLORS)]


def set_codes(
    grid: Worksheet, codes: Mapping[Meaning, str], roster: Roster, row: int, column: int
) -> None:
    """Colours that follow what is typed, and a list of codes to choose from."""
    last = get_column_letter(max(grid.max_column, column))
    corner = f"{get_column_letter(column)}{row}"
    area = f"{corner}:{last}{max(grid.max_row, row) + ROWS_TO_GROW}"
    order = {layer.key: number for number, layer in enumerate(roster.layers)}
    for (layer, _), code in codes.items():
        color = layer_color(order[layer])
        rule = Rule(
            type="expression",
            dxf=DifferentialStyle(fill=PatternFill("solid", bgColor=color)),
            formula=[f'ISNUMBER(SEARCH("/{code}/","/"&{corner}&"/"))'],
        )
        grid.conditional_formatting.add(area, rule)
    choices = ",".join(codes.values())
    if choices and len(choices) <= LONGEST_LIST:
        # A choice is offered and nothing is forbidden: two codes in a cell are right too.
        offered = DataValidation(type="list", formula1=f'"{choices}"', showErrorMessage=False)
        offered.add(area)
        grid.add_data_validation(offered)


def set_widths(grid: Worksheet, days: int, first: int) -> None:
    """Names wide, days narrow."""
    grid.column_dimensions["A"].width = 18
    grid.column_dimensions["B"].width = 12
    for column in range(first, first + days):
        grid.column_dimensions[get_column_letter(column)].width = 5.2


def _day_colors(day: date, special: SpecialDay | None) -> tuple[str, str | None]:
    if special is not None:
        return DAY_COLORS[special.kind]
    return WEEKEND if day.weekday() >= 5 else WORKDAY
