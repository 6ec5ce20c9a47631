"""Explanations: which time counted and which did not, what was decided, and how long they get."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from cards.why_card import DAYS_A_CLOCK, EVENTS, Why, why_card, why_page
from cards.why_days import day_lines
from cards.why_events import Decided, EventWords
from desk.address import MessengerName
from desk.calendar_stretches import explain
from desk.called import Called, CallState, CallWay
from desk.clocks import Clock, ClockKind, Pause
from desk.errors import Fact
from desk.languages import Language
from desk.moves import Action, Status
from desk.sla import explain_clock
from tests.cards.samples import DESK, LANGUAGES, NAMES, NOW, TICKET
from tests.desk.sla_builders import CHINA, local

EN, ZH = Language.ENGLISH, Language.CHINESE
SHANGHAI = "Asia/Shanghai"
HOUR = timedelta(hours=1)
PROMISING = replace(DESK, calendars={"china": CHINA})


def lines(
    start: str, end: str, *pauses: Pause, language: Language = EN, whole: bool = False
) -> Sequence[str]:
    """The days between, in Chinese business time."""
    stretches = explain(CHINA, local(start), local(end), pauses)
    return day_lines(stretches, SHANGHAI, language, whole)


def test_a_day_says_what_counted_and_its_break() -> None:
    """The hours that counted, added up, and lunch between them."""
    assert lines("2025-09-22 10:00", "2025-09-22 15:00") == (
        "Mon 22 Sep: 4 h (10:00–12:00, 13:00–15:00; 12:00–13:00 break)",
    )


def test_days_that_are_alike_are_one_line() -> None:
    """A week of work is Monday to Friday, five times as long."""
    told = lines("2025-09-15 09:00", "2025-09-22 18:00")
    assert told[0].startswith("Mon 15 Sep – Fri 19 Sep: 5 × 8 h (09:00–12:00, 13:00–18:00")
    assert told[1] == "Sat 20 Sep – Sun 21 Sep: not counted, weekend"
    assert told[2].startswith("Mon 22 Sep: 8 h")


def test_official_holidays_and_make_up_workdays_have_their_names() -> None:
    """国庆 is skipped as one, and the weekend day that is worked for it says so."""
    told = lines("2025-09-30 17:00", "2025-10-11 10:00", language=ZH)
    assert "10月1日 周三 – 10月8日 周三：不计时，节假日 国庆节" in told
    assert any("10月11日 周六：1 小时" in line and "调休上班 国庆节" in line for line in told)


def test_a_pause_is_told_from_when_to_when() -> None:
    """What it waited for, or in which state it was over; days before and after stay apart."""
    waiting = Pause(local("2025-09-22 11:00"), local("2025-09-23 10:00"), "customer")
    over = Pause(local("2025-09-23 11:00"), local("2025-09-23 12:00"), "resolved")
    told = lines("2025-09-22 10:00", "2025-09-23 15:00", waiting, over)
    assert told[0] == "Mon 22 Sep: 1 h (10:00–11:00)"
    assert told[1] == "22 Sep 11:00 – 23 Sep 10:00: not counted, waiting for customer"
    assert told[3] == "23 Sep 11:00 – 23 Sep 12:00: not counted, it was Resolved"


def test_all_of_it_has_the_hours_in_which_nobody_works() -> None:
    """Evenings and nights go without saying, unless all is asked for."""
    short = lines("2025-09-22 16:00", "2025-09-23 10:00")
    whole = lines("2025-09-22 16:00", "2025-09-23 10:00", whole=True)
    assert not any("outside hours" in line for line in short)
    assert all("outside hours" in line for line in whole)


def clock(**fields: object) -> Clock:
    """A clock of eight hours, opened on a Friday before the holidays."""
    usual = Clock(
        kind=ClockKind.RESOLUTION,
        policy="usual",
        version=3,
        calendar="china",
        started_at=local("2025-09-26 16:00"),
        limit=40 * HOUR,
        due=local("2025-10-13 16:00"),
    )
    return replace(usual, **fields)  # type: ignore[arg-type]  # fields of a clock


def why(*events: Decided, clocks: Sequence[Clock] = (), reasons: Sequence[str] = ()) -> Why:
    """The sample ticket with these clocks."""
    listed = tuple(clocks) or (clock(),)
    ticket = replace(TICKET, clocks=listed)
    explained = [(one, explain_clock(one, PROMISING)) for one in listed]
    return Why(ticket, explained, events, PROMISING, NAMES, reasons)


def reminder(minutes: int, **facts: Fact) -> Decided:
    """One of the desk's own events."""
    known: dict[str, Fact] = {
        "clock": "resolution",
        "mood": "near",
        "told": "2",
        "policy": "usual",
        "version": 3,
    }
    return Decided(Action.REMIND, NOW + timedelta(minutes=minutes), 0, {**known, **facts})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clock_says_by_which_promise_it_runs(language: Language) -> None:
    """Limit, start, calendar, policy and the version of the settings."""
    body = why_card(why(), language).body
    for fact in ("china", "usual", "3", "40"):
        assert fact in body


