"""What lines about people mean, as a table."""

import pytest

from desk.address import MessengerName
from desk.people import Role
from handlers.lines import Bind, Command, OpenTicket, SayOnTicket, Unclear, read_line
from handlers.people_lines import (
    AskCode,
    AskWhoMay,
    ChangeRole,
    Prefer,
    ShareTicket,
    Unlink,
    UseCode,
)

LINES: list[tuple[str, Command]] = [
    ("link", AskCode()),
    ("Link account", AskCode()),
    ("绑定账号", AskCode()),
    ("绑定 账号", AskCode()),
    ("link 7K4Q-29", UseCode("7K4Q-29")),
    ("link account 7k4q29", UseCode("7k4q29")),
    ("绑定账号 7K4Q 29", UseCode("7K4Q 29")),
    ("绑定账号 ７Ｋ４Ｑ２９", UseCode("7K4Q29")),
    ("绑定 IT支持", Bind("IT支持")),
    ("link 404 page", Unclear("link 404 page")),
    ("link is broken in the shop page", Unclear("link is broken in the shop page")),
    ("link camera", Unclear("link camera")),
    ("link the printer to the scanner", Unclear("link the printer to the scanner")),
    ("unlink", Unlink()),
    ("解绑账号", Unlink()),
    ("prefer dingtalk", Prefer(MessengerName.DINGTALK, "dingtalk")),
    ("首选 钉钉", Prefer(MessengerName.DINGTALK, "钉钉")),
    ("首选 Slack", Prefer(MessengerName.SLACK, "Slack")),
    ("prefer pigeons", Prefer(None, "pigeons")),
    ("prefer tea over coffee", Unclear("prefer tea over coffee")),
    ("grant @Bo member it", ChangeRole("@Bo", Role.MEMBER, "member", "it")),
    ("grant @小王 Bo lead IT support", ChangeRole("@小王 Bo", Role.LEAD, "lead", "IT support")),
    ("授权 @小王 成员 IT", ChangeRole("@小王", Role.MEMBER, "成员", "IT")),
    ("授权 @小王 合作方", ChangeRole("@小王", Role.PARTNER, "合作方", "")),
    ("revoke @Bo lead it", ChangeRole("@Bo", Role.LEAD, "lead", "it", takes_back=True)),
    ("取消授权 @小王 成员", ChangeRole("@小王", Role.MEMBER, "成员", "", takes_back=True)),
    ("grant @Bo boss it", ChangeRole("@Bo", None, "boss", "")),
    ("授权失败了", OpenTicket("授权失败了", sure=False)),
    ("绑定账号失败", OpenTicket("绑定账号失败", sure=False)),
    ("share price wrong", OpenTicket("share price wrong", sure=False)),
    ("grant us a printer please", Unclear("grant us a printer please")),
    ("who may", AskWhoMay("")),
    ("who may it", AskWhoMay("it")),
    ("权限 仓库", AskWhoMay("仓库")),
    ("who broke the printer", OpenTicket("who broke the printer", sure=False)),
    ("share #12 @Bo", ShareTicket(12, "Bo")),
    ("share #12 with @小王 Bo", ShareTicket(12, "小王 Bo")),
    ("#12 共享 @小王", ShareTicket(12, "小王")),
    ("共享 #12 给 @小王", ShareTicket(12, "小王")),
    ("unshare #12 @Bo", ShareTicket(12, "Bo", takes_back=True)),
    ("#12 share the plan", SayOnTicket(12, "share the plan")),
]


@pytest.mark.parametrize(("line", "command"), LINES)
def test_lines(line: str, command: Command) -> None:
    """A line is a command only if all of it is one; what only begins like one is asked about."""
    assert read_line(line, sure=False) == command
