"""What is shown of duty: swaps to each of those they are about, boards, changes, times."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.announcements import announcement_message
from cards.dingtalk import render_markdown
from cards.duty_board import board_message
from cards.duty_changes import changes_message, duty_help, made_message
from cards.duty_preview import preview_message
from cards.duty_times import say_span
from cards.faces import face
from cards.slack import render_card
from desk.address import ConversationAddress, MessengerName
from desk.calendar_spans import Span
from desk.duty import leave, override
from desk.duty_board import standings
from desk.duty_news import told_change_void, told_holes, told_of_change
from desk.groups import Channel, Desk
from desk.languages import Language
from desk.matters import (
    Announcement,
    HandedTicket,
    HandOver,
    MatterState,
    News,
    SwapRequest,
)
from desk.notices import PostingKind
from desk.roster import Override, Roster, Unit
from desk.roster_preview import preview
from desk.scene import Scene
from desk.swaps import WAITS, SwapAnswer
from handlers.duty_lines import AnswerSwap, DutyHelp, MisreadDuty, UndoChange, read_duty
from handlers.roster_lines import read_roster_file
from tests.cards.samples import LANGUAGES
from tests.desk.builders import slack
from tests.desk.rosters import ANA, BACKUP, BO, CAI, DAILY, EVE, SHANGHAI, local
from tests.desk.test_duty import NOW, TUESDAY, asked, desk_with

DESK = desk_with(DAILY, BACKUP)
NAMES = {ANA: "Ana", BO: "Bo", CAI: "小蔡", EVE: "Lea"}


def scene(swap: SwapRequest, viewer: int, language: Language, desk: Desk = DESK) -> Scene:
    """The card in somebody's direct chat."""
    return Scene(
        posting=9,
        kind=PostingKind.MATTER,
        language=language,
        desk=desk,
        about=swap,
        names=NAMES,
        call=(slack(f"U{viewer}"),),
        now=NOW,
    )


def swap_in(state: MatterState) -> SwapRequest:
    """Bo asks Cai for Tuesday."""
    return replace(asked(DESK), id=5, state=state, decided_by=CAI)


OFFERED = {
    (MatterState.OPEN, CAI): ("swap_accept", "swap_decline"),
    (MatterState.OPEN, BO): ("swap_withdraw",),
    (MatterState.AGREED, BO): ("swap_withdraw",),
    (MatterState.AGREED, EVE): ("swap_approve", "swap_decline"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", MatterState)
@pytest.mark.parametrize("viewer", [BO, CAI, EVE])
def test_each_sees_the_buttons_that_are_theirs(
    viewer: int, state: MatterState, language: Language
) -> None:
    """Whoever is asked accepts, whoever asks withdraws, leads approve; settled cards offer nothing.

    What happened, or what is asked, is always said.
    """
    card = face(scene(swap_in(state), viewer, language))
    assert tuple(b.press.name for b in card.buttons) == OFFERED.get((state, viewer), ())
    assert all((b.press.subject, b.press.posting) == (5, 9) for b in card.buttons)
    assert bool(card.body) is (state in WAITS)
    assert bool(card.news) is (state not in WAITS)
    assert bool(card.foot) is bool(card.buttons)
    assert render_card(card).blocks


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_card_says_to_type_does_what_its_buttons_do(language: Language) -> None:
    """On messengers without buttons, links and the foot stand for them."""
    card = face(scene(swap_in(MatterState.OPEN), CAI, language))
    lines = card.foot.partition("：" if language is Language.CHINESE else ": ")[2]
    parted = lines.split(" 或 " if language is Language.CHINESE else " or ")
    read = [read_duty(line.strip()) for line in parted]
    assert read == [AnswerSwap(5, SwapAnswer.ACCEPT), AnswerSwap(5, SwapAnswer.DECLINE)]
    assert render_markdown(card).text.count("dtmd://") == len(card.buttons)


def hours(start: str, end: str) -> Span:
    return local(start), local(end)


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (
            hours("2026-03-03 09:00", "2026-03-03 18:00"),
            "Tue 3 Mar 09:00–18:00",
            "3月3日 周二 09:00–18:00",
        ),
        (
            hours("2026-03-03 18:00", "2026-03-04 00:00"),
            "Tue 3 Mar 18:00–24:00",
            "3月3日 周二 18:00–24:00",
        ),
        (
            hours("2026-03-03 18:00", "2026-03-04 09:00"),
            "Tue 3 Mar 18:00 – Wed 4 Mar 09:00",
            "3月3日 周二 18:00 – 3月4日 周三 09:00",
        ),
        (hours("2026-03-03 00:00", "2026-03-04 00:00"), "Tue 3 Mar", "3月3日 周二"),
        (
            hours("2026-12-31 00:00", "2027-01-02 00:00"),
            "Thu 31 Dec – Fri 1 Jan 2027",
            "12月31日 周四 – 2027年1月1日 周五",
        ),
    ],
)
def test_times_are_said_with_their_weekday(span: Span, english: str, chinese: str) -> None:
    """Hours of one day stand together, whole days without hours, another year with its number."""
    assert say_span(span, "Asia/Shanghai", Language.ENGLISH, NOW) == english
    assert say_span(span, "Asia/Shanghai", Language.CHINESE, NOW) == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_has_a_line_a_position(language: Language) -> None:
    """And says where there is no roster, or no group."""
    group = DESK.groups["it"]
    said = board_message([(group, standings(DESK, group, NOW))], NAMES, language, NOW).text
    assert len(said.splitlines()) == 3
    assert "Ana" in said
    assert "Bo" in said
    assert len(board_message([(group, ())], NAMES, language, NOW).text.splitlines()) == 2
    assert board_message([], NAMES, language, NOW).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("messenger", [MessengerName.SLACK, MessengerName.DINGTALK])
