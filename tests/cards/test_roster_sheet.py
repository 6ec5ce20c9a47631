"""A roster's sheet as it is written: people down, days across, codes that are theirs alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cards.roster_sheet import roster_sheet
from cards.roster_sheet_changes import (
    SheetChanges,
)
from cards.roster_sheet_codes import codes_of
from cards.roster_sheet_days import days_of, month_span, parts_of, served, slots_of
from desk.languages import Language
from desk.roster import Layer, Unit
from tests.cards.documents.october import EN, ZH, october, read
from tests.cards.documents.rosters import (
    A_MONDAY,
    ALL_DAY,
    BO,
    LI,
    OCTOBER,
    PEOPLE,
    ROSTER,
    SHANGHAI,
    WANG,
    ZHU,
    Shifts,
    local,
    replaced,
    roster_of,
)
from tests.cards.documents.workbooks import (
    parts_of as workbook_parts,
)
from tests.cards.samples import LANGUAGES


def test_people_stand_down_and_days_across() -> None:
    """Every person has a row with a code for each shift that begins on a day."""
    grid = load_workbook(BytesIO(october())).worksheets[0]
    rows = [[cell or "" for cell in row[:7]] for row in grid.iter_rows(6, 9, values_only=True)]
    assert rows == [
        ["小王", "wang", "", "日", "", "", "日/夜"],
        ["Bo", "bo", "备", "备", "日/备", "备", ""],
        ["=1+1", "li", "日/夜", "夜", "夜", "日/夜", ""],
        ["朱镕", "zhu", "", "", "", "", "备"],
    ]
    assert grid["A1"].value == "IT 值班 · 2026年10月"
    assert [grid.cell(3, column).value for column in (3, 33)] == [
        local(date(2026, 10, 1)),
        local(date(2026, 10, 31)),
    ]
    assert [grid.cell(4, column).value for column in (3, 6)] == ["四", "日"]
    assert grid.freeze_panes == "C6"


def test_feasts_weekends_and_makeup_days_are_marked() -> None:
    """Each kind of day has a shade of its own, and feasts and make-up days their names."""
    grid = load_workbook(BytesIO(october())).worksheets[0]
    shades = {day: grid.cell(3, 2 + day).fill.start_color.rgb for day in (1, 8, 10, 11)}
    assert len(set(shades.values())) == 4
    assert [grid.cell(5, 2 + day).value for day in (1, 8, 10)] == ["国庆节", None, "国庆节（班）"]


def test_nothing_that_people_wrote_becomes_a_formula() -> None:
    """A name that looks like a formula stays a name; control characters are left out."""
    people = ((WANG, "k", '=HYPERLINK("x")'), (BO, "+1", "\x00@SUM(A1)\x1f"))
    data = roster_sheet(ROSTER, (), OCTOBER, people, ZH)
    grid = load_workbook(BytesIO(data)).worksheets[0]
    assert [(grid[cell].data_type, grid[cell].value) for cell in ("A6", "A7", "B7")] == [
        ("s", '=HYPERLINK("x")'),
        ("s", "@SUM(A1)"),
        ("s", "+1"),
    ]
    assert all(b"<f>" not in part for part in workbook_parts(data).values())


def test_a_second_sheet_tells_what_codes_mean() -> None:
    """The legend has each code with its layer, position and hours."""
    legend = load_workbook(BytesIO(october(language=EN))).worksheets[1]
    assert list(legend.iter_rows(2, 4, values_only=True)) == [
        ("D", "day", "Primary", "09:00–21:00"),
        ("N", "night", "Primary", "21:00–09:00"),
        ("B", "backup", "Back-up 1", "09:00–09:00"),
    ]


def test_who_serves_in_part_has_a_note() -> None:
    """A cell of somebody who has only some hours, or another's turn, says so."""
    noon = datetime(2026, 10, 13, 4, tzinfo=UTC)
    roster = replace(ROSTER, adjustments=(replaced(noon, noon + timedelta(hours=2), ZHU),))
    grid = load_workbook(BytesIO(october(roster))).worksheets[0]
    note = grid["O9"].comment
    assert grid["O9"].value == "日"
    assert note is not None
    assert note.text.startswith("日：12:00–14:00")


