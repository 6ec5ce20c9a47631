"""What people type about duty."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.days import Ahead, InWeek, OnDate, OnWeekday, SaidDay, SaidDays
from desk.errors import Reason
from desk.swaps import SwapAnswer
from desk.whens import SaidWhen
from handlers.duty_lines import (
    AnswerSwap,
    AskSwap,
    DutyHelp,
    ListChanges,
    MisreadDuty,
    OverrideDuty,
    PreviewDuty,
    ShowDuty,
    ShowDutyWeek,
    ShowMyDuty,
    TakeLeave,
    UndoChange,
    is_about_duty,
    read_duty,
)
from handlers.lines import Command, OpenTicket, Unclear, read_line


def on(first: SaidDay, last: SaidDay | None = None) -> SaidWhen:
    return SaidWhen(SaidDays(first, last))


def hours(start: int, end: int | None, day: SaidDay | None = None) -> SaidWhen:
    return SaidWhen(SaidDays(day) if day else None, start * 60, end if end is None else end * 60)


TOMORROW = Ahead(1)
XMAS, AFTER = OnDate(2026, 12, 24), OnDate(2026, 12, 26)
EVENING = hours(18, 22)

LINES: list[tuple[str, Command]] = [
    ("duty", ShowDuty("", "duty")),
    ("值班", ShowDuty("", "值班")),
    ("/duty", ShowDuty("", "/duty", sure=True)),
    ("值班 IT 支持", ShowDuty("IT 支持", "值班 IT 支持")),
    ("/duty Warehouse", ShowDuty("Warehouse", "/duty Warehouse", sure=True)),
    ("duty week", ShowDutyWeek()),
    ("值班 本周", ShowDutyWeek()),
    ("本周值班", ShowDutyWeek()),
    ("Duty me", ShowMyDuty()),
    ("我的值班", ShowMyDuty()),
    ("/duty preview", PreviewDuty()),
    ("排班预览", PreviewDuty()),
    ("duty changes", ListChanges()),
    ("值班变更", ListChanges()),
    ("duty undo 7", UndoChange(7)),
    ("撤销 7", UndoChange(7)),
    ("撤销 #7", UndoChange(7)),
    ("duty undo C7", UndoChange(7)),
    ("撤销c7", UndoChange(7)),
    ("撤销 Ｃ７", UndoChange(7)),
    ("duty undo R5", AnswerSwap(5, SwapAnswer.WITHDRAW)),
    ("/duty accept R5", AnswerSwap(5, SwapAnswer.ACCEPT)),
    ("换班 同意 r5", AnswerSwap(5, SwapAnswer.ACCEPT)),
    ("duty swap @Bo tomorrow", AskSwap("@Bo", on(TOMORROW))),
    ("换班 @小王 明天", AskSwap("@小王", on(TOMORROW))),
    ("换班@小王明天", AskSwap("@小王", on(TOMORROW))),
    ("值班 换班 @小王 明天", AskSwap("@小王", on(TOMORROW))),
    ("/duty swap @Bo Li 2026-12-03", AskSwap("@Bo Li", on(OnDate(2026, 12, 3)))),
    ("/duty swap @Bo 12-03", AskSwap("@Bo", on(OnDate(None, 12, 3)))),
    ("换班 @小王 12月3日", AskSwap("@小王", on(OnDate(None, 12, 3)))),
    ("换班 @小王12月3号", AskSwap("@小王", on(OnDate(None, 12, 3)))),
    ("duty swap @Bo friday", AskSwap("@Bo", on(OnWeekday(4)))),
    ("duty swap @Bo next friday", AskSwap("@Bo", on(OnWeekday(4, next_week=True)))),
    ("换班 @小王 周五", AskSwap("@小王", on(OnWeekday(4)))),
    ("换班 @小王 下周五", AskSwap("@小王", on(OnWeekday(4, next_week=True)))),
    ("duty swap @Bo next week", AskSwap("@Bo", on(InWeek(1)))),
    ("换班 @小王 下周", AskSwap("@小王", on(InWeek(1)))),
    ("duty swap @Bo tomorrow 18:00", AskSwap("@Bo", hours(18, None, TOMORROW))),
    ("换班 @小王 明天 18点", AskSwap("@小王", hours(18, None, TOMORROW))),
    ("换班 同意 5", AnswerSwap(5, SwapAnswer.ACCEPT)),
    ("/duty decline 5", AnswerSwap(5, SwapAnswer.DECLINE)),
    ("值班 撤回 5", AnswerSwap(5, SwapAnswer.WITHDRAW)),
    ("duty approve #5", AnswerSwap(5, SwapAnswer.APPROVE)),
    ("duty override @Bo 18:00-22:00", OverrideDuty("@Bo", EVENING)),
    ("duty override @Bo 18:00-22:00 today", OverrideDuty("@Bo", hours(18, 22, Ahead(0)))),
    (
        "/duty override @Bo 18:00-22:00 tomorrow instead of @Ana",
        OverrideDuty("@Bo", hours(18, 22, TOMORROW), "@Ana"),
    ),
    ("duty override @Bo instead of @Ana 18:00 to 22:00", OverrideDuty("@Bo", EVENING, "@Ana")),
    ("代班 @小王 18:00-22:00 替 @小李", OverrideDuty("@小王", EVENING, "@小李")),
    (
        "代班 @小王 明天 18:00到22:00 替@小李",
        OverrideDuty("@小王", hours(18, 22, TOMORROW), "@小李"),
    ),
    ("duty override @Bo 2026-12-24..2026-12-26", OverrideDuty("@Bo", on(XMAS, AFTER))),
    ("duty leave tomorrow", TakeLeave("", on(TOMORROW))),
    ("duty leave @me 2026-12-24..2026-12-26", TakeLeave("@me", on(XMAS, AFTER))),
    ("请假 12-24 到 12-26", TakeLeave("", on(OnDate(None, 12, 24), OnDate(None, 12, 26)))),
    ("请假12月24日到26日", TakeLeave("", on(OnDate(None, 12, 24), OnDate(None, None, 26)))),
    ("请假 @小李 下周", TakeLeave("@小李", on(InWeek(1)))),
    ("/duty help", DutyHelp()),
    ("值班 帮助", DutyHelp()),
]


@pytest.mark.parametrize(("line", "meant"), LINES, ids=[line for line, _ in LINES])
def test_a_line_about_duty_means_what_its_writer_meant(line: str, meant: Command) -> None:
    """Names, days, hours and numbers are read in both languages, in the order people write them."""
    assert read_line(line, sure=False) == meant


MISREAD = [
    ("duty swap @Bo", Reason.NOT_A_DAY, ""),
    ("duty swap tomorrow", Reason.WHOM, ""),
    (
        "duty swap @Bo tomorrow and the day after that please",
        Reason.NOT_A_DAY,
        "tomorrow and the day after that please",
    ),
    ("duty swap @Bo 2026-13-01", Reason.NOT_A_DAY, "2026-13-01"),
    ("duty swap @Bo 18:00", Reason.NOT_A_DAY, "18:00"),
    ("换班 @小王 13月1日", Reason.NOT_A_DAY, "13月1日"),
    ("duty undo", Reason.NOT_A_NUMBER, ""),
    ("撤销", Reason.NOT_A_NUMBER, ""),
    ("duty accept @Bo", Reason.NOT_A_NUMBER, "@Bo"),
    ("duty override @Bo", Reason.NOT_A_SPAN, ""),
    ("duty override @Bo 18:00", Reason.NOT_A_SPAN, "18:00"),
    ("duty override @Bo 25:00-26:00", Reason.NOT_A_SPAN, "25:00-26:00"),
    ("代班 @小王 明天 替", Reason.NOT_A_SPAN, "明天 替"),
    ("duty leave 2026-02-30", Reason.NOT_A_SPAN, "2026-02-30"),
    ("请假 2月30日", Reason.NOT_A_SPAN, "2月30日"),
]


@pytest.mark.parametrize(("line", "reason", "word"), MISREAD, ids=[line for line, *_ in MISREAD])
def test_what_is_wrong_with_a_line_is_named(line: str, reason: Reason, word: str) -> None:
    """The part that can't be read is told, not the whole help; and it becomes no ticket."""
    for spoken in (line, f"/{line}" if line.startswith("duty") else line):
        for sure in (True, False):
            assert read_line(spoken, sure) == MisreadDuty(reason, word)


