"""What a month's sheet of a roster shows, before it is drawn: who has which codes on which days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date

from cards.roster_sheet_codes import Codes, Meaning, codes_of
from cards.roster_sheet_days import (
    Month,
    SlotKey,
    Stretch,
    days_of,
    extra,
    is_partial,
    served,
    slots_of,
)
from cards.words import words
from desk.languages import Language
from desk.roster import Roster, Shift

MACHINE = "paidan"
"""The name of the hidden sheet, which tells the reader what was written."""
MONTH_KIND, TEMPLATE_KIND = "month", "template"


class Member(NamedTuple):
    """Somebody with a row of their own."""

    id: int
    key: str
    name: str


@dataclass(frozen=True)  # without slots: what is worked out once is remembered
class Page:
    """A roster's month for these people, in one language."""

    roster: Roster
    shifts: tuple[Shift, ...]
    month: Month
    people: tuple[Member, ...]
    language: Language

    @cached_property
    def codes(self) -> Codes:
        return codes_of(self.roster)

    @cached_property
    def days(self) -> tuple[date, ...]:
        return days_of(self.month)

    @cached_property
    def served(self) -> Mapping[SlotKey, tuple[Stretch, ...]]:
        return served(slots_of(self.roster, self.days), self.shifts)

    @cached_property
    def extra(self) -> set[tuple[int, date]]:
        return extra(self.roster, self.shifts, self.days)

    @cached_property
    def cells(self) -> Mapping[tuple[int, date], str]:
        """What stands where; empty cells are left out."""
        found: dict[tuple[int, date], set[Meaning]] = {at: set() for at in self.extra}
        for (layer, day, part), stretches in self.served.items():
            for stretch in stretches:
                found.setdefault((stretch.person, day), set()).add((layer, part))
        return {
            at: self.codes.written(meanings, self.language, at in self.extra)
            for at, meanings in found.items()
        }

    def say(self, key: str, **facts: str | int) -> str:
        return words(self.language).say(f"sheet.{key}", **facts)

    def dated(self, key: str, day: date) -> str:
        return format_date(day, self.say(key), locale=self.language.value)

    def notes(self, names: Mapping[int, str]) -> Mapping[tuple[int, date], str]:
        """What codes alone don't tell: hours of those who serve in part, and whose turn it was."""
        lines: dict[tuple[int, date], list[str]] = {}
        for slot in slots_of(self.roster, self.days):
            everybody = self.served.get(slot.key, ())
            for person in dict.fromkeys(stretch.person for stretch in everybody):
                own = [stretch for stretch in everybody if stretch.person == person]
                code = self.codes.written([(slot.layer, slot.part)], self.language)
                said = lines.setdefault((person, slot.day), [])
                if is_partial(slot, own):
                    spoken = ", ".join(hours_of(self.roster, s.start, s.end) for s in own)
                    said.append(self.say("part", code=code, hours=spoken))
                for other in dict.fromkeys(s.instead_of for s in own if s.instead_of is not None):
                    name = names.get(other) or words(self.language).say("person.unknown")
                    said.append(self.say("instead", code=code, person=name))
        return {at: "\n".join(said) for at, said in lines.items() if said}


def hours_of(roster: Roster, start: datetime, end: datetime) -> str:
    """From when to when by the clocks of the roster's zone."""
    zone = ZoneInfo(roster.timezone)
    return f"{start.astimezone(zone):%H:%M}–{end.astimezone(zone):%H:%M}"
