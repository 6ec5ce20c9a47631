"""The picture of a roster's weeks: who has which strip where, drawn with letters of all names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cards.roster_picture import roster_comparison_picture, roster_picture
from cards.roster_picture_drawn import FEAST_LINE, GAP, SHARPNESS, drawable
from cards.roster_picture_labels import BETWEEN, every, placed, rows_of
from cards.roster_picture_strips import Shade, everybody, panel
from cards.roster_sheet_codes import LAYER_COLORS
from desk.calendar import DayKind, SpecialDay
from desk.languages import Language
from desk.roster import Leave, Roster
from desk.roster_preview import Preview, preview
from desk.rota import compile_roster
from tests.cards.documents.rosters import BO, FEASTS, LI, NAMES, ROSTER, WANG, ZHU
from tests.cards.samples import LANGUAGES

# Midnight of Monday, 28 September, in Shanghai.
START = datetime(2026, 9, 27, 16, tzinfo=UTC)
AWAY = replace(
    ROSTER,
    adjustments=(Leave(id=1, person=LI, start=START, end=START + timedelta(days=3)),),
)
ZH = Language.CHINESE


def weeks(roster: Roster = ROSTER, count: int = 2) -> Preview:
    """The coming weeks of a roster."""
    return preview(compile_roster(roster), START, count)


def pixels(picture: bytes) -> set[tuple[int, ...]]:
    """Every colour of a picture."""
    with Image.open(BytesIO(picture)) as image:
        colors = image.convert("RGB").getcolors(1_000_000) or []
    return {color for _, color in colors if isinstance(color, tuple)}


def rgb(color: str) -> tuple[int, ...]:
    """#4C8BF5 as numbers."""
    return tuple(bytes.fromhex(color.removeprefix("#")))


def test_strips_stand_where_shifts_are() -> None:
    """A strip begins and ends by the clocks of the roster's zone, in days from the left edge."""
    found = panel(ROSTER, weeks(), {})
    assert (found.first, found.days, found.positions) == (date(2026, 9, 28), 14, 2)
    days = [
        (start, length)
        for (person, layer, _), strips in found.strips.items()
        for start, length in strips
        if layer == "day"
    ]
    assert sorted(days) == [(n + 9 / 24, 0.5) for n in range(14)]


def test_strips_are_cut_off_at_the_edges() -> None:
    """A shift that began before, or goes on after, is shown as far as the weeks go."""
    found = panel(ROSTER, weeks(), {})
    whole = [strip for strips in found.strips.values() for strip in strips]
    assert min(start for start, _ in whole) == 0
    assert max(start + length for start, length in whole) == 14


def test_days_off_and_made_up_are_shaded() -> None:
    """A feast is told from a weekend, and a Saturday that is worked from both."""
    found = panel(ROSTER, weeks(), FEASTS)
    first = found.first
    shades = {(first + timedelta(days=n)).day: shade for n, shade in found.shades.items()}
    assert shades == {
        **dict.fromkeys(range(1, 8), Shade.OFF),
        10: Shade.WORK,
        11: Shade.WEEKEND,
    }
    assert found.feasts == ((3, 7, "国庆节"),)
    assert found.mondays == {0: date(2026, 9, 28), 7: date(2026, 10, 5)}


WIDTHS = st.lists(st.integers(1, 200), min_size=1, max_size=40)


@given(gaps=WIDTHS, widths=WIDTHS)
def test_no_label_lies_over_another(gaps: list[int], widths: list[int]) -> None:
    """Names of days off stand in rows, and weeks without room are not named."""
    lefts = accumulate(gaps)
    labels = [(float(left), float(left + wide)) for left, wide in zip(lefts, widths, strict=False)]
    rows = rows_of(labels)
    for row in set(rows):
        apart([label for label, its in zip(labels, rows, strict=True) if its == row])
    assert rows[0] == 0
    apart(labels[:: every(labels)])


def apart(labels: list[tuple[float, float]]) -> None:
    """Each begins behind the one before."""
    assert all(one[1] + BETWEEN <= other[0] for one, other in pairwise(labels))


@pytest.mark.parametrize(("middle", "left"), [(50.0, 30.0), (5.0, 0.0), (98.0, 60.0)])
def test_a_label_stays_within_its_panel(middle: float, left: float) -> None:
    """It stands below what it names, or is moved so that none of it is cut off."""
    assert placed(middle, width=40.0, most=100.0) == (left, left + 40.0)


