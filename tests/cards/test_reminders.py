"""Reminders: what they say, whom they call, and many of them in one message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.card import Press
from cards.reminders import MOST_LINES, Reminded, digest_message, reminder_message
from desk.clocks import ClockKind
from desk.errors import Fact
from desk.languages import Language
from desk.moves import Status, WaitingFor
from tests.cards.samples import BO_ON_SLACK, DESK, LANGUAGES, NAMES, NOW, TICKET, ticket_in

EN = Language.ENGLISH
DUE = (NOW + timedelta(minutes=15)).isoformat()
FACTS: dict[str, Fact] = {"clock": "acknowledge", "mood": "late", "due": DUE, "told": "2"}


def reminded(**facts: Fact) -> Reminded:
    """The sample ticket, with these facts of the event."""
    return Reminded(TICKET, {**FACTS, **facts}, NAMES)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"mood": "near"}, "Acknowledge by 22 Nov 10:39. Time is running short."),
        ({"mood": "late"}, "Acknowledge was due 22 Nov 10:39 and is overdue."),
        ({"clock": "resolution"}, "Resolve was due 22 Nov 10:39 and is overdue."),
        ({"priority": "high"}, "Its priority is now High."),
        ({"group": "warehouse"}, "It goes on to 仓库."),
    ],
)
def test_a_reminder_says_what_it_is_about(facts: dict[str, Fact], said: str) -> None:
    """The clock with its deadline, and what the desk did along with it."""
    message = reminder_message(reminded(**facts), DESK, EN, (BO_ON_SLACK,))
    assert said in message.text
    assert "#1042 “三楼打印机冒烟”" in message.text
    assert message.call == (BO_ON_SLACK,)


def test_below_the_card_the_title_is_not_repeated() -> None:
    """The card says it already."""
    message = reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,), beside=True)
    assert message.text.startswith("#1042: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ClockKind)
def test_every_clock_has_its_sentence(kind: ClockKind, language: Language) -> None:
    """In both languages, with a deadline and without."""
    ticket = replace(ticket_in(Status.PENDING), waiting_for=WaitingFor.PARTS)
    for due in ({"due": DUE}, {}):
        facts: dict[str, Fact] = {"clock": kind.value, "mood": "late", **due}
        assert reminder_message(Reminded(ticket, facts, NAMES), DESK, language).text


def test_the_group_reads_who_was_told_elsewhere() -> None:
    """Where nobody is called the message names who was told; not who is left alone for now."""
    assert "Told: 小王, Bo." in reminder_message(reminded(told="1,2"), DESK, EN).text
    held = reminder_message(reminded(told="1,2", held="1"), DESK, EN)
    assert "Told: Bo." in held.text
    assert "Told" not in reminder_message(reminded(told="1", held="1"), DESK, EN).text
    assert "Told" not in reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,)).text


def test_a_direct_message_brings_the_button_that_is_asked_for() -> None:
    """Acknowledge, as long as nobody has it."""
    message = reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,), alone=True)
    assert [button.press for button in message.buttons] == [Press("acknowledge", 1042)]
    taken = replace(reminded(), ticket=ticket_in(Status.IN_PROGRESS))
    assert not reminder_message(taken, DESK, EN, (BO_ON_SLACK,), alone=True).buttons
    assert not reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,)).buttons


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_names_each_ticket_once(language: Language) -> None:
    """As the last of its reminders says."""
    other = replace(reminded(), ticket=replace(TICKET, id=7))
    both = [reminded(mood="near"), other, reminded(mood="late")]
    message = digest_message(both, DESK, language, (BO_ON_SLACK,))
    assert message.text.count("#1042") == 1
    assert len(message.text.splitlines()) == 3
    assert message.call == (BO_ON_SLACK,)


def test_a_long_digest_counts_what_it_leaves_out() -> None:
    """It stays one message that can be read."""
    many = [replace(reminded(), ticket=replace(TICKET, id=n)) for n in range(1, MOST_LINES + 6)]
    lines = digest_message(many, DESK, EN).text.splitlines()
    assert len(lines) == MOST_LINES + 2
    assert lines[0] == f"{MOST_LINES + 5} tickets need attention:"
    assert lines[-1] == "5 more are not listed."
