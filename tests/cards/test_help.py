"""Help: what it lists for whom, and that every line in it works."""

import pytest
from syrupy.assertion import SnapshotAssertion

from cards.card import Card
from cards.help import Help, help_card, sections
from cards.help_topics import SECTION_OF, topic_called
from cards.words import words
from desk.address import MessengerName
from desk.languages import Language
from desk.moves import MOVES, Action, by_people
from desk.people import Role
from handlers.duty_lines import DutyCommand, DutyHelp, ShowDuty
from handlers.lines import (
    AskTitle,
    AttachTo,
    Command,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    TitleFiles,
    Unclear,
    read_line,
)
from handlers.list_lines import ListTickets, TurnPage
from handlers.people_lines import Unlink, UseCode
from handlers.question_lines import AskPromises, AskWhy
from handlers.roster_lines import RosterFileCommand
from handlers.routes import COMMANDS
from handlers.standing_lines import Courtesy
from tests.cards.samples import LANGUAGES, LEAD, REPORTER

CHATS = (MessengerName.SLACK, MessengerName.DINGTALK)


def read(card: Card) -> str:
    return f"{card.body}\n{card.news}"


def understood(line: str) -> Command | None:
    """A line of the help, read as it is typed there."""
    text = line.partition("　")[0].partition("  –")[0]
    return read_line(text.removeprefix("/ticket ").replace("/duty", "duty"), sure=True)


def action_of(command: Command | None) -> Action | None:
    """The move that a line makes; words without a verb are a comment."""
    match command:
        case MoveTicket(_, action):
            return action
        case SayOnTicket():
            return Action.COMMENT
        case _:
            return None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("messenger", CHATS)
def test_help_for_a_lead(
    messenger: MessengerName, language: Language, snapshot: SnapshotAssertion
) -> None:
    """All that can be typed, as it is typed there, in groups by who has a use for it."""
    assert help_card(language, messenger, LEAD) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_only_what_one_may_do(language: Language) -> None:
    """A reporter hears of no move that is for staff, and a lead of every move there is."""
    for roles in (REPORTER, frozenset({Role.REPORTER, Role.MEMBER}), LEAD | {Role.REPORTER}):
        lines = read(help_card(language, CHATS[0], roles)).splitlines()
        told = {action_of(understood(line)) for line in lines} - {None}
        assert told == {action for action in by_people() if MOVES[action].by & roles}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("messenger", CHATS)
def test_every_example_does_what_it_says(messenger: MessengerName, language: Language) -> None:
    """What help shows as a move is read as that move, and nothing in it is unclear."""
    to = Help(language, messenger)
    names = [name for section in sections() for name in section.commands]
    for name in (*names, "duty", "help"):
        command = understood(to.line(name))
        assert not isinstance(command, Unclear | Courtesy | None), to.line(name)
        if name in set(Action):
            assert isinstance(command, MoveTicket)
            assert command.action is Action(name)


def test_help_leaves_no_command_out() -> None:
    """Every command of the table of contents is in it; duty has a help of its own."""
    lines = read(help_card(Language.ENGLISH, CHATS[0], LEAD)).splitlines()
    told = {type(understood(line)) for line in lines}
    own = {
        *DutyCommand.__args__,
        *RosterFileCommand.__args__,
        Unclear,
        Courtesy,
        *(AskTitle, AttachTo, TitleFiles),  # what files mean without a word
        TurnPage,
        Unlink,
        UseCode,
        *(AskTitle, TitleFiles, AttachTo),  # what is said with files, or after them
    }
    assert set(COMMANDS) - own <= told
    assert {OpenTicket, ListTickets, ShowTicket, AskWhy, AskPromises, ShowDuty} <= told
    assert DutyHelp in COMMANDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", by_people())
def test_help_about_a_move(action: Action, language: Language) -> None:
    """`help transfer` tells how it is typed, what else one may say, and who may."""
    topic = topic_called(words(language).say(f"verb.{action}"))
    card = help_card(language, CHATS[0], REPORTER, topic or "")
    assert understood(card.body.splitlines()[0]) is not None
    assert len(card.body.splitlines()) == 3


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("", ""),
        ("排班", "duty"),
        ("Duty?", "duty"),
        ("转给", "transfer"),
        ("ＡＣＫ", "acknowledge"),
        ("category", "making"),
        ("trnasfer", "transfer"),
        ("printer", None),
    ],
)
def test_what_help_is_asked_about(word: str, topic: str | None) -> None:
    """By a section, a move in any of its words, or duty; nothing else is a topic."""
    assert topic_called(word) == topic


def test_topics_name_sections_that_there_are() -> None:
    """No word of the table leads nowhere."""
    assert set(SECTION_OF.values()) <= {section.key for section in sections()} | {"duty"}


@pytest.mark.parametrize("topic", ["staff", "leads"])
def test_help_on_what_is_not_for_partners_shows_what_is(topic: str) -> None:
    """No card without a word: what they can do instead."""
    card = help_card(Language.ENGLISH, CHATS[0], frozenset({Role.PARTNER}), topic)
    assert "list" in read(card)
