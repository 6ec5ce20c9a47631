"""What a line about lists means: `list open`, `我的`, `find printer jam in:IT`, `找 打印机`."""

import re
import unicodedata
from dataclasses import dataclass

from desk.command_words import FIND_WORDS, LIST_WORDS
from desk.moves import ENDED, EVERY_STATE, OPEN_STATES, WAITING_FOR_HANDS, Status
from desk.sought import Scope, Turn

MOST_WORDS = 24  # of a search; a longer line is rather somebody's trouble

States = frozenset[Status]


@dataclass(frozen=True, slots=True)
class ListTickets:
    """Tickets of one's own, of a group, or of somebody; `states` None are those not over.

    `group` and `person` are as they were typed.
    """

    scope: Scope | None = None
    states: States | None = None
    late: bool = False
    oldest_first: bool = False
    group: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class FindTickets:
    """What follows the word that asks to search; what in it is no word the desk has to tell."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    """What a button of a list does, typed."""

    listing: int
    turn: Turn


ListCommand = ListTickets | FindTickets | TurnPage

# They are the whole line, or begin one that is about lists to the end.
LISTS: dict[str, ListTickets] = {
    "我的工单": ListTickets(Scope.MINE),
    "my tickets": ListTickets(Scope.MINE),
    "本组工单": ListTickets(Scope.GROUP),
    "我的": ListTickets(Scope.MINE),
    "本组": ListTickets(Scope.GROUP),
    "未受理": ListTickets(states=WAITING_FOR_HANDS),
    "超时工单": ListTickets(late=True),
}
SCOPES: dict[str, Scope] = {
    **dict.fromkeys(("mine", "my", "我的"), Scope.MINE),
    **dict.fromkeys(("group", "ours", "本组", "我们组"), Scope.GROUP),
}
# What these mean can't be mistaken for a word that somebody looks for.
PLAIN_STATES: dict[str, States] = {
    **dict.fromkeys(("open", "unresolved", "unsolved"), OPEN_STATES),
    **dict.fromkeys(("未结束", "未解决", "未完成", "没解决"), OPEN_STATES),
    **dict.fromkeys(("未受理", "待受理", "没人接"), WAITING_FOR_HANDS),
    **dict.fromkeys(("resolved", "已解决"), frozenset({Status.RESOLVED})),
    **dict.fromkeys(("closed", "已关闭"), frozenset({Status.CLOSED})),
    **dict.fromkeys(("cancelled", "canceled", "已取消"), frozenset({Status.CANCELLED})),
    **dict.fromkeys(("pending", "已挂起"), frozenset({Status.PENDING})),
    **dict.fromkeys(("reopened", "已重开"), frozenset({Status.REOPENED})),
    **dict.fromkeys(("已受理",), frozenset({Status.ACKNOWLEDGED})),
    **dict.fromkeys(("处理中", "in-progress"), frozenset({Status.IN_PROGRESS})),
    **dict.fromkeys(("已指派",), frozenset({Status.ASSIGNED})),
    **dict.fromkeys(("已结束",), ENDED),
}
STATES: dict[str, States] = {
    **PLAIN_STATES,
    **dict.fromkeys(("unacknowledged", "waiting", "untaken"), WAITING_FOR_HANDS),
    **dict.fromkeys(("new", "新建", "新"), frozenset({Status.NEW})),
    **dict.fromkeys(("assigned", "指派"), frozenset({Status.ASSIGNED})),
    **dict.fromkeys(("acknowledged", "受理"), frozenset({Status.ACKNOWLEDGED})),
    **dict.fromkeys(("progress", "started"), frozenset({Status.IN_PROGRESS})),
    **dict.fromkeys(("挂起", "on-hold"), frozenset({Status.PENDING})),
    **dict.fromkeys(("ended", "done", "over", "结束"), ENDED),
    **dict.fromkeys(("all", "全部", "所有"), EVERY_STATE),
}
LATE_WORDS = frozenset({"late", "overdue", "超时", "已超时", "逾期"})
OLDEST_WORDS = frozenset({"oldest", "age", "最早", "最久", "最老"})
FILLERS = frozenset({"by", "first", "tickets", "的", "工单", "in"})

# What stands behind the word in a sentence about searching itself, or about finding out.
_NO_WORDS = re.compile(
    r"out\b|(?:is|isn['’]?t|are|aren['’]?t|was|does|doesn['’]?t|do|did|can(?:not|['’]?t)|won['’]?t"
    r"|not|fails?|failed|returns?|keeps|box|bar|button|results?)\b"
    r"|功能|框|按钮|结果|不[到了出回能]|没法|无法",
    re.IGNORECASE,
)
_KEYED = re.compile(r"(in|group|组|工单组|is|state|状态)[:：](.+)", re.IGNORECASE)
_PAGE = re.compile(r"(?:page|翻页)\s+(\d{1,15})\s+([np])(\d{1,15})", re.IGNORECASE)
_NUMBER = re.compile(r"(?:[#＃]|工单)?\s*(\d{1,15})")


def read_list(text: str) -> ListCommand | None:
    """What it asks for; None if it is about something else, or not to the end."""
    spoken = unicodedata.normalize("NFKC", text).strip()
    if page := _PAGE.fullmatch(spoken):
        return TurnPage(int(page[1]), Turn(int(page[3]), back=page[2].casefold() == "p"))
    if (whole := LISTS.get(spoken.casefold())) is not None:
        return whole
    first, _, rest = _parted(spoken)
    if first in FIND_WORDS:
        return FindTickets(rest) if _is_sought(rest) else None
    if first in LIST_WORDS:
        return _read_parts(rest.casefold().split())
    if first in LISTS and rest:
        return _read_parts([first.removesuffix("工单"), *rest.casefold().split()])
    return None


def is_about_lists(text: str) -> bool:
    """Whether a line begins as those do: if it can't be read as one, it is asked about."""
    first, _, rest = _parted(unicodedata.normalize("NFKC", text).strip())
    return first in LIST_WORDS or (first in FIND_WORDS and bool(rest))


