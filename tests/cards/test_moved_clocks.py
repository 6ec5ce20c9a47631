"""What is said when reminders are put off or a deadline is moved: of which clock, until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.forms import form_for
from cards.notices import done_message, notice_message
from desk.clocks import Clock, ClockKind
from desk.errors import Fact
from desk.languages import Language
from desk.moves import Action
from desk.notices import NoticeKind
from desk.ticket import Ticket
from tests.cards.samples import DESK, NAMES, NOW, TICKET

EN, ZH = Language.ENGLISH, Language.CHINESE
HOUR = timedelta(hours=1)
EXTENDED: dict[str, Fact] = {
    "clock": "resolution",
    "seconds": 4 * 3600,
    "from_due": (NOW + HOUR).isoformat(),
    "due": (NOW + 5 * HOUR).isoformat(),
}
STOPPED: dict[str, Fact] = {"clock": "resolution", "seconds": 4 * 3600}
SNOOZED: dict[str, Fact] = {
    "clock": "first_reply",
    "seconds": 7200,
    "until": (NOW + HOUR).isoformat(),
}


def clock(kind: ClockKind, hours: int) -> Clock:
    """A clock that runs and is due in so many hours."""
    promised = hours * HOUR
    return Clock(
        kind=kind,
        policy="usual",
        version=1,
        calendar="24x7",
        started_at=NOW,
        limit=promised,
        due=NOW + promised,
    )


def just_assigned() -> Ticket:
    """Three clocks run; nearest is that of acknowledging."""
    hours = {ClockKind.ACKNOWLEDGE: 1, ClockKind.FIRST_REPLY: 2, ClockKind.RESOLUTION: 4}
    return replace(TICKET, clocks=tuple(clock(*one) for one in hours.items()))


@pytest.mark.parametrize(
    ("action", "facts", "english", "chinese"),
    [
        (
            Action.EXTEND,
            EXTENDED,
            "moved the deadline for “Resolve” on #1042 “三楼打印机冒烟” from 22 Nov 11:24 to "
            "22 Nov 15:24.",
            "的解决时限从 11月22日 11:24 延长到 11月22日 15:24。",
        ),
        (Action.EXTEND, STOPPED, "given “Resolve” on #1042", "的解决时限延长了 4 小时。"),
        (Action.SNOOZE, SNOOZED, "until 22 Nov 11:24.", "的首次回复提醒推迟到 11月22日 11:24。"),
        (
            Action.SNOOZE,
            {**SNOOZED, "cut": "deadline"},
            "until 22 Nov 11:24, its deadline: a broken promise is never hushed up.",
            "即时限当时：一旦超时，仍会照常通知。",
        ),
        (
            Action.SNOOZE,
            {**SNOOZED, "cut": "step"},
            "until 22 Nov 11:24: others are told then, and that can't be put off.",
            "届时会通知其他人，不能再推迟。",
        ),
    ],
)
def test_the_answer_names_the_clock_and_the_times(
    action: Action, facts: dict[str, Fact], english: str, chinese: str
) -> None:
    """From when to when, and why it is less than was asked for."""
    said = done_message(TICKET, action, "Bo", "", DESK, NAMES, EN, facts)
    assert english in said.text
    said = done_message(TICKET, action, "Bo", "", DESK, NAMES, ZH, facts)
    assert chinese in said.text


def test_the_reporter_reads_which_deadline_was_moved() -> None:
    """The same sentence, with what was said along with it."""
    said = notice_message(
        NoticeKind.MOVED, TICKET, Action.EXTEND, "Bo", "agreed", DESK, NAMES, EN, facts=EXTENDED
    )
    assert "“Resolve”" in said.text
    assert "from 22 Nov 11:24 to 22 Nov 15:24." in said.text
    assert said.text.endswith("agreed")


@pytest.mark.parametrize(
    ("action", "language", "asked"),
    [
        (Action.EXTEND, EN, "“Resolve” is due 22 Nov 14:24."),
        (Action.EXTEND, ZH, "解决时限为 11月22日 14:24。"),
        (Action.SNOOZE, EN, "reminded of “Acknowledge”? The deadline (22 Nov 11:24) stays"),
        (Action.SNOOZE, ZH, "「受理」？时限（11月22日 11:24）不变"),
    ],
)
def test_the_form_names_the_clock_that_it_is_about(
    action: Action, language: Language, asked: str
) -> None:
    """More time is for the resolution; quiet is for what is nearest."""
    assert asked in form_for(action, just_assigned(), DESK, language, 1).question


@pytest.mark.parametrize("language", Language)
def test_a_form_about_a_clock_that_stands_still_says_so(language: Language) -> None:
    """No deadline is made up."""
    stopped = replace(TICKET, clocks=(replace(clock(ClockKind.RESOLUTION, 4), due=None),))
    question = form_for(Action.EXTEND, stopped, DESK, language, 1).question
    assert ("stopped just now" in question) or ("计时目前暂停" in question)
