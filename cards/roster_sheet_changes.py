"""What a roster's sheet that came back says: changes, or mistakes told by cell, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from babel.dates import format_date

from cards.roster_sheet_codes import codes_of
from cards.roster_sheet_days import Month
from cards.words import words
from desk.languages import Language
from desk.roster import Override, OverrideKind, Roster

Fact = str | int | date


class SheetProblem(StrEnum):
    """What is wrong with a sheet, or was left out of what it asks for."""

    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    LONG_TEXT = "long_text"
    OLD_FORMAT = "old_format"
    NO_SHEET = "no_sheet"
    FORMULA = "formula"
    OTHER_ROSTER = "other_roster"
    NO_DAYS = "no_days"
    NO_MONTH = "no_month"
    DAY_TWICE = "day_twice"
    OTHER_MONTH = "other_month"
    NO_PERSON = "no_person"
    UNKNOWN_PERSON = "unknown_person"
    TWO_PEOPLE = "two_people"
    PERSON_TWICE = "person_twice"
    UNKNOWN_CODE = "unknown_code"
    AT_ONCE = "at_once"
    SHIFT_AND_OFF = "shift_and_off"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    CHANGED_MEANWHILE = "changed_meanwhile"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class SheetMistake:
    """Something in the sheet that can't be taken: its cell ("D7"; None: all of it) and facts.

    Facts are plain values by name: `person` (an id), `layer` and `part`, `day`, `text`, `n`.
    """

    problem: SheetProblem
    cell: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetChange:
    """From `start` to `end` (UTC) `person_in` serves in the layer (instead of `person_out`)."""

    day: date
    layer: str
    part: int
    start: datetime
    end: datetime
    person_out: int | None
    person_in: int
    cell: str


@dataclass(frozen=True, slots=True)
class SheetChanges:
    """All that a sheet asks for; `notes` are what was left as it is (days that are over)."""

    month: Month
    changes: tuple[SheetChange, ...]
    notes: tuple[SheetMistake, ...] = ()


def sheet_overrides(changes: Sequence[SheetChange]) -> tuple[Override, ...]:
    """The changes as overrides without an id yet; those that touch are one."""
    found: list[Override] = []
    order = sorted(changes, key=lambda c: (c.layer, c.person_out or 0, c.person_in, c.start))
    for change in order:
        made = _override(change)
        last = found[-1] if found else None
        if last is not None and _follows(made, last):
            found[-1] = _override(change, last.start)
        else:
            found.append(made)
    return tuple(sorted(found, key=lambda override: (override.start, override.layer or "")))


def sheet_mistake_text(
    mistake: SheetMistake, roster: Roster, names: Mapping[int, str], language: Language
) -> str:
    """The sentence for a mistake or a note, with the cell in front."""
    say = words(language).say
    facts: dict[str, str | int] = {"text": "", "n": 0, "person": "", "code": "", "day": ""}
    codes = codes_of(roster).code_of[language]
    facts |= {
        name: fact if isinstance(fact, int) else _said(fact, language)
        for name, fact in mistake.facts.items()
        if name in {"text", "n", "day"}
    }
    person = mistake.facts.get("person")
    if isinstance(person, int):
        facts["person"] = names.get(person) or say("person.unknown")
    facts["code"] = codes.get(_meaning(mistake), "")
    facts["codes"] = ", ".join(codes.values())
    sentence = say(f"sheet.mistake.{mistake.problem}", **facts)
    return say("sheet.at_cell", cell=mistake.cell, text=sentence) if mistake.cell else sentence


def sheet_change_text(
    change: SheetChange, roster: Roster, names: Mapping[int, str], language: Language
) -> str:
    """A change in one line, for a preview."""
    say = words(language).say
    unknown = say("person.unknown")
    facts = {
        "day": _said(change.day, language),
        "code": codes_of(roster).code_of[language].get((change.layer, change.part), change.layer),
        "person": names.get(change.person_in) or unknown,
    }
    if change.person_out is None:
        return say("sheet.change.add", **facts)
    return say("sheet.change.replace", other=names.get(change.person_out) or unknown, **facts)


def cell_name(row: int, column: int) -> str:
    """How a spreadsheet calls a cell, counted from 1: D7."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _override(change: SheetChange, start: datetime | None = None) -> Override:
    return Override(
        id=0,
        kind=OverrideKind.ADD if change.person_out is None else OverrideKind.REPLACE,
        start=start or change.start,
        end=change.end,
        layer=change.layer,
        person=change.person_out,
        other=change.person_in,
    )


def _follows(later: Override, earlier: Override) -> bool:
    same = (later.kind, later.layer, later.person, later.other)
    return same == (earlier.kind, earlier.layer, earlier.person, earlier.other) and (
        later.start == earlier.end
    )


def _meaning(mistake: SheetMistake) -> tuple[str, int]:
    part = mistake.facts.get("part", 0)
    return str(mistake.facts.get("layer", "")), part if isinstance(part, int) else 0


def _said(fact: Fact, language: Language) -> str:
    if isinstance(fact, date):
        return format_date(fact, words(language).say("sheet.day"), locale=language.value)
    return str(fact)