@pytest.mark.parametrize(
    ("line", "after_command"),
    [
        ("duty undo the last change", MisreadDuty(Reason.NOT_A_NUMBER, "the last change")),
        ("duty undo X7", MisreadDuty(Reason.NOT_A_NUMBER, "X7")),
        ("duty accept C5", MisreadDuty(Reason.NOT_A_NUMBER, "C5")),
        ("duty leave policy is unclear", MisreadDuty(Reason.NOT_A_SPAN, "policy is unclear")),
        ("duty week is too long", MisreadDuty(Reason.STANDS_ALONE, "is too long")),
        ("duty roster on the wall has fallen down", DutyHelp()),
    ],
)
def test_a_line_that_fits_no_command_asks(line: str, after_command: Command) -> None:
    """It may be a ticket's title; after `/duty`, which is about nothing else, it tells how."""
    assert read_line(line, sure=False) == Unclear(line)
    assert read_line(line, sure=True) == Unclear(line)
    assert read_line(f"/{line}", sure=True) == after_command


@pytest.mark.parametrize("line", ["换班 流程 太复杂了", "请假 系统 打不开", "撤销 订单 7"])
def test_a_title_that_begins_like_a_verb_asks(line: str) -> None:
    """Chinese verbs stand alone, and begin titles too."""
    assert read_line(line, sure=True) == Unclear(line)


