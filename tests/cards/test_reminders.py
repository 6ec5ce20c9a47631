"""Reminders: what they say, whom they call, and many of them in one message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.card import Press
from cards.reminders import MOST_LINES, Reminded, digest_message, reminder_message
from desk.clocks import Clock, ClockKind
from desk.errors import Fact
from desk.languages import Language
from desk.moves import Status, WaitingFor
from tests.cards.samples import (
    BO,
    BO_ON_SLACK,
    DESK,
    LANGUAGES,
    NOW,
    TICKET,
    WANG,
    ticket_in,
)

EN = Language.ENGLISH
DUE = (NOW + timedelta(minutes=15)).isoformat()
FACTS: dict[str, Fact] = {"clock": "acknowledge", "mood": "late", "due": DUE, "told": "2"}


def reminded(**facts: Fact) -> Reminded:
    """The sample ticket, with these facts of the event."""
    return Reminded(TICKET, {**FACTS, **facts})


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
        assert reminder_message(Reminded(ticket, facts), DESK, language).text


def test_the_group_reads_who_was_told_elsewhere() -> None:
    """Where nobody is called the message names who was told; not who is left alone for now."""
    assert "Told: 小王, Bo." in reminder_message(reminded(told="1,2"), DESK, EN).text
    held = reminder_message(reminded(told="1,2", held="1"), DESK, EN)
    assert "Told: Bo." in held.text
    assert "Told" not in reminder_message(reminded(told="1", held="1"), DESK, EN).text
    assert "Told" not in reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,)).text


def test_a_direct_message_brings_the_button_that_is_asked_for() -> None:
    """Acknowledge, as long as nobody has it."""
    message = reminder_message(reminded(), DESK, EN, (BO_ON_SLACK,), alone=BO)
    assert [button.press for button in message.buttons] == [Press("acknowledge", 1042)]
    taken = replace(reminded(), ticket=ticket_in(Status.IN_PROGRESS))
    assert not reminder_message(taken, DESK, EN, (BO_ON_SLACK,), alone=BO).buttons
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


ESCALATED: dict[str, Fact] = {"told": f"{WANG},{BO}", "roles": "backup,lead"}


def test_an_escalation_says_who_has_it_now_and_why() -> None:
    """The group reads by what each is asked; what is not about an answer doesn't speak of one."""
    text = reminder_message(reminded(**ESCALATED), DESK, EN, (BO_ON_SLACK,)).text
    told = "Nobody has acknowledged it yet. It is now with the back-up (小王) and the leads (Bo)."
    assert told in text
    assert "Told" not in text
    text = reminder_message(reminded(**ESCALATED, clock="resolution"), DESK, Language.CHINESE).text
    assert "尚未" not in text
    assert "现升级给备班同事（小王）和主管（Bo）。" in text


@pytest.mark.parametrize(
    ("person", "facts", "said"),
    [
        (WANG, {}, "Nobody has acknowledged it yet: you are asked now, as back-up."),
        (BO, {}, "Nobody has acknowledged it yet: you are asked now, as lead."),
        (BO, {"clock": "resolution"}, "You are asked now, as lead."),
        (BO, {"because": "unanswered"}, "so this is to reach you here as well."),
        (BO, {"because": "quiet"}, "held back during quiet hours"),
    ],
)
def test_each_is_told_alone_as_what_they_are_asked(
    person: int, facts: dict[str, Fact], said: str
) -> None:
    """So that no two steps read the same, also to somebody who is back-up and lead."""
    assert said in reminder_message(reminded(**ESCALATED, **facts), DESK, EN, alone=person).text


REPLY_RUNS = Clock(
    kind=ClockKind.FIRST_REPLY,
    policy="usual",
    version=1,
    calendar="24x7",
    started_at=NOW,
    limit=timedelta(minutes=15),
)
TAKEN = replace(ticket_in(Status.IN_PROGRESS), assignee=BO, clocks=(REPLY_RUNS,))


@pytest.mark.parametrize(
    ("clock", "language", "said"),
    [
        ("first_reply", EN, "There is no reply yet. Told now: the leads (小王).\nBo has it."),
        ("first_reply", Language.CHINESE, "尚未回复，已通知主管（小王）。\n由 Bo 处理中。"),
        ("acknowledge", EN, "Told now: the leads (小王).\nBo has it."),
        ("next_reply", EN, "Told now: the leads (小王).\nBo has it."),
        ("resolution", Language.CHINESE, "已通知主管（小王）。\n由 Bo 处理中。"),
    ],
)
def test_of_a_ticket_in_hands_nobody_says_that_it_is_with_others_now(
    clock: str, language: Language, said: str
) -> None:
    """Only what is still missing is said to be: a reply that has come since is not."""
    facts: dict[str, Fact] = {**FACTS, "told": f"{WANG}", "roles": "lead", "clock": clock}
    text = reminder_message(Reminded(TAKEN, facts), DESK, language).text
    assert text.endswith(said)
    assert "It is now with" not in text
    assert "现升级" not in text


def test_alone_a_lead_reads_that_somebody_has_it() -> None:
    """They are told, not asked to take it."""
    facts: dict[str, Fact] = {**FACTS, "told": f"{WANG}", "roles": "lead", "clock": "first_reply"}
    text = reminder_message(Reminded(TAKEN, facts), DESK, EN, alone=WANG).text
    assert "There is no reply yet: you are told now, as lead.\nBo has it." in text


def test_a_digest_says_of_each_who_was_told_and_as_what() -> None:
    """Two steps of the same tickets don't read the same; called together, each names its own."""
    other = replace(TICKET, id=7)
    first = [reminded(), replace(reminded(), ticket=other)]
    text = digest_message(first, DESK, EN, (BO_ON_SLACK,)).text
    assert text.count("Told: Bo.") == 2
    second = [reminded(**ESCALATED), replace(reminded(told="1", roles="lead"), ticket=other)]
    text = digest_message(second, DESK, EN, (BO_ON_SLACK,)).text
    assert "It is now with the back-up (小王) and the leads (Bo)." in text
    assert "It is now with the leads (小王)." in text
    alone = digest_message(second, DESK, EN, alone=WANG).text.splitlines()
    assert alone[1].endswith("you are asked now, as back-up.")
    assert alone[2].endswith("you are asked now, as lead.")


def test_a_digest_of_one_ticket_is_an_ordinary_reminder() -> None:
    """Nobody counts to one; alone, it brings its button."""
    twice = [reminded(mood="near"), reminded()]
    assert digest_message(twice, DESK, EN) == reminder_message(reminded(), DESK, EN)
    assert digest_message(twice, DESK, EN, alone=BO).buttons
