"""What a line means: the commands of both languages, read without knowing the desk."""

import re
from dataclasses import dataclass

from cards.help_topics import topic_called
from desk.command_words import BIND_WORDS, HELP_WORDS, NEXT_WORDS, slip
from desk.folding import folded
from desk.moves import Action, WaitingFor
from desk.spoken import Doubtful, SaidMove, SaidNumber, SaidWords, Spoken, read_spoken
from desk.verbs import WAIT_OF
from handlers.duty_lines import DutyCommand, is_about_duty, read_duty
from handlers.list_lines import ListCommand, is_about_lists, read_list
from handlers.people_lines import PeopleCommand, is_about_people, read_people_line
from handlers.question_lines import Question, begins_like_question, read_question
from handlers.roster_lines import RosterFileCommand, read_roster_file
from handlers.standing_lines import Help, NextTicket, Standing, read_standing
from handlers.summary_lines import AskSummary, is_about_summary, read_summary


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Make a ticket of this; `sure` when the line itself said so."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ShowTicket:
    number: int


@dataclass(frozen=True, slots=True)
class MoveTicket:
    """A move by its verb; `rest` is what followed, still to be read for what the move asks."""

    number: int
    action: Action
    rest: str


@dataclass(frozen=True, slots=True)
class SayOnTicket:
    """Words about a ticket that name no move: a comment."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Bind:
    """Show a group's tickets in this conversation."""

    group: str


@dataclass(frozen=True, slots=True)
class AskTitle:
    """Files without a word; `draft` are others that wait for their title already."""

    draft: int | None


@dataclass(frozen=True, slots=True)
class TitleFiles:
    """The title of files that wait for one."""

    draft: int
    text: str


@dataclass(frozen=True, slots=True)
class AttachTo:
    """Files for a ticket, without a word; `draft` are those that waited."""

    number: int
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """It begins like a command, but what follows doesn't fit one."""

    text: str


Command = (
    Question
    | DutyCommand
    | RosterFileCommand
    | PeopleCommand
    | OpenTicket
    | ShowTicket
    | ListCommand
    | AskSummary
    | Standing
    | MoveTicket
    | SayOnTicket
    | Bind
    | AskTitle
    | TitleFiles
    | AttachTo
    | Unclear
)

LONGEST_GROUP_NAME = 3  # in words

_CALLED = re.compile(r"^[@＠](派单|paidan)\s*", re.IGNORECASE)
# These two also name a ticket that stands: 工单 1042.
_MADE = re.compile(r"^(?:new|建单|提单)(?:[\s:：]+|$)(.*)$", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(r"^(?:工单|ticket)(?:[\s:：]+|$)(.*)$", re.DOTALL | re.IGNORECASE)


def read_line(line: str, sure: bool) -> Command | None:
    """What a line asks for; None if it is empty.

    `sure`: in this place every line that is no command is meant as a ticket.
    """
    text = _CALLED.sub("", line.strip())
    if not text:
        return None
    if made := _MADE.match(text):
        return _made(made[1])
    if about_people := read_people_line(text):
        return about_people
    if asked := read_question(text):
        return asked
    if begins_like_question(text):
        return Unclear(text)
    if spoken := read_spoken(text):
        return _of_ticket(spoken, text)
    if named := _NAMED.match(text):
        return _made(named[1])
    if (about_lists := read_list(text)) or is_about_lists(text):
        return about_lists or Unclear(text)
    if is_about_summary(text):
        return read_summary(text) or Unclear(text)
    if about_files := read_roster_file(text):
        return about_files
    if is_about_people(text):
        return Unclear(text)
    if is_about_duty(text):
        return read_duty(text) or Unclear(text)
    return read_standing(text) or _by_first_word(text) or _rest(text, sure)


def _made(text: str) -> OpenTicket | None:
    return OpenTicket(text.strip(), sure=True) if text.strip() else None


def _of_ticket(spoken: Spoken, text: str) -> Command:
    match spoken:
        case SaidNumber(number):
            return ShowTicket(number)
        case SaidMove(number, action, rest):
            return MoveTicket(number, action, rest)
        case SaidWords(number, words):
            return SayOnTicket(number, words)
        case Doubtful():
            return Unclear(text)


def _by_first_word(text: str) -> Command | None:
    """A command by its first word, if all that follows fits it."""
    typed, _, rest = text.partition(" ")
    first, rest = folded(typed).text, rest.strip()
    if first in HELP_WORDS:
        topic = topic_called(rest)
        return Help(topic) if topic is not None else Unclear(text)
    if first in NEXT_WORDS:
        return NextTicket() if not rest else Unclear(text)
    if first in BIND_WORDS:
        return Bind(rest) if 1 <= len(rest.split()) <= LONGEST_GROUP_NAME else Unclear(text)
    return None


def _rest(text: str, sure: bool) -> Command:
    return Unclear(text) if slip(text) else OpenTicket(text, sure)


def read_waiting(rest: str) -> tuple[WaitingFor | None, str]:
    """Whom a ticket waits for, by the first word, and the note behind it."""
    spoken = folded(rest)
    for word in sorted(WAIT_OF, key=len, reverse=True):
        follows = spoken.text[len(word) : len(word) + 1]
        if spoken.text.startswith(word) and not (word.isascii() and follows.isalnum()):
            return WAIT_OF[word], spoken.as_typed(len(word)).lstrip(",，:：;；.。 ")
    return None, rest.partition(" ")[2].strip()