def test_three_feasts_in_a_row_need_more_room() -> None:
    """The picture grows by a line for each name that would lie over another."""

    def height(*names: str) -> int:
        days = {
            date(2026, 10, n): SpecialDay(DayKind.HOLIDAY, x, ()) for n, x in enumerate(names, 1)
        }
        with Image.open(BytesIO(roster_picture(ROSTER, weeks(), NAMES, ZH, days))) as image:
            return image.height

    one = height("春节", "春节", "春节")
    # One or two lines more: how wide a name is depends on the fonts of the machine.
    assert height("农历除夕", "春节", "春节（补假）") >= one + round(FEAST_LINE * SHARPNESS) - 1


def test_rows_are_in_the_order_of_the_roster() -> None:
    """Everybody of both rosters has one row."""
    less = replace(ROSTER, layers=ROSTER.layers[2:])
    assert everybody([weeks(less), weeks()]) == (BO, ZHU, WANG, LI)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_has_its_colour(language: Language) -> None:
    """Strips have the colours of their layers in the sheet; red is for nobody."""
    seen = pixels(roster_picture(ROSTER, weeks(), NAMES, language, FEASTS))
    assert {rgb(color) for color in LAYER_COLORS[:3]} <= seen
    assert rgb(LAYER_COLORS[3]) not in seen


def test_gaps_are_red() -> None:
    """When somebody is away and nobody steps in, a red strip shows it."""
    assert weeks(AWAY).gaps
    strip = _row_of_gaps(roster_picture(AWAY, weeks(AWAY), NAMES, ZH))
    assert rgb(GAP) in strip
    assert rgb(GAP) not in _row_of_gaps(roster_picture(ROSTER, weeks(), NAMES, ZH))


def _row_of_gaps(picture: bytes) -> set[tuple[int, ...]]:
    """The colours of the first row, right of the names."""
    with Image.open(BytesIO(picture)) as image:
        top, left = int(62 * SHARPNESS), int(140 * SHARPNESS)
        row = image.convert("RGB").crop((left, top, image.width, top + int(26 * SHARPNESS)))
        return {color for _, color in row.getcolors(100_000) or [] if isinstance(color, tuple)}


def test_two_rosters_stand_side_by_side() -> None:
    """A draft stands beside today's roster, in the same rows."""
    with Image.open(BytesIO(roster_picture(ROSTER, weeks(), NAMES, ZH))) as one:
        alone = one.size
    pair = roster_comparison_picture((ROSTER, weeks()), (AWAY, weeks(AWAY)), NAMES, ZH, FEASTS)
    with Image.open(BytesIO(pair)) as two:
        assert two.width > alone[0]
        assert two.height - alone[1] == int(26 * SHARPNESS)  # a row more, for gaps
    assert rgb(GAP) in pixels(pair)


def test_the_same_roster_is_the_same_picture() -> None:
    """Byte for byte, so that a messenger need not be sent it again."""
    assert roster_picture(ROSTER, weeks(), NAMES, ZH) == roster_picture(ROSTER, weeks(), NAMES, ZH)


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("朱镕基 喆 堃 龑", "朱镕基 喆 堃 龑"),
        ("Łukasz Ñandú Ö", "Łukasz Ñandú Ö"),
        ("Иван", "Иван"),
        ("李\n小\t二", "李 小 二"),
        ("\U0001fae0\ue000x", "□□x"),
    ],
)
def test_names_are_drawn_with_letters_that_exist(name: str, drawn: str) -> None:
    """Rare characters are drawn; what no font has is a square, and nothing breaks a line."""
    assert drawable(name) == drawn


@pytest.mark.filterwarnings("error")
def test_no_name_is_taken_for_a_formula() -> None:
    """Dollars, braces and backslashes are letters, and names too long are cut."""
    names = dict(zip(NAMES, (r"$\frac{1}{0}$", "$x", "{}%s", "很长" * 100), strict=True))
    roster = replace(ROSTER, name=r"$\undefined$")
    assert roster_picture(roster, weeks(roster), names, ZH).startswith(b"\x89PNG")


def test_a_roster_of_twenty_for_twelve_weeks_is_drawn() -> None:
    """The size grows with the people; it stays what a chat can show."""
    crews = tuple((person,) for person in range(1, 21))
    layers = tuple(replace(layer, crews=crews) for layer in ROSTER.layers)
    large = replace(ROSTER, layers=layers)
    names = {person: f"员工{person}" for person in range(1, 21)}
    picture = roster_picture(large, weeks(large, 12), names, ZH, FEASTS)
    with Image.open(BytesIO(picture)) as image:
        assert image.width < 2_000
        assert image.height < 1_200
    assert len(picture) < 300_000


def test_a_roster_of_nobody_is_drawn() -> None:
    """A roster that has nobody yet is a picture too."""
    empty = replace(ROSTER, layers=())
    assert roster_picture(empty, weeks(empty), {}, ZH).startswith(b"\x89PNG")
