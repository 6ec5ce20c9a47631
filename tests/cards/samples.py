"""A small desk and its tickets, for the tests of what is shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cards.comments import SaidComment
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.drafts import Draft, DraftState
from desk.events import Intake, Origin
from desk.groups import Channel, Desk, Group, Priority
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.people import Person, Role
from desk.ticket import Ticket

NOW = datetime(2026, 11, 22, 2, 24, tzinfo=UTC)
WANG, BO, LI = 1, 2, 3
NAMES = {WANG: "小王", BO: "Bo", LI: "小李"}
MEMBER = frozenset({Role.MEMBER})
LEAD = frozenset({Role.LEAD, Role.MEMBER})
REPORTER = frozenset({Role.REPORTER})
STRANGER: frozenset[Role] = frozenset()
LANGUAGES = tuple(Language)

BO_ON_SLACK = AccountAddress(MessengerName.SLACK, "T1", "U2")
CHANNEL = ConversationAddress(MessengerName.SLACK, "T1", "C1")
ORIGIN = Origin(
    Intake.COMMAND, AccountAddress(MessengerName.SLACK, "T1", "U3"), Place(CHANNEL), None
)
IT = Group(
    key="it",
    name="IT 支持",
    language=Language.CHINESE,
    timezone="Asia/Shanghai",
    members=frozenset({WANG, BO}),
    leads=frozenset({WANG}),
    on_duty=(BO,),
    channels=(Channel(CHANNEL, Language.CHINESE),),
)
WAREHOUSE = replace(IT, key="warehouse", name="仓库", on_duty=(), channels=())
PRIORITIES = (
    Priority("high", 0, {Language.CHINESE: "高", Language.ENGLISH: "High"}),
    Priority("normal", 1, {Language.CHINESE: "普通", Language.ENGLISH: "Normal"}),
)
DESK = Desk(
    version=1,
    groups={"it": IT, "warehouse": WAREHOUSE},
    people={person: Person(person, name) for person, name in NAMES.items()},
    priorities=PRIORITIES,
    default_group="it",
    default_priority="normal",
)
TICKET = Ticket(
    id=1042,
    title="三楼打印机冒烟",
    body="三楼打印机冒烟\n型号 HP M404，已经拔了电源。",
    group="it",
    category="打印机",
    priority="high",
    reporter=LI,
    origin=ORIGIN,
    language=Language.CHINESE,
    opened_at=NOW,
    changed_at=NOW,
    status_since=NOW,
    status_by=LI,
)
COMMENTS = (
    SaidComment("小王", NOW + timedelta(minutes=8), "已联系机房", internal=True),
    SaidComment("小李", NOW + timedelta(minutes=9), "味道还很大", internal=False),
)


def ticket_in(status: Status) -> Ticket:
    """The sample as it might look in that state."""
    if status is Status.NEW:
        return TICKET
    later = NOW + timedelta(minutes=7)
    moved = replace(
        TICKET, status=status, status_since=later, changed_at=later, status_by=BO, assignee=BO
    )
    match status:
        case Status.PENDING:
            return replace(
                moved, waiting_for=WaitingFor.PARTS, waiting_note="墨盒周五到", replies=2
            )
        case Status.RESOLVED | Status.CLOSED:
            return replace(moved, result="已更换电源模块")
        case Status.CANCELLED:
            return replace(moved, result="与 #1040 重复")
        case Status.REOPENED:
            return replace(moved, result="已更换电源模块", reopened=1)
        case _:
            return moved


def draft_in(state: DraftState) -> Draft:
    """A draft in that state."""
    return Draft(
        id=7,
        state=state,
        author=LI,
        text="三楼打印机冒烟",
        origin=ORIGIN,
        language=Language.CHINESE,
        at=NOW,
        expires_at=NOW + timedelta(minutes=30),
        ticket=1042 if state is DraftState.MADE else None,
    )


# What breaks renderers: markup, mentions, joined emoji, heaps of accents, halves of characters.
ROUGH = st.sampled_from(
    [
        "<!channel> & <@U1>",
        "@所有人 @all bo@example.com",
        "[点我](dtmd://dingtalkclient/sendMessage?content=x)",
        "![](http://x/y_z*.png) `a` **b** ~~c~~ _d_",
        "\n# 1\n- 2\n3. 4\n> 5\n    6\n---",
        "👨‍👩‍👧‍👦🇨🇳",
        "a" + "\u0301" * 400,
        "\x00\x1b\ud800\r\n\t",
        "汉" * 1500,
        "&<>" * 700,
        "<a atId=1>x</a><font color=red>y</font>",
    ]
)
TEXTS = st.lists(st.one_of(ROUGH, st.text(max_size=40)), max_size=6).map("".join)


@st.composite
def tickets(draw: st.DrawFn) -> Ticket:
    """Any ticket, with any text in every place that holds one."""
    return replace(
        ticket_in(draw(st.sampled_from(Status))),
        id=draw(st.integers(1, 10**12)),
        title=draw(TEXTS),
        body=draw(TEXTS),
        category=draw(TEXTS),
        result=draw(TEXTS),
        waiting_note=draw(TEXTS),
        reopened=draw(st.integers(0, 10**6)),
        replies=draw(st.integers(0, 10**6)),
    )
