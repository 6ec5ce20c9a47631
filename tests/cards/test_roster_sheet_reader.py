"""A roster's sheet as it comes back: changes, and every mistake told by its cell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from cards.roster_sheet import roster_template
from cards.roster_sheet_changes import (
    SheetChanges,
    SheetMistake,
    SheetProblem,
    cell_name,
    sheet_change_text,
    sheet_mistake_text,
    sheet_overrides,
)
from cards.roster_sheet_days import days_of, month_span, served, slots_of
from desk.languages import Language
from desk.roster import OverrideKind
from tests.cards.documents.october import BEFORE, EN, ZH, october, read
from tests.cards.documents.rosters import (
    ALL_DAY,
    BO,
    FEASTS,
    LI,
    MID_OCTOBER,
    NAMES,
    OCTOBER,
    PEOPLE,
    ROSTER,
    WANG,
    ZHU,
    Shifts,
    replaced,
    roster_of,
)
from tests.cards.documents.workbooks import (
    edited,
    ods,
    ods_row,
    saved,
)
from tests.cards.samples import LANGUAGES


def changes(
    edit: Callable[[Worksheet], object], now: datetime = BEFORE, data: bytes | None = None
) -> SheetChanges:
    """What an edited sheet changes; it has no mistakes."""
    found = read(edited(data or october(), edit), now=now)
    assert isinstance(found, SheetChanges), found
    return found


def mistakes(edit: Callable[[Worksheet], object]) -> list[tuple[SheetProblem, str | None]]:
    """What is wrong with an edited sheet."""
    found = read(edited(october(), edit))
    assert isinstance(found, tuple)
    return [(mistake.problem, mistake.cell) for mistake in found]


def write(**cells: str | float | date | None) -> Callable[[Worksheet], None]:
    """Write these into their cells."""

    def edit(grid: Worksheet) -> None:
        for cell, value in cells.items():
            grid[cell] = value

    return edit


def give(code: str, day: int, to: int) -> Callable[[Worksheet], None]:
    """Take a code of one day from whoever has it, and write it for somebody else."""

    def edit(grid: Worksheet) -> None:
        for row in range(6, 10):
            cell = grid.cell(row, 2 + day)
            codes = [found for found in str(cell.value or "").split("/") if found not in {"", code}]
            cell.value = "/".join([*codes, code] if row == 5 + to else codes) or None

    return edit


def both(*edits: Callable[[Worksheet], object]) -> Callable[[Worksheet], None]:
    """One edit after the other."""

    def edit(grid: Worksheet) -> None:
        for one in edits:
            one(grid)

    return edit


def test_a_moved_code_is_a_change() -> None:
    """Who has the code now serves instead of who had it, from hand-off to hand-off."""
    found = changes(give("日", 14, ZHU))
    assert [(c.layer, c.day, c.person_out, c.person_in, c.cell) for c in found.changes] == [
        ("day", date(2026, 10, 14), WANG, ZHU, "P9")
    ]
    change = found.changes[0]
    assert change.start == datetime(2026, 10, 14, 1, tzinfo=UTC)
    assert change.end == datetime(2026, 10, 14, 13, tzinfo=UTC)
    assert sheet_change_text(change, ROSTER, NAMES, ZH) == "10月14日 周三 日：小王 → 朱镕"
    assert sheet_change_text(change, ROSTER, NAMES, EN) == "Wed 14 Oct D: 朱镕 instead of 小王"


def test_changes_of_touching_days_are_one_override() -> None:
    """A whole week given away is one override, not seven."""

    found = changes(both(*(give("备", day, LI) for day in range(19, 26))))
    assert len(found.changes) == 7
    (override,) = sheet_overrides(found.changes)
    assert (override.kind, override.layer, override.other) == (
        OverrideKind.REPLACE,
        "backup",
        LI,
    )
    assert override.end - override.start == timedelta(days=7)


def test_applied_changes_make_the_roster_as_the_sheet_has_it() -> None:
    """With the overrides of a sheet in the roster, reading the sheet again changes nothing."""
    moves = (give("日", 14, ZHU), give("日", 15, ZHU), give("夜", 15, BO), give("备", 16, WANG))
    data = edited(october(), both(*moves))
    found = read(data)
    assert isinstance(found, SheetChanges), found
    assert len(found.changes) == 4
    made = replace(ROSTER, adjustments=sheet_overrides(found.changes))
    assert read(data, made) == SheetChanges(OCTOBER, ())


def test_the_language_of_the_sheet_does_not_matter() -> None:
    """An English sheet filled in with Chinese codes is read all the same."""
    found = changes(write(P6=None, P9="日"), data=october(language=EN))
    assert [c.person_in for c in found.changes] == [ZHU]


def test_a_hole_is_filled() -> None:
    """Where a layer has nobody, a code adds somebody for the layer's hours."""
    layer = replace(ALL_DAY, weekdays=frozenset({0, 1, 2, 3, 4}))
    roster = roster_of(layer)
    # 11 October is a Sunday.
    found = read(edited(october(roster), write(M6="主")), roster)
    assert isinstance(found, SheetChanges)
    (override,) = sheet_overrides(found.changes)
    assert (override.kind, override.person, override.other) == (OverrideKind.ADD, None, WANG)
    assert override.start == datetime(2026, 10, 11, 1, tzinfo=UTC)
    assert override.end - override.start == timedelta(days=1)