@pytest.mark.parametrize(
    ("keys", "chinese", "english"),
    [
        (("primary", "backup"), ("主", "备"), ("P", "B")),
        (("day", "night", "late"), ("日", "夜", "晚"), ("D", "N", "L")),
        (("delta", "day"), ("D", "日"), ("D", "DA")),
        (("day", "delta"), ("日", "DE"), ("D", "DE")),
        (("it-night", "hr-night"), ("夜", "H"), ("N", "H")),
        (("a1", "a2", "a3"), ("A", "A.2", "A.3"), ("A", "A.2", "A.3")),
        (("物流", "夜班"), ("物", "夜"), ("物", "N")),
        (("123",), ("S",), ("S",)),
    ],
)
def test_codes_are_short_and_their_own(
    keys: tuple[str, ...], chinese: tuple[str, ...], english: tuple[str, ...]
) -> None:
    """Layers have codes that nobody takes for another layer's, in whichever language."""
    codes = codes_of(roster_of(*(replace(ALL_DAY, key=key) for key in keys)))
    assert tuple(codes.code_of[ZH].values()) == chinese
    assert tuple(codes.code_of[EN].values()) == english
    for language in LANGUAGES:
        for meaning, code in codes.code_of[language].items():
            assert codes.read(code) == frozenset({meaning})


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("日/夜", {"day", "night"}),
        ("日夜", {"day", "night"}),
        ("d, N", {"day", "night"}),
        ("ＤＢ", {"day", "backup"}),
        ("night", {"night"}),
        ("休", set()),
        ("-", set()),
        ("*", set()),
        ("", set()),
        ("日x", None),
        ("D" * 3000, None),
        ("DNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDNDN!", None),
    ],
)
def test_cells_are_read_as_they_are_meant(text: str, layers: set[str] | None) -> None:
    """Codes of both languages, alone or together; what is none of them is not guessed."""
    found = codes_of(ROSTER).read(text)
    assert found == (None if layers is None else {(layer, 0) for layer in layers})


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("clock", [(0, 0), (2, 30), (9, 0)])
def test_days_of_a_layer_touch_without_gap_or_overlap(zone: str, clock: tuple[int, int]) -> None:
    """Also where clocks change, a month's slots follow each other to the second."""
    layer = replace(ALL_DAY, timezone=zone, start=local(A_MONDAY, *clock))
    for month in ((2026, 3), (2026, 4), (2026, 10), (2026, 11)):
        slots = slots_of(roster_of(layer), days_of(month))
        assert all(a.end == b.spans[0][0] for a, b in pairwise(slots))


@pytest.mark.parametrize("every", [12, 8, 6])
def test_a_layer_that_hands_over_within_the_day_has_parts(every: int) -> None:
    """Each part of a day has its code, and is served by one crew from its beginning to its end."""
    layer = replace(ALL_DAY, key="desk", unit=Unit.HOUR, every=every, crews=((WANG,), (BO,), (LI,)))
    roster = roster_of(layer)
    assert parts_of(layer) == 24 // every
    slots = slots_of(roster, days_of(OCTOBER))
    found = served(slots, Shifts(roster)(*month_span(roster, OCTOBER)))
    assert len(found) == len(slots) == 31 * 24 // every
    assert all(len(stretches) == 1 for stretches in found.values())
    assert list(codes_of(roster).code_of[EN].values())[:2] == ["D1", "D2"]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    unit=st.sampled_from([Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH]),
    every=st.integers(1, 12),
    zone=st.sampled_from([SHANGHAI, "America/New_York", "Europe/London"]),
    hour=st.integers(0, 23),
    weekdays=st.frozensets(st.integers(0, 6), max_size=5),
    language=st.sampled_from(LANGUAGES),
    month=st.sampled_from([(2026, 3), (2026, 11), (2027, 2)]),
)
def test_a_sheet_that_nobody_touched_changes_nothing(
    unit: Unit,
    every: int,
    zone: str,
    hour: int,
    weekdays: frozenset[int],
    language: Language,
    month: tuple[int, int],
) -> None:
    """Whatever the roster, what was written is read as no change."""
    layer = Layer(
        key="primary",
        timezone=zone,
        unit=unit,
        every=every,
        start=local(A_MONDAY, hour),
        crews=((WANG, BO), (LI,), (ZHU,)),
        weekdays=weekdays,
    )
    roster = roster_of(layer, replace(layer, key="backup", position=1, crews=((BO,), (WANG,))))
    span = month_span(roster, month)
    data = roster_sheet(roster, Shifts(roster)(*span), month, PEOPLE, language)
    assert read(data, roster) == SheetChanges(month, ())
