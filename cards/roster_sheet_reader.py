"""A roster's sheet that came back: what somebody changed in it, or every mistake by its cell.

Read in any language it was made in, as xlsx or ods. The hidden sheet tells what stood where when it
was made: a cell that nobody touched changes nothing, whatever has changed here since. Without it
(a team's own sheet) the cells are held against today's roster.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cards.cut import cut
from cards.roster_sheet_cells import Rows, bare_days, iso_day, month_above, opened, whole_days
from cards.roster_sheet_changes import (
    Fact,
    SheetChanges,
    SheetMistake,
    SheetProblem,
    cell_name,
)
from cards.roster_sheet_codes import Codes, Meaning, codes_of
from cards.roster_sheet_compare import Seen, compared
from cards.roster_sheet_days import Month, month_span
from cards.roster_sheet_page import MACHINE, TEMPLATE_KIND, Member
from cards.roster_sheet_safety import looked_over
from desk.roster import Roster, Shift

HEAD_ROWS = 15
SEVERAL_NAMES = re.compile(r"\s*[/、,，;；&+|]\s*")
FEWEST_BARE_DAYS = 5
SHOWN = 30

Between = Callable[[datetime, datetime], Sequence[Shift]]
"""A roster's shifts as they are now, from one instant to another."""


def read_roster_sheet(
    data: bytes,
    roster: Roster,
    people: Sequence[tuple[int, str, str]],
    shifts_between: Between,
    now: datetime,
) -> SheetChanges | tuple[SheetMistake, ...]:
    """Read a sheet; `people` are (id, key, name) of all who may stand in it."""
    checked = looked_over(data)
    if isinstance(checked, SheetMistake):
        return (checked,)
    sheets = opened(checked)
    if sheets is None:
        return (SheetMistake(SheetProblem.NO_SHEET),)
    written = _written(sheets.pop(MACHINE, []))
    if written.roster not in {None, roster.key}:
        facts: Mapping[str, Fact] = {"text": written.roster or ""}
        return (SheetMistake(SheetProblem.OTHER_ROSTER, facts=facts),)
    for rows in sheets.values():
        reading = _Reading(roster, tuple(Member(*p) for p in people), written, rows)
        if reading.find_days():
            return reading.changes(shifts_between, now)
    return (SheetMistake(SheetProblem.NO_DAYS),)


def sheet_roster(data: bytes) -> str | None:
    """Which roster a sheet was made for; None if it doesn't tell, or is none of ours."""
    checked = looked_over(data)
    sheets = None if isinstance(checked, SheetMistake) else opened(checked)
    return _written(sheets.get(MACHINE, [])).roster if sheets else None


@dataclass(frozen=True, slots=True)
class _Written:
    """What the hidden sheet says; `cells` by a person's key and day, None without that sheet."""

    roster: str | None = None
    month: Month | None = None
    cells: Mapping[tuple[str, date], str] | None = None
    is_template: bool = False


def _written(rows: Rows) -> _Written:
    heads = next((n for n, row in enumerate(rows) if row and row[0] == "people"), None)
    if heads is None:
        return _Written()
    facts = {str(row[0]): row[1:] for row in rows[:heads] if row}
    days = [iso_day(str(text)) for text in rows[heads][1:]]
    cells = {
        (str(row[0]), day): str(text)
        for row in rows[heads + 1 :]
        if row and row[0]
        for day, text in zip(days, row[1:], strict=False)
        if day is not None
    }
    first = next((day for day in days if day is not None), None)
    return _Written(
        roster=str(facts["roster"][0]) if facts.get("roster") else None,
        month=(first.year, first.month) if first else None,
        cells=cells,
        is_template=bool(facts.get("kind")) and str(facts["kind"][0]) == TEMPLATE_KIND,
    )


