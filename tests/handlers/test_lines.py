"""What a line means, as a table: both languages, and what is left alone."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.degrees import Degree
from desk.errors import Refusal
from desk.moves import OPEN_STATES, WAITING_FOR_HANDS, Action, Status, WaitingFor
from desk.queues import CustomerTier
from desk.sought import Scope, Turn
from handlers.lines import (
    Bind,
    Command,
    MoveTicket,
    OpenTicket,
    SayOnTicket,
    ShowTicket,
    Unclear,
    read_line,
    read_waiting,
)
from handlers.list_lines import FindTickets, ListTickets, TurnPage
from handlers.question_lines import AskWhy
from handlers.standing_lines import Courtesy, Help, NextTicket
from handlers.ticket_line import TicketLine, read_ticket_line
from tests.desk.builders import small_desk

LINES: list[tuple[str, Command | None]] = [
    ("", None),
    ("  ", None),
    ("打印机冒烟了", OpenTicket("打印机冒烟了", sure=False)),
    ("printer on fire", OpenTicket("printer on fire", sure=False)),
    ("new printer on fire", OpenTicket("printer on fire", sure=True)),
    ("工单 打印机冒烟了", OpenTicket("打印机冒烟了", sure=True)),
    ("建单：打印机冒烟了", OpenTicket("打印机冒烟了", sure=True)),
    ("New: printer", OpenTicket("printer", sure=True)),
    ("newspaper is missing", OpenTicket("newspaper is missing", sure=False)),
    ("工单", None),
    ("#1042", ShowTicket(1042)),
    ("＃1042", ShowTicket(1042)),
    ("1042", ShowTicket(1042)),
    ("3 printers are broken", OpenTicket("3 printers are broken", sure=False)),
    ("#1042 受理", MoveTicket(1042, Action.ACKNOWLEDGE, "")),
    ("#1042 ack", MoveTicket(1042, Action.ACKNOWLEDGE, "")),
    ("#1042 挂起 等客户", MoveTicket(1042, Action.PEND, "等客户")),
    ("#1042 解决 已更换 墨盒", MoveTicket(1042, Action.RESOLVE, "已更换 墨盒")),
    ("#1042 受理了吗", Unclear("#1042 受理了吗")),
    ("先别关 #1042", Unclear("先别关 #1042")),
    ("can we close 1042?", Unclear("can we close 1042?")),
    ("#1042 close it if the customer agrees", Unclear("#1042 close it if the customer agrees")),
    ("close #1042 and #1043", Unclear("close #1042 and #1043")),
    ("close 2 accounts of leavers", Unclear("close 2 accounts of leavers")),
    ("搞定了", Unclear("搞定了")),
    ("#1042 回复 请问屏幕上显示什么？", MoveTicket(1042, Action.REPLY, "请问屏幕上显示什么？")),
    ("＃１０４２　Ｄｏｎｅ：换了 Ｕ 盘", MoveTicket(1042, Action.RESOLVE, "换了 Ｕ 盘")),
    ("麻烦把 #1042 转给仓库", MoveTicket(1042, Action.TRANSFER, "仓库")),
    ("transfer 仓库 #1042 缺 两箱", MoveTicket(1042, Action.TRANSFER, "仓库 缺 两箱")),
    ("assign @Bo Li #1042", MoveTicket(1042, Action.ASSIGN, "@Bo Li")),
    ("#1042 转给 @小王", MoveTicket(1042, Action.ASSIGN, "@小王")),
    ("#1042 !高", MoveTicket(1042, Action.PRIORITIZE, "高")),
    ("#1042 催一下 客户很急", MoveTicket(1042, Action.NUDGE, "客户很急")),
    ("工单1042", ShowTicket(1042)),
    ("工单 3 台电脑坏了", OpenTicket("3 台电脑坏了", sure=True)),
    ("new lsit of prices", OpenTicket("lsit of prices", sure=True)),
    ("解决 2024 遗留问题", Unclear("解决 2024 遗留问题")),
    ("取消1042 客户不要了", MoveTicket(1042, Action.CANCEL, "客户不要了")),
    ("fixed ticket 1042 new fuse", MoveTicket(1042, Action.RESOLVE, "new fuse")),
    ("转派 1042 到仓库", MoveTicket(1042, Action.TRANSFER, "仓库")),
    ("take #1042 over", MoveTicket(1042, Action.TAKE_OVER, "")),
    ("send #1042 back, not ours", MoveTicket(1042, Action.SEND_BACK, "not ours")),
    ("please hand #1042 over to @Bo", MoveTicket(1042, Action.ASSIGN, "@Bo")),
    ("take #1042 over?", Unclear("take #1042 over?")),
    ("lsit", Unclear("lsit")),
    ("lift is broken again today", OpenTicket("lift is broken again today", sure=False)),
    ("谢谢！", Courtesy()),
    ("help transfer", Help("transfer")),
    ("帮助 排班", Help("duty")),
    ("#1042 start with the backup", SayOnTicket(1042, "start with the backup")),
    ("#1042 reopen it still smokes", MoveTicket(1042, Action.REOPEN, "it still smokes")),
    ("#1042 确认 谢谢", MoveTicket(1042, Action.CONFIRM, "谢谢")),
    ("acknowledge #1042", MoveTicket(1042, Action.ACKNOWLEDGE, "")),
    ("解决 #1042 已更换", MoveTicket(1042, Action.RESOLVE, "已更换")),
    ("see #1042", OpenTicket("see #1042", sure=False)),
    ("@派单 工单 断网了", OpenTicket("断网了", sure=True)),
    ("#1042 I called them", SayOnTicket(1042, "I called them")),
    ("#1042 回复 请重启", MoveTicket(1042, Action.REPLY, "请重启")),
    ("#网络 打不开网页", OpenTicket("#网络 打不开网页", sure=False)),
    ("list", ListTickets(None)),
    ("列表", ListTickets(None)),
    ("list group", ListTickets(Scope.GROUP)),
    ("list mine", ListTickets(Scope.MINE)),
    ("List Open", ListTickets(states=OPEN_STATES)),
    ("list late", ListTickets(late=True)),
    ("list group by age", ListTickets(Scope.GROUP, oldest_first=True)),
    ("list oldest in:warehouse", ListTickets(oldest_first=True, group="warehouse")),
    ("list closed @bo", ListTickets(states=frozenset({Status.CLOSED}), person="@bo")),
    ("列表 未受理", ListTickets(states=WAITING_FOR_HANDS)),
    ("列表 组：仓库", ListTickets(group="仓库")),
    ("我的", ListTickets(Scope.MINE)),
    ("我的工单", ListTickets(Scope.MINE)),
    ("我的工单 已关闭", ListTickets(Scope.MINE, frozenset({Status.CLOSED}))),
    ("我的电脑坏了", OpenTicket("我的电脑坏了", sure=False)),
    ("我的 电脑坏了", OpenTicket("我的 电脑坏了", sure=False)),
    ("本组", ListTickets(Scope.GROUP)),
    ("本组 最早", ListTickets(Scope.GROUP, oldest_first=True)),
    ("未受理", ListTickets(states=WAITING_FOR_HANDS)),
    ("find 打印机 卡纸", FindTickets("打印机 卡纸")),
    ("Find printer in:IT", FindTickets("printer in:IT")),
    ("找 打印机", FindTickets("打印机")),
    ("搜索：打印机", FindTickets("打印机")),
    ("找不到打印机", OpenTicket("找不到打印机", sure=False)),
    ("find", FindTickets("")),
    ("find out why the printer jams", Unclear("find out why the printer jams")),
    ("search is broken on the shop page", Unclear("search is broken on the shop page")),
    ("search box empty", Unclear("search box empty")),
    ("搜索 功能坏了", Unclear("搜索 功能坏了")),
    ("找 不到 订单", Unclear("找 不到 订单")),
    ("找不到订单", OpenTicket("找不到订单", sure=False)),
    ("find box", FindTickets("box")),
    ("find no paper", FindTickets("no paper")),
    ("搜索 打印机 不出纸", FindTickets("打印机 不出纸")),
    ("find " + "word " * 30, Unclear("find " + ("word " * 30).strip())),
    ("page 17 n1042", TurnPage(17, Turn(1042))),
    ("翻页 17 p1042", TurnPage(17, Turn(1042, back=True))),
    ("page 17 is torn", OpenTicket("page 17 is torn", sure=False)),
    ("list of broken printers", Unclear("list of broken printers")),
    ("next", NextTicket()),
    ("下一张", NextTicket()),
    ("下一个", NextTicket()),
    ("next week's meeting room", Unclear("next week's meeting room")),
    ("help", Help()),
    ("帮助", Help()),
    ("help me, the printer burns", Unclear("help me, the printer burns")),
    ("绑定 IT", Bind("IT")),
    ("绑定 IT 支持", Bind("IT 支持")),
    ("bind", Unclear("bind")),
    ("why #12", AskWhy(12)),
    ("why not @Bo #12", AskWhy(12, "Bo")),
    ("why not #12", AskWhy(12, "")),
    ("why not @ #12?", AskWhy(12, "")),
    ("为什么不是 #12", AskWhy(12, "")),
    ("#12 why not?", AskWhy(12, "")),
    ("why not @Bo", AskWhy(None, "Bo", text="why not @Bo")),
    ("为什么不是 @小王？", AskWhy(None, "小王", text="为什么不是 @小王？")),
    ("why?", AskWhy(None, text="why?")),
    ("为什么", AskWhy(None, text="为什么")),
    ("why #12 is late", Unclear("why #12 is late")),
    ("sla #12 is wrong", Unclear("sla #12 is wrong")),
    ("why is the printer on fire?", OpenTicket("why is the printer on fire?", sure=False)),
    ("为什么打不开网页", OpenTicket("为什么打不开网页", sure=False)),
    (
        "why not @Bo who knows all of these printers",
        OpenTicket("why not @Bo who knows all of these printers", sure=False),
    ),
]


@pytest.mark.parametrize(("line", "meant"), LINES, ids=[line for line, _ in LINES])
def test_a_line_means_what_its_writer_meant(line: str, meant: Command | None) -> None:
    """A first word is a command only if all that follows fits it."""
    assert read_line(line, sure=False) == meant


@given(st.text(max_size=200))
def test_every_line_means_something_or_nothing_and_never_breaks(line: str) -> None:
    """Whatever is typed is read."""
    read_line(line, sure=True)


@pytest.mark.parametrize(
    ("rest", "read"),
    [
        ("等客户", (WaitingFor.CUSTOMER, "")),
        ("parts arriving on Friday", (WaitingFor.PARTS, "arriving on Friday")),
        ("第三方 厂商周五来", (WaitingFor.THIRD_PARTY, "厂商周五来")),
        ("下周", (None, "")),
        ("", (None, "")),
    ],
)
def test_whom_a_ticket_waits_for(rest: str, read: tuple[WaitingFor | None, str]) -> None:
    """The first word says it; the note may follow."""
    assert read_waiting(rest) == read


TIERS = {"vip": ("贵宾",), "gold": ()}

TICKET_LINES = [
    ("printer on fire", TicketLine("printer on fire", "", None, None, None)),
    ("断网 #网络 !高", TicketLine("断网", "", None, "网络", "high")),
    ("断网 #网络 ！P1", TicketLine("断网", "", None, "网络", "high")),
    ("缺货 #仓库", TicketLine("缺货", "", "store", None, None)),
    ("断网 #网络 #仓库", TicketLine("断网", "", "store", "网络", None)),
    ("断网 #网络 #网络", TicketLine("断网 #网络", "", None, "网络", None)),
    ("急 #贵宾 #Gold", TicketLine("急 #Gold", "", None, None, None, "vip")),
    ("C# does not compile", TicketLine("C# does not compile", "", None, None, None)),
    ("see #12 and #unknown", TicketLine("see #12 and #unknown", "", None, None, None)),
    (
        "断网 #网络 影响:高 urgency:low",
        TicketLine("断网", "", None, "网络", None, None, Degree.HIGH, Degree.LOW),
    ),
    ("断网 影响:爆炸", TicketLine("断网 影响:爆炸", "", None, None, None)),
    ("stop it!high time", TicketLine("stop it!high time", "", None, None, None)),
    ("断网#网络，急", TicketLine("断网 急", "", None, "网络", None)),
    ("断网 ＃网络 ！Ｐ１", TicketLine("断网", "", None, "网络", "high")),
    ("断网 p1", TicketLine("断网 p1", "", None, None, "high")),
    ("P1 全店断网", TicketLine("P1 全店断网", "", None, None, "high")),
    ("停车场 P1 道闸坏了", TicketLine("停车场 P1 道闸坏了", "", None, None, None)),
    ("断网 #网洛", TicketLine("断网 #网洛", "", None, None, None)),
    ("first\nsecond", TicketLine("first", "first\nsecond", None, None, None)),
]


@pytest.mark.parametrize(("line", "read"), TICKET_LINES, ids=[line for line, _ in TICKET_LINES])
def test_tags_are_taken_out_if_the_desk_knows_them(line: str, read: TicketLine) -> None:
    """`#category`, `#group`, `#VIP` and `!priority`, each once; all else stays in the title."""
    tiers = {key: CustomerTier(key, key, words) for key, words in TIERS.items()}
    desk = replace(small_desk(), customer_tiers=tiers)
    assert read_ticket_line(line, desk) == read


def test_a_line_of_tags_alone_is_no_ticket() -> None:
    """It asks for a line instead."""
    with pytest.raises(Refusal):
        read_ticket_line("#网络 !高", small_desk())


@given(st.text(min_size=1, max_size=500).filter(str.strip))
def test_nothing_of_a_line_is_lost(line: str) -> None:
    """Title and body together hold every word that is not a tag."""
    try:
        read = read_ticket_line(line, small_desk())
    except Refusal:
        return
    kept = f"{read.title} {read.body}"
    for word in line.split():
        assert word in kept or word[0] in "#＃!！"


HOSTILE = (
    *("关 " * 9000 + "#12?", "#12 " + "关吗 " * 6000, "#12 " + "?" * 19000 + "x"),
    *("嗯" * 19000 + "x", "谢谢" * 9000 + "x", "等" * 19000, "please " * 2800 + "close #12"),
    *("#12" * 6000, "不" * 19000 + "关 #12", "我来" * 9000 + "x #12", "#12 " + "要是" * 9000),
    *("what's the " * 1700 + "#12", "到 " * 9000, "#网络" * 6000, "1 " * 9000),
)


@pytest.mark.parametrize("line", HOSTILE, ids=[line[:12] for line in HOSTILE])
def test_no_line_keeps_everybody_waiting(line: str) -> None:
    """However long and odd a line is, reading it takes no time that grows with its square."""
    begun = time.process_time()
    read_line(line, sure=True)
    assert time.process_time() - begun < 1