def test_what_was_added_to_a_limit_is_told() -> None:
    """By a person, and by the desk when it raised the priority."""
    body = why_card(why(clocks=[clock(extended=2 * HOUR, held=HOUR)]), EN).body
    assert "· 2 h added · 1 h more, as the priority was raised by the desk" in body


def test_a_long_explanation_is_cut_and_offered_whole() -> None:
    """The first and last days, how many lie between, and a button for all of it."""
    longer = clock(limit=400 * HOUR, due=local("2025-12-15 16:00"))
    card = why_card(why(clocks=[longer]), EN)
    assert "… " in card.body
    assert len(card.body.splitlines()) == 2 + DAYS_A_CLOCK
    assert [button.press.name for button in card.buttons] == ["why_all"]
    page = why_page(why(clocks=[longer]), EN)
    assert "… " not in page.text
    assert len(page.text.splitlines()) > 20


def test_a_short_explanation_has_no_button() -> None:
    """There is nothing more to read."""
    short = clock(limit=2 * HOUR, due=local("2025-09-26 18:00"))
    assert not why_card(why(reminder(1), clocks=[short], reasons=["because"]), EN).buttons


def test_only_the_last_decisions_stand_on_the_card() -> None:
    """All of them are on the page, each with what it was based on."""
    events = [reminder(n, due=NOW.isoformat()) for n in range(EVENTS + 3)]
    card = why_card(why(*events), EN)
    assert card.news.count("Resolve soon due") == EVENTS
    assert card.buttons
    page = why_page(why(*events), EN)
    assert page.text.count("[due 22 Nov 10:24, policy “usual”, settings 3]") == EVENTS + 3


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (reminder(0), "Resolve soon due"),
        (reminder(0, because="quiet"), "Resolve soon due, after quiet hours"),
        (
            reminder(0, because="unanswered"),
            "Resolve soon due, unanswered, on the other messenger",
        ),
        (reminder(0, known="2"), "Resolve soon due; told before already: Bo"),
        (reminder(0, held="2"), "Resolve soon due; after quiet hours: Bo"),
        (
            replace(
                reminder(0, priority="high", from_priority="normal", mood="late"),
                action=Action.ESCALATE,
            ),
            "Resolve overdue, escalated; priority Normal → High",
        ),
        (
            Decided(Action.EXTEND, NOW, 1, {"clock": "resolution", "seconds": 5400}, "agreed"),
            "小王 gave “Resolve” 1 h 30 min more: agreed",
        ),
        (
            Decided(
                Action.EXTEND,
                NOW,
                1,
                {
                    "clock": "resolution",
                    "seconds": 5400,
                    "from_due": NOW.isoformat(),
                    "due": (NOW + 1.5 * HOUR).isoformat(),
                },
                "agreed",
            ),
            "小王 moved “Resolve” from 22 Nov 10:24 to 22 Nov 11:54 (1 h 30 min more): agreed",
        ),
        (
            Decided(
                Action.SNOOZE,
                NOW,
                1,
                {
                    "clock": "resolution",
                    "seconds": 7200,
                    "until": (NOW + HOUR).isoformat(),
                    "cut": "deadline",
                },
            ),
            "小王 put off reminders of “Resolve” until 22 Nov 11:24, its deadline "
            "(2 h were asked for)",
        ),
        (
            Decided(
                Action.REPLAN,
                NOW,
                0,
                {"version": 4, "from_resolution": NOW.isoformat(), "resolution": NOW.isoformat()},
            ),
            "settings 4 came into force: Resolve 22 Nov 10:24 → 22 Nov 10:24",
        ),
    ],
)
def test_each_decision_has_its_line(event: Decided, said: str) -> None:
    """When, and what."""
    line = EventWords(DESK, NAMES, SHANGHAI, EN, NOW).line(event)
    assert line == f"• 22 Nov 10:24 {said}"