@dataclass(slots=True)
class _Reading:
    """Reads one sheet of the workbook; finds all mistakes on the way."""

    roster: Roster
    people: tuple[Member, ...]
    written: _Written
    rows: Rows
    head: int = 0
    days: dict[int, date] = field(default_factory=dict)
    mistakes: list[SheetMistake] = field(default_factory=list)

    def find_days(self) -> bool:
        """Find the row with the days; False if this sheet has none."""
        heads = self.rows[:HEAD_ROWS]
        whole = max(enumerate(map(whole_days, heads)), key=lambda f: len(f[1]), default=(0, {}))
        bare = max(enumerate(map(bare_days, heads)), key=lambda f: len(f[1]), default=(0, {}))
        if len(bare[1]) >= FEWEST_BARE_DAYS and len(bare[1]) > len(whole[1]):
            self.head = bare[0]
            self._with_month(bare[1])
            return True
        self.head, self.days = whole
        return bool(self.days)

    def _with_month(self, bare: Mapping[int, int]) -> None:
        month = self.written.month or month_above(self.rows[: self.head])
        if month is None:
            self._mistake(SheetProblem.NO_MONTH, self.head, min(bare))
            return
        for column, number in bare.items():
            try:
                self.days[column] = date(*month, number)
            except ValueError:
                self._mistake(SheetProblem.OTHER_MONTH, self.head, column, text=str(number))

    def changes(
        self, shifts_between: Between, now: datetime
    ) -> SheetChanges | tuple[SheetMistake, ...]:
        month = self._checked_month()
        if month is None:
            return tuple(self.mistakes)
        codes = codes_of(self.roster)
        rows = self._people_rows()
        if self.mistakes:
            # Who a row is about decides on all of its days: first things first.
            return tuple(self.mistakes)
        cells = self._cells(rows, codes)
        seen = Seen(
            roster=self.roster,
            codes=codes,
            people=self.people,
            rows={person.id: row for row, person in rows.items()},
            days={day: column for column, day in self.days.items()},
            head=self.head,
            cells=cells,
            before=self._before(codes),
            keeps_empty=self.written.is_template,
            unread=frozenset(day for m in self.mistakes if isinstance(day := m.facts["day"], date)),
        )
        changes, mistakes, notes = compared(
            seen, shifts_between(*month_span(self.roster, month)), now
        )
        all_mistakes = (*self.mistakes, *mistakes)
        return all_mistakes or SheetChanges(month, changes, notes)

    def _checked_month(self) -> Month | None:
        """The month of the days, each of them once; days of another one are mistakes."""
        months = [(day.year, day.month) for day in self.days.values()]
        if not months:
            return None
        month = self.written.month or max(months, key=months.count)
        first: dict[date, int] = {}
        for column, day in list(self.days.items()):
            if (day.year, day.month) != month:
                self._mistake(SheetProblem.OTHER_MONTH, self.head, column, text=day.isoformat())
                del self.days[column]
            elif first.setdefault(day, column) != column:
                self._mistake(SheetProblem.DAY_TWICE, self.head, column, day=day)
                del self.days[column]
        return month

    def _people_rows(self) -> dict[int, Member]:
        """Who each row is about."""
        rows: dict[int, Member] = {}
        names_end = min(self.days, default=0)
        for number, row in enumerate(self.rows[self.head + 1 :], self.head + 1):
            called = [str(cell) for cell in row[:names_end] if cell]
            is_used = any(column < len(row) and row[column] for column in self.days)
            # Weekdays and feasts stand above the people, remarks below.
            if not is_used or (not called and not rows):
                continue
            person = self._person(called, number)
            if person is not None and person in rows.values():
                self._mistake(SheetProblem.PERSON_TWICE, number, 0, person=person.id)
            elif person is not None:
                rows[number] = person
        # A row without a code tells as well that somebody serves on no day.
        for number, row in enumerate(self.rows[self.head + 1 :], self.head + 1):
            found = self._called([str(cell) for cell in row[:names_end] if cell])
            if len(found) == 1 and number not in rows and found[0] not in rows.values():
                rows[number] = found[0]
        return rows

    def _person(self, called: Sequence[str], row: int) -> Member | None:
        if not called:
            self._mistake(SheetProblem.NO_PERSON, row, 0)
            return None
        found = self._called(called)
        if len(found) > 1:
            self._mistake(SheetProblem.TWO_PEOPLE, row, 0, text=_short(" / ".join(called)))
            return None
        # In a sheet of ours a key beside another name is a name that was written over.
        own = self.written.cells is not None
        if not found or (own and found[0] not in self._called(called[:1])):
            self._mistake(SheetProblem.UNKNOWN_PERSON, row, 0, text=_short(called[0]))
            return None
        return found[0]

    def _called(self, called: Sequence[str]) -> list[Member]:
        """All whom these words name: by key, else by name; several may stand in one cell."""
        words = [word for cell in called for word in self._parted(cell)]
        # Of two with one name, a key beside it tells which is meant.
        found = [person for word in words for person in self._named(word)]
        keys = {word.casefold() for word in words}
        keyed = [person for person in found if person.key.casefold() in keys]
        names = {_plain_name(person.name) for person in found}
        return list(dict.fromkeys(keyed if keyed and len(names) == 1 else found))

    def _parted(self, cell: str) -> Sequence[str]:
        """The cell as one word, unless it names several people."""
        parts = SEVERAL_NAMES.split(cell)
        several = not self._named(cell) and sum(bool(self._named(part)) for part in parts) > 1
        return parts if several else (cell,)

    def _named(self, word: str) -> list[Member]:
        by_key = [person for person in self.people if person.key.casefold() == word.casefold()]
        return by_key or [person for person in self.people if _same_name(person.name, word)]

    def _cells(
        self, rows: Mapping[int, Member], codes: Codes
    ) -> Mapping[tuple[int, date], frozenset[Meaning]]:
        cells: dict[tuple[int, date], frozenset[Meaning]] = {}
        for number, person in rows.items():
            row = self.rows[number]
            for column, day in self.days.items():
                text = str(row[column]) if column < len(row) else ""
                meanings = codes.read(text)
                facts: Mapping[str, Fact] = {"text": _short(text), "day": day}
                if meanings is None:
                    self._mistake(SheetProblem.UNKNOWN_CODE, number, column, **facts)
                elif codes.is_shift_and_off(text):
                    self._mistake(SheetProblem.SHIFT_AND_OFF, number, column, **facts)
                else:
                    cells[person.id, day] = meanings
        return cells

    def _before(self, codes: Codes) -> Mapping[tuple[int, date], frozenset[Meaning]] | None:
        """What stood in the cells when the sheet was made; None where that is not known."""
        if self.written.cells is None or self.written.is_template:
            return None
        ids = {person.key: person.id for person in self.people}
        return {
            (ids[key], day): codes.read(text) or frozenset()
            for (key, day), text in self.written.cells.items()
            if key in ids
        }

    def _mistake(self, problem: SheetProblem, row: int, column: int, **facts: Fact) -> None:
        self.mistakes.append(SheetMistake(problem, cell_name(row + 1, column + 1), facts))


def _same_name(name: str, word: str) -> bool:
    return _plain_name(name) == _plain_name(word)


def _plain_name(name: str) -> str:
    return " ".join(name.split()).casefold()


def _short(text: str) -> str:
    return cut(text, SHOWN)[0]