def test_what_is_over_stays_as_it_was() -> None:
    """A changed day of the past is left alone with a note; the one that runs changes from now."""
    found = changes(both(give("夜", 5, ZHU), give("日", 12, ZHU)), now=MID_OCTOBER)
    assert [(note.problem, note.cell) for note in found.notes] == [(SheetProblem.PAST, "G6")]
    ((start, end),) = [(c.start, c.end) for c in found.changes]
    assert (start, end) == (MID_OCTOBER, datetime(2026, 10, 12, 13, tzinfo=UTC))


def test_what_changed_here_meanwhile_is_not_undone() -> None:
    """A sheet from before a swap leaves it alone, and says so if it wants that day too."""
    start = datetime(2026, 10, 20, 1, tzinfo=UTC)
    now_is = replace(ROSTER, adjustments=(replaced(start, start + timedelta(hours=12), ZHU),))
    old = october()
    assert read(old, now_is) == SheetChanges(OCTOBER, ())
    found = read(edited(old, both(give("日", 20, LI), give("日", 21, ZHU))), now_is)
    assert isinstance(found, tuple)
    assert [(m.problem, m.facts["day"]) for m in found] == [
        (SheetProblem.CHANGED_MEANWHILE, date(2026, 10, 20))
    ]


def test_an_empty_template_changes_nothing() -> None:
    """Days that stay empty in a template stay as they are; filled ones change."""
    data = roster_template(ROSTER, OCTOBER, PEOPLE, EN, FEASTS)
    assert read(data) == SheetChanges(OCTOBER, ())
    filled = read(edited(data, write(P9="D")))
    assert isinstance(filled, SheetChanges)
    assert [(c.person_out, c.person_in) for c in filled.changes] == [(WANG, ZHU)]


@pytest.mark.parametrize("title", ["IT 2026年10月值班表", "2026-10"])
def test_a_sheet_of_their_own_is_read(title: str) -> None:
    """A team's own grid with days 1, 2, 3 … and names works; layers that it hasn't stay."""
    book = Workbook()
    grid = book.worksheets[0]
    grid.append([title])
    grid.append(["序号", "姓名", *(f"{n}日" for n in range(1, 32))])
    days = {
        day: stretches[0].person
        for (layer, day, _), stretches in served(
            slots_of(ROSTER, days_of(OCTOBER)), Shifts()(*month_span(ROSTER, OCTOBER))
        ).items()
        if layer == "day"
    }
    days[date(2026, 10, 31)] = ZHU
    for number, (person, _, name) in enumerate(PEOPLE, 1):
        grid.append([number, name, *("日" if days[d] == person else "" for d in days_of(OCTOBER))])
        grid.cell(grid.max_row, 2).data_type = "s"
    found = read(saved(book))
    assert isinstance(found, SheetChanges), found
    assert [(c.day.day, c.person_in) for c in found.changes] == [(31, ZHU)]