SLACK, DING = MessengerName.SLACK, MessengerName.DINGTALK


@pytest.mark.parametrize(
    ("call", "english", "chinese"),
    [
        (
            Called(1, (2,), CallWay.CARD, DING),
            "called Bo (mention on the DingTalk card)",
            "已通知 Bo（钉钉卡片 @ 提醒）",
        ),
        (
            Called(1, (2,), CallWay.NAMED, DING),
            "called Bo (by name in the DingTalk group, which took no mention)",
            "已通知 Bo（钉钉群内点名，无法 @）",
        ),
        (
            Called(1, (2,), CallWay.WORK, DING, later=timedelta(minutes=7)),
            "called Bo at 22 Nov 10:31 (DingTalk work notice)",
            "11月22日 10:31 已通知 Bo（钉钉工作通知）",
        ),
        (
            Called(1, (2,), CallWay.MENTION, SLACK, CallState.WAITING),
            "not sent yet to Bo (mention in the Slack group)",
            "尚未发给 Bo（Slack 群内 @ 提醒）",
        ),
        (
            Called(1, (2,), CallWay.DIRECT, SLACK, CallState.FAILED),
            "could not be sent to Bo (direct message, Slack)",
            "未能发给 Bo（Slack 单聊）",
        ),
    ],
)
def test_who_was_called_how_and_when_is_told(call: Called, english: str, chinese: str) -> None:
    """Only those who were, also by what is no decision; and whether it got there."""
    opened = Decided(Action.OPEN, NOW, 1, {}, "a text", (call,))
    assert EventWords(DESK, NAMES, SHANGHAI, EN, NOW).line(opened) == f"• 22 Nov 10:24 {english}"
    said = EventWords(DESK, NAMES, SHANGHAI, ZH, NOW).line(opened)
    assert said == f"• 11月22日 10:24 {chinese}"


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (
            Decided(Action.ASSIGN, NOW, 1, {"person": 2}),
            "小王 assigned it to Bo",
            "由小王指派给 Bo",
        ),
        (
            Decided(Action.ASSIGN, NOW, 0, {"person": 2}),
            "Paidan assigned it to Bo",
            "由派单指派给 Bo",
        ),
        (Decided(Action.TAKE_OVER, NOW, 2, {"person": 2}), "Bo took it over", "由 Bo 接手"),
        (
            Decided(Action.TRANSFER, NOW, 2, {"from_group": "it", "group": "warehouse"}),
            "Bo transferred it; IT 支持 → 仓库",
            "由 Bo 转派；IT 支持 → 仓库",
        ),
    ],
)
def test_who_gave_it_to_whom_is_told(event: Decided, english: str, chinese: str) -> None:
    """By hand or by the desk itself."""
    assert EventWords(DESK, NAMES, SHANGHAI, EN, NOW).line(event) == f"• 22 Nov 10:24 {english}"
    said = EventWords(DESK, NAMES, SHANGHAI, ZH, NOW).line(event)
    assert said == f"• 11月22日 10:24 {chinese}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_ticket_came_from_no_group_and_no_priority(language: Language) -> None:
    """Its group and priority are told among the reasons; here only whom it called."""
    call = Called(1, (2,), CallWay.CARD, DING)
    facts: dict[str, Fact] = {"group": "it", "priority": "high"}
    line = EventWords(DESK, NAMES, SHANGHAI, language, NOW).line(
        Decided(Action.OPEN, NOW, 1, facts, "", (call,))
    )
    assert "→" not in line


def test_a_ticket_without_promises_says_so() -> None:
    """Nothing is promised: nothing is explained."""
    ticket = replace(TICKET, status=Status.CLOSED)
    card = why_card(Why(ticket, (), (), DESK, NAMES), EN)
    assert card.body == "No deadline is promised."
