"""What a search means by what the desk knows: words, groups, people, states and times."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from desk.errors import Reason, Refusal
from desk.moves import OPEN_STATES, Status
from desk.past_days import past_dates
from desk.sought import Sought
from handlers.find_words import read_search
from tests.cards.samples import BO, DESK, LI

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Shanghai
OPEN = tuple(sorted(OPEN_STATES))
NOTHING = Sought("")


def between(sought: Sought, first: str, last: str) -> Sought:
    """From a Shanghai midnight to another, given as the evening before in UTC."""
    since, until = (
        datetime.fromisoformat(f"2026-{day}T16:00").replace(tzinfo=UTC) for day in (first, last)
    )
    return replace(sought, since=since, until=until)


SEARCHES: list[tuple[str, Sought]] = [
    ("打印机 卡纸", replace(NOTHING, words="打印机 卡纸")),
    ("VPN超时", replace(NOTHING, words="VPN超时")),
    ("printer @Bo", replace(NOTHING, words="printer", person=BO)),
    ("@小王 打印机", replace(NOTHING, words="打印机", person=1)),
    ("mine open", replace(NOTHING, states=OPEN, person=LI)),
    ("打印机 未解决", replace(NOTHING, words="打印机", states=OPEN)),
    ("in:仓库 printer", replace(NOTHING, words="printer", groups=("warehouse",))),
    ("组：仓库 printer", replace(NOTHING, words="printer", groups=("warehouse",))),
    ("printer 仓库组", replace(NOTHING, words="printer", groups=("warehouse",))),
    ("printer 小组", replace(NOTHING, words="printer 小组")),
    ("is:new printer", replace(NOTHING, words="printer", states=(Status.NEW,))),
    ("new printer", replace(NOTHING, words="new printer")),
    ('"open office" closed', replace(NOTHING, words="open office", states=(Status.CLOSED,))),
    ("printer today", between(replace(NOTHING, words="printer"), "11-30", "12-01")),
    ("昨天 打印机", between(replace(NOTHING, words="打印机"), "11-29", "11-30")),
    ("last week printer", between(replace(NOTHING, words="printer"), "11-22", "11-29")),
    ("11-20..11-25", between(NOTHING, "11-19", "11-25")),
    ("printer 11-20 到 11-25", between(replace(NOTHING, words="printer"), "11-19", "11-25")),
    ("3号 打印机", replace(NOTHING, words="3号 打印机")),
    ("monday report", replace(NOTHING, words="monday report")),
]


@pytest.mark.parametrize(("text", "sought"), SEARCHES)
def test_what_a_search_means(text: str, sought: Sought) -> None:
    """Whatever names a group, a person, a state or a time narrows; the rest are words."""
    assert replace(read_search(text, DESK, NOW, LI), said="") == sought


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NOTHING_SOUGHT),
        ("!!! ???", Reason.NOTHING_SOUGHT),
        ("printer in:nowhere", Reason.NO_SUCH_GROUP),
        ("@nobody printer", Reason.NO_SUCH_PERSON),
    ],
)
def test_what_cant_be_searched_is_told(text: str, reason: Reason) -> None:
    """Nothing to look for, or a name that the desk doesn't know, is no empty result."""
    with pytest.raises(Refusal) as refused:
        read_search(text, DESK, NOW, LI)
    assert refused.value.reason is reason


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("前天", date(2026, 3, 2), date(2026, 3, 3)),
        ("上周", date(2026, 2, 23), date(2026, 3, 2)),
        ("last month", date(2026, 2, 1), date(2026, 3, 1)),
        ("本月", date(2026, 3, 1), date(2026, 4, 1)),
        ("11-20", date(2025, 11, 20), date(2025, 11, 21)),
        ("12-28..1-3", date(2025, 12, 28), date(2026, 1, 4)),
        ("2-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2026-01-02", date(2026, 1, 2), date(2026, 1, 3)),
    ],
)
def test_days_gone_by(text: str, first: date, after: date) -> None:
    """Without a year it is the last such day that has come."""
    assert past_dates(text, date(2026, 3, 4)) == (first, after)