def test_an_open_document_is_read() -> None:
    """What LibreOffice saves is read as well, with its endless empty rows and columns."""
    empty = '<table:table-cell table:number-columns-repeated="16370"/>'
    rows = [
        ods_row("", "2026-10-13", "2026-10-14", more=empty),
        ods_row("小王", "", "", more=empty),
        ods_row("朱镕", "", "日", more=empty),
        ods_row("li", "日", "", more=empty),
        ods_row(
            repeated=1_048_570, more='<table:table-cell table:number-columns-repeated="16384"/>'
        ),
    ]
    found = read(ods("".join(rows)))
    assert isinstance(found, SheetChanges), found
    assert [(c.day.day, c.person_out, c.person_in, c.cell) for c in found.changes] == [
        (14, WANG, ZHU, "C3")
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (write(A6="新人"), [(SheetProblem.UNKNOWN_PERSON, "A6")]),
        (write(A6="新人", B6=None), [(SheetProblem.UNKNOWN_PERSON, "A6")]),
        (write(A6="Bo"), [(SheetProblem.TWO_PEOPLE, "A6")]),
        (write(A7=None, B7=None), [(SheetProblem.NO_PERSON, "A7")]),
        (write(A9="Bo", B9="bo"), [(SheetProblem.PERSON_TWICE, "A9")]),
        (write(D7="备/Q"), [(SheetProblem.UNKNOWN_CODE, "D7")]),
        (write(D7=7), [(SheetProblem.UNKNOWN_CODE, "D7")]),
        (write(D7="备日"), [(SheetProblem.TOO_MANY, "D7")]),
        (write(A6="小王/Bo"), [(SheetProblem.TWO_PEOPLE, "A6")]),
        (write(A9="朱镕、小王", B9=None), [(SheetProblem.TWO_PEOPLE, "A9")]),
        (write(A9="朱镕/新人", B9=None), [(SheetProblem.UNKNOWN_PERSON, "A9")]),
        (write(D7="备/休"), [(SheetProblem.SHIFT_AND_OFF, "D7")]),
        (write(D7="休 备"), [(SheetProblem.SHIFT_AND_OFF, "D7")]),
        (write(D7=None), [(SheetProblem.TOO_FEW, "D7")]),
        (write(D7="休"), [(SheetProblem.TOO_FEW, "D7")]),
        (write(D3=date(2026, 10, 1)), [(SheetProblem.DAY_TWICE, "D3")]),
        (write(D3=date(2026, 11, 1)), [(SheetProblem.OTHER_MONTH, "D3")]),
        (write(D7="=C7"), [(SheetProblem.FORMULA, "D7")]),
    ],
)
def test_every_mistake_is_told_by_its_cell(
    edit: Callable[[Worksheet], object], expected: list[tuple[SheetProblem, str]]
) -> None:
    """Whoever made a mistake is told where, and what is wrong there."""
    assert mistakes(edit) == expected


def test_several_codes_in_a_cell_are_all_taken_or_refused() -> None:
    """Day and night follow each other; who is primary all day can't be back-up as well."""
    taken = changes(both(give("日", 14, ZHU), give("夜", 14, ZHU)))
    assert [(c.layer, c.person_in) for c in taken.changes] == [("day", ZHU), ("night", ZHU)]
    roster = roster_of(ALL_DAY, replace(ALL_DAY, key="backup", crews=((ZHU,),), position=1))
    for text in ("主/备", "备 主", "主备"):
        edit = both(give("主", 14, ZHU), write(P9=text))
        found = read(edited(october(roster), edit), roster)
        assert isinstance(found, tuple)
        (mistake,) = found
        assert (mistake.problem, mistake.cell) == (SheetProblem.AT_ONCE, "P9")
        said = sheet_mistake_text(mistake, roster, NAMES, EN)
        assert said.startswith("P9: Wed 14 Oct: B can't stand beside the other codes of 朱镕 here")
    # By day and night one is primary all day, in two layers.
    whole = mistakes(both(*(give(code, 14, BO) for code in ("日", "夜", "备"))))
    assert whole == [(SheetProblem.AT_ONCE, "P7")]


def test_a_cell_that_stands_for_parts_of_a_day_is_left_alone() -> None:
    """Who is primary for some hours of their day as back-up has both codes, and no mistake."""
    start = datetime(2026, 10, 14, 1, tzinfo=UTC)
    some = replaced(start, start + timedelta(hours=3), BO)
    now_is = replace(ROSTER, adjustments=(some,))
    data = october(now_is)
    assert read(data, now_is) == SheetChanges(OCTOBER, ())
    assert isinstance(read(edited(data, give("日", 15, ZHU)), now_is), SheetChanges)


def test_all_mistakes_are_told_at_once() -> None:
    """One run finds them all, in the order of the sheet."""
    found = mistakes(write(D7=None, H6="?", M9="备夜"))
    assert [cell for _, cell in found] == ["H6", "D7", "M9"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("problem", SheetProblem)
def test_every_mistake_has_a_sentence(problem: SheetProblem, language: Language) -> None:
    """Each problem is said in both languages, with its cell in front."""
    facts: dict[str, str | int | date] = {
        "person": WANG,
        "layer": "day",
        "part": 0,
        "day": date(2026, 10, 1),
        "text": "?",
        "n": 1,
    }
    said = sheet_mistake_text(SheetMistake(problem, "D7", facts), ROSTER, NAMES, language)
    assert said.startswith("D7")
    assert len(said) > len("D7: ")


def test_a_sheet_of_another_roster_is_refused() -> None:
    """Nobody fills in the wrong group's sheet without being told."""
    found = read(october(replace(ROSTER, key="store")))
    assert found == (SheetMistake(SheetProblem.OTHER_ROSTER, facts={"text": "store"}),)


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (60, "BH")])
def test_cells_are_called_as_in_a_spreadsheet(column: int, name: str) -> None:
    """Columns beyond Z have two letters."""
    assert cell_name(7, column) == f"{name}7"
