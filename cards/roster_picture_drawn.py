"""A roster's picture drawn, with a font that has Chinese."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from unicodedata import east_asian_width

import pylopdf_fonts_zh_cn
from babel.dates import format_date
from matplotlib import get_data_path
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.patches import Patch

from cards.cut import cut
from cards.roster_picture_labels import every, placed, rows_of
from cards.roster_picture_strips import Panel, Shade, everybody, panel
from cards.roster_sheet_codes import LAYER_COLORS
from cards.words import words
from desk.calendar import SpecialDay
from desk.languages import Language
from desk.roster import Roster
from desk.roster_preview import Preview

SHADES = {Shade.WEEKEND: "#EEF0F3", Shade.OFF: "#FBE0DD", Shade.WORK: "#FFF3CC"}
GAP, LINE, INK, OTHER = "#D92D20", "#D0D5DB", "#1F2933", "#52606D"
DOTS, SHARPNESS = 100, 1.5
ROW, NAMES, MARGIN, HEAD, FOOT = 26, 130, 16, 62, 34
ENTRY, ENTRY_LINE = 115, 18
TICK_SIZE, FEAST_SIZE, FEAST_LINE = 7.5, 7, 13
NARROWEST, WIDEST, NARROWEST_DAY, WIDEST_DAY = 500, 1000, 7.5, 34
LONGEST_NAME = 17
SHOWN_FEAST = 30

Pair = tuple[Roster, Preview]
Feast = tuple[float, int, str]
"""Where its label begins, in days; in which row; its name."""


def drawn(
    pairs: Sequence[Pair],
    names: Mapping[int, str],
    language: Language,
    special: Mapping[date, SpecialDay],
) -> bytes:
    """One panel a roster, beside each other, with the same people in the same rows."""
    panels = [panel(roster, preview, special) for roster, preview in pairs]
    people = everybody([preview for _, preview in pairs])
    rows = max(1, len(people) + any(shown.gaps for shown in panels))
    longest = max(shown.days for shown in panels)
    day = max(NARROWEST_DAY, min(WIDEST_DAY, WIDEST / longest / len(panels)), NARROWEST / longest)
    widths = [day * shown.days for shown in panels]
    sketch = _Sketch(language, NAMES + sum(widths) + MARGIN * len(panels), people, rows)
    feasts = [sketch.feasts(shown, day) for shown in panels]
    lines = max((row for labels in feasts for _, row, _ in labels), default=0)
    sketch.legend([roster for roster, _ in pairs], panels, lines)
    left = float(NAMES)
    for number, (shown, (roster, _)) in enumerate(zip(panels, pairs, strict=True)):
        sketch.panel(left, widths[number], shown, roster, feasts[number])
        sketch.title(left, roster, number if len(pairs) > 1 else None)
        left += widths[number] + MARGIN
    sketch.names(names)
    file = BytesIO()
    sketch.figure.savefig(file, format="png")
    return file.getvalue()


class _Sketch:
    """Draws into one figure; places are counted in dots from its lower left corner."""

    def __init__(self, language: Language, width: float, people: Sequence[int], rows: int) -> None:
        self.language, self.width = language, width
        self.people, self.rows = people, rows
        self.columns = max(1, int((width - 20) // ENTRY))
        self.figure = Figure(dpi=DOTS * SHARPNESS, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)

    def say(self, key: str) -> str:
        return words(self.language).say(f"sheet.picture.{key}")

    def feasts(self, shown: Panel, day: float) -> Sequence[Feast]:
        """The labels of the days off, in as many rows as they need."""
        texts = [cut(name, SHOWN_FEAST)[0] for _, _, name in shown.feasts]
        spans = [
            placed((number + length / 2) * day, self._wide(text, FEAST_SIZE), shown.days * day)
            for (number, length, _), text in zip(shown.feasts, texts, strict=True)
        ]
        return [
            (left / day, row, text)
            for (left, _), row, text in zip(spans, rows_of(spans), texts, strict=True)
        ]

    def panel(
        self, left: float, width: float, shown: Panel, roster: Roster, feasts: Sequence[Feast]
    ) -> None:
        bottom, high = self.foot / self.height, ROW * self.rows / self.height
        axes = self.figure.add_axes((left / self.width, bottom, width / self.width, high))
        axes.set_xlim(0, shown.days)
        axes.set_ylim(self.rows, 0)
        axes.set_axis_off()
        for number, shade in shown.shades.items():
            axes.axvspan(number, number + 1, color=SHADES[shade], linewidth=0, zorder=0)
        for edge in range(self.rows + 1):
            axes.axhline(edge, color=LINE, linewidth=0.5, zorder=1)
        self._strips(axes, shown, roster)
        if shown.gaps:
            axes.broken_barh(shown.gaps, (0.15, 0.7), facecolors=GAP, zorder=3)
        self._weeks(axes, shown, width / shown.days)
        for begin, row, name in feasts:
            below = self.rows + 0.08 + row * FEAST_LINE / ROW
            self._text(axes, begin, below, name, FEAST_SIZE, "top", GAP)

    def _strips(self, axes: Axes, shown: Panel, roster: Roster) -> None:
        top = {person: n + self.rows - len(self.people) for n, person in enumerate(self.people)}
        high = 0.76 / shown.positions
        colors = _colors(roster)
        for (person, layer, position), strips in shown.strips.items():
            begin = top[person] + 0.12 + high * position
            axes.broken_barh(
                strips, (begin, high), facecolors=colors.get(layer, OTHER), linewidth=0, zorder=2
            )

    def _weeks(self, axes: Axes, shown: Panel, day: float) -> None:
        mondays = shown.mondays
        texts = [
            format_date(monday, self.say("tick"), locale=self.language.value)
            for monday in mondays.values()
        ]
        lefts = [number * day for number in mondays]
        rights = [
            left + self._wide(text, TICK_SIZE) for left, text in zip(lefts, texts, strict=True)
        ]
        step = every(list(zip(lefts, rights, strict=True)))
        for count, (number, text) in enumerate(zip(mondays, texts, strict=True)):
            axes.axvline(number, color=LINE, linewidth=0.8, zorder=1)
            if count % step == 0 and rights[count] <= shown.days * day + MARGIN:
                self._text(axes, number, -0.12, text, TICK_SIZE, "bottom", OTHER)

    def _wide(self, text: str, size: float) -> float:
        """How many dots a text takes."""
        font = _font()
        font.set_size(size)
        renderer = self.canvas.get_renderer()  # type: ignore[no-untyped-call] # matplotlib has no stub
        wide: float = renderer.get_text_width_height_descent(drawable(text), font, ismath=False)[0]
        return wide / SHARPNESS

    def title(self, left: float, roster: Roster, which: int | None) -> None:
        text = cut(roster.name, 40)[0]
        if which is not None:
            text = f"{text} · {self.say('draft' if which else 'now')}"
        self._at(left, self.height - 12, text, 11, "top")

    def names(self, names: Mapping[int, str]) -> None:
        unknown = words(self.language).say("person.unknown")
        has_gaps = self.rows > len(self.people)
        shown = [names.get(person) or unknown for person in self.people]
        if has_gaps:
            shown.insert(0, self.say("gap"))
        for number, name in enumerate(shown):
            bottom = self.height - HEAD - ROW * (number + 0.5)
            color = GAP if has_gaps and number == 0 else INK
            self._at(10, bottom, cut(name, LONGEST_NAME, _columns)[0], 9, "center", color)

    def legend(self, rosters: Sequence[Roster], panels: Sequence[Panel], feast_lines: int) -> None:
        entries = [
            Patch(color=color, label=drawable(cut(layer, 24)[0]))
            for layer, color in {k: v for r in rosters for k, v in _colors(r).items()}.items()
        ]
        if any(shown.gaps for shown in panels):
            entries.append(Patch(color=GAP, label=self.say("gap")))
        used = {shade for shown in panels for shade in shown.shades.values()}
        entries += [
            Patch(facecolor=SHADES[shade], edgecolor=LINE, label=self.say(shade))
            for shade in Shade
            if shade in used
        ]
        self._resize(-(-len(entries) // self.columns), feast_lines)
        font = _font()
        font.set_size(8)
        place = (10 / self.width, 6 / self.height)
        box = self.figure.legend(
            handles=entries,
            loc="lower left",
            bbox_to_anchor=place,
            ncols=self.columns,
            frameon=False,
            prop=font,
            borderpad=0,
            borderaxespad=0,
        )
        for text in box.get_texts():
            text.set_parse_math(False)

    def _resize(self, lines: int, feast_lines: int) -> None:
        self.foot = FOOT + ENTRY_LINE * lines + FEAST_LINE * feast_lines
        self.height = HEAD + ROW * self.rows + self.foot
        self.figure.set_size_inches(self.width / DOTS, self.height / DOTS)

    def _at(
        self, left: float, bottom: float, text: str, size: float, stand: str, color: str = INK
    ) -> None:
        self.figure.text(
            left / self.width,
            bottom / self.height,
            drawable(text),
            fontproperties=_font(),
            fontsize=size,
            color=color,
            verticalalignment=stand,
            parse_math=False,
        )

    def _text(
        self,
        axes: Axes,
        x: float,
        y: float,
        text: str,
        size: float,
        stand: str,
        color: str,
    ) -> None:
        axes.text(
            x,
            y,
            drawable(text),
            fontproperties=_font(),
            fontsize=size,
            color=color,
            verticalalignment=stand,
            parse_math=False,
            clip_on=False,
        )


def _colors(roster: Roster) -> Mapping[str, str]:
    """The layers' colours, as in the sheet."""
    return {
        layer.key: f"#{LAYER_COLORS[number % len(LAYER_COLORS)]}"
        for number, layer in enumerate(roster.layers)
    }


def _columns(text: str) -> int:
    """How wide a text is: Chinese characters count two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


@cache
def _families() -> tuple[str, ...]:
    path = str(pylopdf_fonts_zh_cn.sans_path())
    fontManager.addfont(path)
    return (get_font(path).family_name, "DejaVu Sans")


def _font() -> FontProperties:
    return FontProperties(family=list(_families()))


@cache
def _characters() -> frozenset[int]:
    """Everything that the two fonts can draw."""
    paths = (
        str(pylopdf_fonts_zh_cn.sans_path()),
        f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf",
    )
    return frozenset(code for path in paths for code in get_font(path).get_charmap())


def drawable(text: str) -> str:
    """The text with a square for each character that no font has."""
    line = " ".join(text.split())
    return "".join(char if ord(char) in _characters() else "\u25a1" for char in line)
