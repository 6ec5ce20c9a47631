"""Spoken lines: what front-line staff type, beside what each of them means, and a score."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handlers.duty_lines import ShowDuty
from handlers.lines import (
    Bind,
    Command,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    Unclear,
    read_line,
)
from handlers.list_lines import FindTickets, ListTickets
from handlers.question_lines import AskPromises, AskWhy
from handlers.standing_lines import Courtesy, Help, NextTicket

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Spoken:
    """A line; `kind` is create, act, ask or none, `reading` what an act is and about which ticket.

    A reading may end with what has to follow, where that matters: `transfer 12 仓库`.
    """

    kind: str
    reading: str
    line: str

    @property
    def is_read(self) -> bool:
        """Whether the line is read as it was meant."""
        kind, reading = read(self.line)
        wanted = self.reading.split(" ", 2)
        shortened = " ".join(reading.split(" ", 2)[: max(len(wanted), 1)])
        return kind == self.kind and shortened.strip().casefold() == self.reading.casefold()


def spoken_lines(name: str) -> list[Spoken]:
    """The lines of a table."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [Spoken(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def misread(lines: Sequence[Spoken]) -> list[Spoken]:
    """Those that are read otherwise than they were meant."""
    return [one for one in lines if not one.is_read]


def read(line: str) -> tuple[str, str]:
    """The kind of a line and its reading, as the desk has them."""
    command = read_line(line, sure=False)
    match command:
        case None | Courtesy():
            return "none", ""
        case OpenTicket():
            return "create", ""
        case Unclear():
            return "ask", ""
        case _:
            return "act", _act(command)


def _act(command: Command) -> str:
    match command:
        case ShowTicket(number):
            return f"show {number}"
        case MoveTicket(number, action, rest):
            return f"{action} {number} {rest}"
        case SayOnTicket(number, text):
            return f"comment {number} {text}"
        case AskWhy(number):
            return f"why {number}"
        case AskPromises(number):
            return f"sla {number}"
        case _:
            return ALONE.get(type(command), "other")


ALONE: dict[type, str] = {
    ListTickets: "list",
    FindTickets: "find",
    NextTicket: "next",
    Help: "help",
    ShowDuty: "duty",
    Bind: "bind",
}
