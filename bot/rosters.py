"""`paidan roster`: a month of a roster as a file, and files that come back."""

from dataclasses import dataclass
from pathlib import Path

from cards.roster_sheet_reader import sheet_roster
from cards.words import words
from desk.languages import Language
from desk.people import ITSELF
from desk.roster import Roster
from handlers.roster_documents import sheet_of
from handlers.roster_import import Outcome, apply_file, read_file
from handlers.roster_lines import read_month
from storage.store import Store

LARGEST_FILE = 2_000_000


class RosterProblem(Exception):
    """It can't be done; the text has a line for each reason."""


@dataclass(frozen=True, slots=True)
class Files:
    """Rosters' files for whoever runs the desk."""

    store: Store
    language: Language

    async def export(self, key: str, month: str, file: Path) -> str:
        """Write a month; returns what to say.

        Raises:
            RosterProblem: there is no such roster, or no such month.
        """
        roster = self._roster(key)
        said = read_month(month)
        if said is None:
            raise RosterProblem(self._say("cli.not_a_month", month=month))
        meant = said.meant(self.store.clock.now().date())
        data = await sheet_of(self.store, roster, meant, self.language)
        file.write_bytes(data)  # noqa: ASYNC240 - a command's one small file
        facts = {"roster": roster.name, "month": f"{meant[0]}-{meant[1]:02}", "file": str(file)}
        return self._say("cli.roster_exported", **facts)

    async def bring_in(self, file: Path, key: str | None, apply: bool) -> str:
        """What a file would change, or has changed; a line each.

        Raises:
            RosterProblem: it has mistakes, or it isn't clear what it is for.
        """
        data = file.read_bytes()[: LARGEST_FILE + 1]  # noqa: ASYNC240 - as above
        roster = self._roster(key or sheet_roster(data) or self._only())
        read = await read_file(self.store, roster, data, self.language)
        if read.mistakes:
            raise RosterProblem("\n".join(read.mistakes))
        if not read.overrides:
            return "\n".join([self._say("import.nothing"), *read.notes])
        lines = [*read.lines, *read.notes]
        if not apply:
            return "\n".join([*lines, self._say("cli.import_hint")])
        by = (ITSELF.person.id, ITSELF.account_id)
        outcome = await apply_file(self.store, roster.key, data, read.seen, by, None)
        if outcome is not Outcome.KEPT:
            raise RosterProblem(self._say("import.not_as_shown"))
        return "\n".join([*lines, self._say("import.done")])

    def _roster(self, key: str) -> Roster:
        rosters = self.store.desk.rosters
        if key not in rosters:
            known = ", ".join(rosters) or "-"
            raise RosterProblem(self._say("cli.no_such_roster", roster=key, known=known))
        return rosters[key]

    def _only(self) -> str:
        """A file that doesn't say what it is for is for the one roster there is."""
        if len(self.store.desk.rosters) != 1:
            raise RosterProblem(self._say("cli.which_roster"))
        return next(iter(self.store.desk.rosters))

    def _say(self, key: str, **facts: str | int) -> str:
        return words(self.language).say(key, **facts)
