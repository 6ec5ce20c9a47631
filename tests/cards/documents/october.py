"""October of a roster as a sheet, and what is read in it."""

from datetime import UTC, datetime

from cards.roster_sheet import roster_sheet
from cards.roster_sheet_changes import SheetChanges, SheetMistake
from cards.roster_sheet_days import month_span
from cards.roster_sheet_reader import read_roster_sheet
from desk.languages import Language
from desk.roster import Roster
from tests.cards.documents.rosters import FEASTS, OCTOBER, PEOPLE, ROSTER, Shifts

BEFORE = datetime(2026, 9, 1, tzinfo=UTC)
ZH, EN = Language.CHINESE, Language.ENGLISH


def october(roster: Roster = ROSTER, language: Language = ZH) -> bytes:
    """October of a roster as a sheet."""
    shifts = Shifts(roster)(*month_span(roster, OCTOBER))
    return roster_sheet(roster, shifts, OCTOBER, PEOPLE, language, FEASTS)


def read(
    data: bytes, roster: Roster = ROSTER, now: datetime = BEFORE
) -> SheetChanges | tuple[SheetMistake, ...]:
    """What a sheet says about a roster."""
    return read_roster_sheet(data, roster, PEOPLE, Shifts(roster), now)