def ticket_sought(text: str) -> int | None:
    """The number of the one ticket that is looked for, if it is only that."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None


def keyed(word: str) -> tuple[str, str] | None:
    """`in:仓库` as ("group", "仓库"), `状态:未解决` as ("state", "未解决")."""
    found = _KEYED.fullmatch(word)
    if found is None:
        return None
    kind = "state" if found[1].casefold() in {"is", "state", "状态"} else "group"
    return kind, found[2].strip('"“”')


def _is_sought(rest: str) -> bool:
    """Whether it reads like words to look for; one word alone always does."""
    spoken = rest.split()
    sentence = _NO_WORDS.match(rest) and (len(spoken) > 1 or not rest.isascii())
    return not sentence and len(spoken) <= MOST_WORDS


def _parted(spoken: str) -> tuple[str, str, str]:
    found = re.match(r"([^\s:]+)(?:\s*:\s*|\s+|$)(.*)$", spoken, re.DOTALL)
    return (found[1].casefold(), " ", found[2].strip()) if found else (spoken, "", "")


def _read_parts(parts: list[str]) -> ListTickets | None:
    """Each part once, in any order; one that means nothing here makes it something else."""
    scope: Scope | None = None
    states: States | None = None
    late = oldest_first = False
    group = person = ""
    for part in parts:
        named = keyed(part)
        if part in SCOPES and scope is None:
            scope = SCOPES[part]
        elif states is None and (said := _states_of(part, named)) is not None:
            states = said
        elif part in LATE_WORDS:
            late = True
        elif part in OLDEST_WORDS:
            oldest_first = True
        elif named and named[0] == "group" and not group:
            group = named[1]
        elif part.startswith("@") and len(part) > 1 and not person:
            person = part
        elif part not in FILLERS:
            return None
    return ListTickets(scope, states, late, oldest_first, group, person)


def _states_of(part: str, named: tuple[str, str] | None) -> States | None:
    return STATES.get(named[1] if named and named[0] == "state" else part)