def test_words_that_only_begin_alike_are_no_commands() -> None:
    """A line is about duty by its whole first word."""
    for line in ("dutyfree shop", "值班室的灯坏了", "请假系统坏了", "换班车晚点"):
        assert read_line(line, sure=False) == OpenTicket(line, sure=False)


NAMES = st.sampled_from(["@Bo", "@小王", "小李", "@Ana Maria", "@me"])
DAYS = st.sampled_from(
    ["today", "明天", "friday", "周三", "下周", "2026-12-03", "12-03", "12月3日", "12-24 到 12-26"]
)
HOURS = st.sampled_from(["", "18:00-22:00", "22:00-06:00", "9点到18点", "09:30 – 11:00"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(NAMES, DAYS, HOURS, st.booleans(), st.sampled_from(["", "  "]))
def test_names_days_and_hours_are_found_in_any_order(
    name: str, days: str, when: str, hours_first: bool, padding: str
) -> None:
    """The same is meant with the hours before or behind the days, and with more spaces."""
    parts = [when, days] if hours_first else [days, when]
    read = read_duty(f"duty override {name} {padding}{' '.join(filter(None, parts))}{padding}")
    assert isinstance(read, OverrideDuty)
    assert read.who == name
    assert read.when.days is not None
    assert (read.when.start is None) == (not when)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        ["duty", "/duty", "换班", "代班", "请假", "撤销", "值班 换班", "duty leave", ""]
    ),
    st.one_of(
        st.text(max_size=60),
        st.lists(st.one_of(DAYS, HOURS, NAMES, st.just("替"), st.just("9" * 30))).map(" ".join),
    ),
)
def test_whatever_follows_is_read_or_asked_about(front: str, rest: str) -> None:
    """No line breaks the reader; one about duty is never taken for a ticket without asking."""
    line = f"{front} {rest}".strip()
    if not line:
        return
    meant = read_line(line, sure=False)
    if is_about_duty(line) and not line.startswith(("@派单", "@paidan")):
        assert not isinstance(meant, OpenTicket)
    if line.startswith("/duty "):
        assert not isinstance(meant, Unclear)