def test_a_change_says_how_to_take_it_back(language: Language, messenger: MessengerName) -> None:
    """The line that it shows is understood, where it is shown; holes are told by group."""
    change = replace(leave(BO, TUESDAY, 1), id=7)
    holes = [(["IT"], [TUESDAY]), (["HR", "仓库"], [TUESDAY])]
    said = made_message(change, holes, NAMES, language, "Asia/Shanghai", NOW, messenger).text
    line = said.splitlines()[-1].replace("：", ": ").rpartition(": ")[2]
    assert read_duty(line) == UndoChange(7)
    _, it, others, _, _ = said.splitlines()
    assert "IT" in it
    assert "HR" in others
    assert "仓库" in others


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_changes_are_counted(language: Language) -> None:
    """A list ends somewhere, and says how many it leaves out; an empty one says so."""
    change = replace(leave(BO, TUESDAY, 1), id=7)
    many = [(change, "Asia/Shanghai")] * 40
    said = changes_message(many, NAMES, language, NOW, MessengerName.SLACK).text
    assert len(said.splitlines()) == 33
    assert "10" in said
    assert changes_message([], NAMES, language, NOW, MessengerName.SLACK).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_lists_people_gaps_and_short_rests(language: Language) -> None:
    """Who serves alone every other day has too little rest nowhere, whoever is away leaves gaps."""
    away = desk_with(DAILY, changes=leave(BO, TUESDAY, 1).parts)
    rota = away.rota("it")
    assert rota is not None
    seen = preview(rota, NOW, 12)
    group = away.groups["it"]
    said = preview_message([(group, "IT", seen)], away, NAMES, language, NOW).text
    assert all(name in said for name in ("Ana", "Bo", "小蔡"))
    assert "09:00–24:00" in said
    assert preview_message([], away, NAMES, language, NOW).text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.ENGLISH,
            (
                "On duty twice at once (1):\n• Lea, Mon 2 Mar 12:00 – Mon 9 Mar 12:00: "
                "HR (Primary), IT (Back-up)",
                "Ana has only 3 h between IT (Primary) and HR (Primary), before Tue 3 Mar 12:00",
            ),
        ),
        (
            Language.CHINESE,
            (
                "同时排了两个班（1）：\n"
                "• Lea，3月2日 周一 12:00 – 3月9日 周一 12:00：HR（主班）、IT（备班）",
                "Ana 从 IT（主班）到 HR（主班）只休息 3 小时，3月3日 周二 12:00 上班",
            ),
        ),
    ],
)
def test_the_preview_names_who_is_booked_twice_and_where(
    language: Language, said: tuple[str, ...]
) -> None:
    """Who, when, and for which groups, also where rest is short between two rosters."""
    it = replace(BACKUP, crews=((EVE,),))
    hr = replace(DAILY, key="hr", unit=Unit.WEEK, crews=((EVE,),))
    noon = replace(DAILY, start=DAILY.start.replace(hour=12), weekdays=frozenset({1}))
    rosters = {
        "it": Roster(key="it", name="IT", timezone=SHANGHAI, layers=(DAILY, it)),
        "hr": Roster(
            key="hr", name="HR", timezone=SHANGHAI, layers=(hr, replace(noon, crews=((ANA,),)))
        ),
    }
    group = DESK.groups["it"]
    groups = {"it": group, "hr": replace(group, key="hr", name="HR", roster="hr")}
    desk = replace(DESK, groups=groups, rosters=rosters)
    (rota, other) = (desk.rota("it"), desk.rota("hr"))
    assert rota is not None
    assert other is not None
    seen = preview(rota, NOW, 1, others=[other])
    shown = preview_message([(group, "IT", seen)], desk, NAMES, language, NOW).text
    assert all(part in shown for part in said), shown


