"""What a line means: the commands of both languages, read without knowing the desk."""

import re
from dataclasses import dataclass
from enum import StrEnum

from desk.moves import MOVES, Action, Ask, WaitingFor
from handlers.duty_lines import DutyCommand, is_about_duty, read_duty
from handlers.question_lines import Question, begins_like_question, read_question
from handlers.roster_lines import RosterFileCommand, read_roster_file


class Scope(StrEnum):
    """Whose tickets a list shows."""

    MINE = "mine"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Make a ticket of this; `sure` when the line itself said so."""

    text: str
    sure: bool


@dataclass(frozen=True, slots=True)
class ShowTicket:
    number: int


@dataclass(frozen=True, slots=True)
class ListTickets:
    scope: Scope | None


@dataclass(frozen=True, slots=True)
class NextTicket:
    """The top one of the asker's queues, into their hands."""


@dataclass(frozen=True, slots=True)
class MoveTicket:
    """A move by its verb; `rest` is what followed, still to be read for what the move asks."""

    number: int
    action: Action
    rest: str


@dataclass(frozen=True, slots=True)
class SayOnTicket:
    """Words about a ticket that name no move: a comment."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Bind:
    """Show a group's tickets in this conversation."""

    group: str


@dataclass(frozen=True, slots=True)
class AskTitle:
    """Files without a word; `draft` are others that wait for their title already."""

    draft: int | None


@dataclass(frozen=True, slots=True)
class TitleFiles:
    """The title of files that wait for one."""

    draft: int
    text: str


@dataclass(frozen=True, slots=True)
class AttachTo:
    """Files for a ticket, without a word; `draft` are those that waited."""

    number: int
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked, and how."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """It begins like a command, but what follows doesn't fit one."""

    text: str


Command = (
    Question
    | DutyCommand
    | RosterFileCommand
    | OpenTicket
    | ShowTicket
    | ListTickets
    | NextTicket
    | MoveTicket
    | SayOnTicket
    | Bind
    | AskTitle
    | TitleFiles
    | AttachTo
    | Help
    | Unclear
)

VERBS: dict[Action, tuple[str, ...]] = {
    Action.ACKNOWLEDGE: ("受理", "认领", "acknowledge", "ack"),
    Action.START: ("开始处理", "开始", "继续处理", "继续", "start", "resume", "continue"),
    Action.PEND: ("挂起", "pend", "hold"),
    Action.RESOLVE: ("解决", "已解决", "resolve", "resolved", "done"),
    Action.CONFIRM: ("确认解决", "确认", "confirm", "close"),
    Action.REOPEN: ("重新打开", "重开", "reopen"),
    Action.CANCEL: ("取消工单", "取消", "cancel"),
    Action.ASSIGN: ("指派", "assign"),
    Action.TAKE_OVER: ("接手", "takeover", "take-over"),
    Action.TRANSFER: ("转派", "转给", "transfer"),
    Action.PRIORITIZE: ("优先级", "priority"),
    Action.COMMENT: ("评论", "备注", "comment"),
    Action.REPLY: ("回复", "reply"),
    Action.SEND_BACK: ("退回", "sendback", "send-back"),
    Action.GIVE_BACK: ("放回", "放回队列", "giveback", "give-back"),
    Action.SNOOZE: ("稍后提醒", "推迟提醒", "snooze"),
    Action.EXTEND: ("延期", "延长", "延长时限", "extend"),
}
VERB_OF = {word: action for action, words in VERBS.items() for word in words}

WAITS: dict[WaitingFor, tuple[str, ...]] = {
    WaitingFor.CUSTOMER: ("等客户", "客户", "customer", "reporter", "等提单人", "提单人"),
    WaitingFor.THIRD_PARTY: ("等第三方", "第三方", "third-party", "vendor", "厂商", "等厂商"),
    WaitingFor.PARTS: ("等配件", "配件", "等备件", "备件", "parts"),
}
WAIT_OF = {word: wait for wait, words in WAITS.items() for word in words}

MAKE_WORDS = frozenset({"new", "工单", "建单"})
LIST_WORDS = frozenset({"list", "列表", "工单列表", "我的工单"})
NEXT_WORDS = frozenset({"next", "下一张", "下一个"})
HELP_WORDS = frozenset({"help", "帮助", "?", "？"})
LONGEST_GROUP_NAME = 3  # in words
NOTED = frozenset({Action.REOPEN, Action.CONFIRM})  # what reporters say along with these is kept
BIND_WORDS = frozenset({"绑定", "bind"})
SCOPE_OF = {
    "": None,
    "mine": Scope.MINE,
    "我的": Scope.MINE,
    "group": Scope.GROUP,
    "本组": Scope.GROUP,
}

_NUMBERED = re.compile(r"^[#＃]\s*(\d{1,15})(?:\s+|$)(.*)$", re.DOTALL)
_VERB_FIRST = re.compile(r"^(\S+)\s+[#＃]\s*(\d{1,15})(?:\s+(.*))?$", re.DOTALL)
_CALLED = re.compile(r"^[@＠](派单|paidan)\s*", re.IGNORECASE)
_BARE = re.compile(r"^\d{1,15}$")
_MADE = re.compile(r"^(new|工单|建单)(?:[\s:：]+|$)(.*)$", re.DOTALL | re.IGNORECASE)


def read_line(line: str, sure: bool) -> Command | None:
    """What a line asks for; None if it is empty.

    `sure`: in this place every line that is no command is meant as a ticket.
    """
    text = _CALLED.sub("", line.strip())
    if not text:
        return None
    if asked := read_question(text):
        return asked
    if begins_like_question(text):
        return Unclear(text)
    if numbered := _NUMBERED.match(text):
        return _about_ticket(int(numbered[1]), numbered[2].strip())
    verb_first = _VERB_FIRST.match(text)
    if verb_first and verb_first[1].casefold() in VERB_OF:
        return _about_ticket(int(verb_first[2]), f"{verb_first[1]} {verb_first[3] or ''}".strip())
    if _BARE.match(text):
        return ShowTicket(int(text))
    if made := _MADE.match(text):
        return OpenTicket(made[2].strip(), sure=True) if made[2].strip() else None
    if about_files := read_roster_file(text):
        return about_files
    if is_about_duty(text):
        return read_duty(text) or Unclear(text)
    first, _, rest = text.partition(" ")
    first, rest = first.casefold(), rest.strip()
    if first in HELP_WORDS:
        return Help() if not rest else Unclear(text)
    if first in LIST_WORDS:
        return ListTickets(SCOPE_OF[rest]) if rest in SCOPE_OF else Unclear(text)
    if first in NEXT_WORDS:
        return NextTicket() if not rest else Unclear(text)
    if first in BIND_WORDS:
        return Bind(rest) if 1 <= len(rest.split()) <= LONGEST_GROUP_NAME else Unclear(text)
    return OpenTicket(text, sure)


def _about_ticket(number: int, rest: str) -> Command:
    if not rest:
        return ShowTicket(number)
    verb, _, words = rest.partition(" ")
    action = VERB_OF.get(verb.casefold())
    takes_words = action is not None and (MOVES[action].asks is not Ask.NOTHING or action in NOTED)
    if action is None or (words.strip() and not takes_words):
        return SayOnTicket(number, rest)
    return MoveTicket(number, action, words.strip())


def read_waiting(rest: str) -> tuple[WaitingFor | None, str]:
    """Whom a ticket waits for, by the first word, and the note behind it."""
    first, _, note = rest.partition(" ")
    return WAIT_OF.get(first.casefold()), note.strip()