EVERYBODY = {"person": BO, "other": CAI, "by": EVE}
TIMES = {"start": TUESDAY[0].isoformat(), "end": TUESDAY[1].isoformat()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "news",
    [
        News.OVERRIDE,
        News.LEAVE,
        News.SWAPPED,
        News.SWAP_VOID,
        News.SWAP_DECLINED,
        News.SWAP_OVER,
    ],
)
def test_news_names_people_and_times(news: News, language: Language) -> None:
    """Whatever is announced says who, and when with the weekday."""
    told = Announcement(group="it", news=news, at=NOW, facts={**EVERYBODY, **TIMES})
    said = announcement_message(told, DESK, NAMES, language).text
    assert "Bo" in said
    assert ("Tue 3 Mar" if language is Language.ENGLISH else "3月3日 周二") in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ended", [False, True])
def test_every_change_is_announced_in_words(language: Language, ended: bool) -> None:
    """Overrides of both kinds, leave and holes have sentences, also when they are taken back."""
    group = DESK.groups["it"]
    changes = [
        override(DESK, group, TUESDAY, CAI, None, 1),
        override(DESK, group, TUESDAY, CAI, BO, 1),
        leave(BO, TUESDAY, 1),
    ]
    tellings = [t for one in changes for t in told_of_change(DESK, one, EVE, NOW, ended)]
    tellings.append(told_holes(DESK, group, BO, [TUESDAY], NOW))
    for telling in tellings:
        said = announcement_message(telling.announcement, DESK, NAMES, language).text
        assert "{" not in said
        assert "IT" in said
    assert len(tellings) == 4


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.ENGLISH,
            "The rotation or the people of IT have changed, so one time of change C7 counts no "
            "longer: Tue 3 Mar. Please look at the roster, and import or set anew what is still "
            "needed.",
        ),
        (
            Language.CHINESE,
            "IT 的轮换或人员变了，变更 C7 里有 1 处作废，3月3日 周二。"
            "请看一下排班，仍需要的请重新导入或设置。",
        ),
    ],
)
def test_what_is_void_is_named_with_its_number(language: Language, said: str) -> None:
    """Once to the group, calling whoever made the change."""
    group = DESK.groups["it"]
    change = replace(override(DESK, group, TUESDAY, CAI, None, 1), id=7)
    parts = [part for part in change.parts if isinstance(part, Override)]
    where = ConversationAddress(MessengerName.SLACK, "T1", "CIT")
    told = replace(group, channels=(Channel(where, Language.ENGLISH),))
    desk = replace(DESK, groups={"it": told})
    (telling,) = told_change_void(desk, change, parts, EVE, NOW)
    assert announcement_message(telling.announcement, desk, NAMES, language).text == said
    assert [notice.place.conversation for notice in telling.notices] == [where]
    (alone,) = told_change_void(DESK, change, parts, EVE, NOW)
    assert [notice.place.conversation.id for notice in alone.notices] == [f"U{EVE}"]


def test_a_hand_over_marks_what_is_overdue() -> None:
    """As of the hand-over, since a card isn't redrawn because time passes."""
    tickets = (
        HandedTicket(1, "late", NOW - timedelta(hours=1), BO),
        HandedTicket(2, "in time", NOW + timedelta(hours=1), BO),
    )
    matter = HandOver(
        group="it", roster="it", at=NOW, leaving=(BO,), coming=(CAI,), tickets=tickets
    )
    card = face(replace(scene(swap_in(MatterState.OPEN), CAI, Language.ENGLISH), about=matter))
    assert card.tag == "To be accepted"
    assert ["🔴" in line for line in card.news.splitlines()] == [True, False]


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.ENGLISH, ", then nobody"), (Language.CHINESE, "，之后没有排人")],
)
def test_where_nobody_follows_it_is_said_so(language: Language, said: str) -> None:
    """In a sentence of its own."""
    group = DESK.groups["it"]
    (first, *_) = standings(DESK, group, NOW)
    alone = replace(first, until=NOW, following=())
    assert board_message([(group, [alone])], NAMES, language, NOW).text.endswith(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_lists_only_what_can_be_typed(language: Language) -> None:
    """Each line means what it says, answers to swaps as well."""
    _, *lines = duty_help(language, MessengerName.SLACK).text.splitlines()
    gap = "　" if language is Language.CHINESE else "  "
    typed = [line.partition(gap)[0].strip() for line in lines]
    read = [read_duty(line) or read_roster_file(line) for line in typed]
    assert all(read)
    assert not any(isinstance(one, MisreadDuty | DutyHelp) for one in read)
    assert {one.answer for one in read if isinstance(one, AnswerSwap)} == set(SwapAnswer)
