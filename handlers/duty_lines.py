"""What a line about duty means: `/duty swap @Bo tomorrow`, 换班 @小王 明天, in both languages."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cards.duty_words import CHANGE, REQUEST
from desk.errors import Reason
from desk.swaps import SwapAnswer
from desk.whens import SaidWhen, read_when


@dataclass(frozen=True, slots=True)
class ShowDuty:
    """Who is on; `text` is the whole line, should the group be none. `sure`: it was a command."""

    group: str
    text: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ShowDutyWeek:
    """The coming seven days."""


@dataclass(frozen=True, slots=True)
class ShowMyDuty:
    """The asker's own shifts of the coming weeks."""


@dataclass(frozen=True, slots=True)
class PreviewDuty:
    """What the coming weeks mean for people."""


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What was changed in rosters and still lies ahead."""


@dataclass(frozen=True, slots=True)
class UndoChange:
    number: int


@dataclass(frozen=True, slots=True)
class AskSwap:
    """Ask somebody to take one's shift."""

    who: str
    when: SaidWhen


@dataclass(frozen=True, slots=True)
class AnswerSwap:
    """What a button of a swap's card does, typed."""

    number: int
    answer: SwapAnswer


@dataclass(frozen=True, slots=True)
class OverrideDuty:
    """Put somebody on duty; `instead` of whom is empty where nobody was named."""

    who: str
    when: SaidWhen
    instead: str = ""


@dataclass(frozen=True, slots=True)
class TakeLeave:
    """Somebody is away; `who` is empty where the asker is."""

    who: str
    when: SaidWhen


@dataclass(frozen=True, slots=True)
class MisreadDuty:
    """A line that is plainly about duty, and what of it can't be read; `word` may be empty."""

    reason: Reason
    word: str = ""


@dataclass(frozen=True, slots=True)
class DutyHelp:
    """What can be asked about duty."""


DutyCommand = (
    ShowDuty
    | ShowDutyWeek
    | ShowMyDuty
    | PreviewDuty
    | ListChanges
    | UndoChange
    | AskSwap
    | AnswerSwap
    | OverrideDuty
    | TakeLeave
    | MisreadDuty
    | DutyHelp
)
Reading = Callable[[str], DutyCommand]

COMMAND_WORD = "/duty"
DUTY_WORDS = frozenset({COMMAND_WORD, "duty", "值班"})
LONGEST_NAME = 4  # in words
ANSWER_OF: dict[str, SwapAnswer] = {
    **dict.fromkeys(("accept", "同意", "接受"), SwapAnswer.ACCEPT),
    **dict.fromkeys(("decline", "拒绝"), SwapAnswer.DECLINE),
    **dict.fromkeys(("withdraw", "撤回"), SwapAnswer.WITHDRAW),
    **dict.fromkeys(("approve", "批准"), SwapAnswer.APPROVE),
}


def read_duty(line: str) -> DutyCommand | None:
    """What a line about duty asks for; None if it is about something else, or may be.

    After `/duty`, which is about nothing else, what can't be read is told in any case.
    """
    first, rest = _parted(line)
    if first in DUTY_WORDS:
        sure = first == COMMAND_WORD
        return _after_duty(rest, line, sure) or (DutyHelp() if sure else None)
    return _plainly(ALONE[first], rest) if first in ALONE else None


def is_about_duty(line: str) -> bool:
    """Whether a line begins like one that `read_duty` may know."""
    first, _ = _parted(line)
    return first in DUTY_WORDS or first in ALONE


def _after_duty(rest: str, line: str, sure: bool) -> DutyCommand | None:
    word, more = _parted(rest)
    for known in (BELOW_DUTY, ALONE):
        if word in known:
            return known[word](more) if sure else _plainly(known[word], more)
    if word in ANSWER_OF:
        return _answer(word, more) if sure else _plainly(partial(_answer, word), more)
    fits = len(rest.split()) <= LONGEST_NAME
    return ShowDuty(rest, line, sure) if fits else None


def _plainly(read: Reading, rest: str) -> DutyCommand | None:
    """What is read; of a line that may be somebody's title, nothing that can't be."""
    command = read(rest)
    return command if not isinstance(command, MisreadDuty) or _PLAIN.match(rest) else None


def _swap(rest: str) -> DutyCommand:
    word, more = _parted(rest)
    if word in ANSWER_OF:
        return _answer(word, more)
    who, when = _who_and_when(rest)
    if when is None or when.days is None:
        return MisreadDuty(Reason.NOT_A_DAY, _behind_name(rest))
    return AskSwap(who, when) if who else MisreadDuty(Reason.WHOM)


def _answer(word: str, rest: str) -> DutyCommand:
    number = _number(rest, REQUEST)
    if number is None:
        return MisreadDuty(Reason.NOT_A_NUMBER, rest)
    return AnswerSwap(number, ANSWER_OF[word])


def _override(rest: str) -> DutyCommand:
    """`@Bo 18:00-22:00 today instead of @Ana`; the time may also come last."""
    parts = _INSTEAD.split(_spaced(rest), maxsplit=1)
    (who, when), (instead, later) = _who_and_when(parts[0]), ("", None)
    if len(parts) > 1:
        instead, later = _who_and_when(parts[1])
        if not instead:
            return MisreadDuty(Reason.WHOM)
        if when and later:
            return MisreadDuty(Reason.NOT_A_SPAN, rest)
    when = when or later
    if when is None or not when.has_span:
        return MisreadDuty(Reason.NOT_A_SPAN, _behind_name(parts[0]))
    return OverrideDuty(who, when, instead) if who else MisreadDuty(Reason.WHOM)


def _leave(rest: str) -> DutyCommand:
    who, when = _who_and_when(rest)
    if when is None or not when.has_span:
        return MisreadDuty(Reason.NOT_A_SPAN, _behind_name(rest))
    return TakeLeave(who, when)


def _undo(rest: str) -> DutyCommand:
    number = _number(rest, CHANGE)
    if number is not None:
        return UndoChange(number)
    # To take a request back is to withdraw it.
    asked = _number(rest, REQUEST)
    if asked is not None:
        return AnswerSwap(asked, SwapAnswer.WITHDRAW)
    return MisreadDuty(Reason.NOT_A_NUMBER, rest)


def _alone(command: DutyCommand) -> Reading:
    return lambda rest: MisreadDuty(Reason.STANDS_ALONE, rest) if rest else command


BELOW_DUTY: dict[str, Reading] = {
    **dict.fromkeys(("week", "本周", "一周"), _alone(ShowDutyWeek())),
    **dict.fromkeys(("me", "mine", "我的", "我"), _alone(ShowMyDuty())),
    **dict.fromkeys(("preview", "预览", "排班预览"), _alone(PreviewDuty())),
    **dict.fromkeys(("changes", "变更"), _alone(ListChanges())),
    **dict.fromkeys(("swap", "换班"), _swap),
    **dict.fromkeys(("override", "代班", "替班"), _override),
    **dict.fromkeys(("leave", "请假"), _leave),
    **dict.fromkeys(("undo", "撤销"), _undo),
    **dict.fromkeys(("help", "帮助", "?", "？"), _alone(DutyHelp())),
}
# Words that say by themselves that it is about duty.
ALONE: dict[str, Reading] = {
    "我的值班": _alone(ShowMyDuty()),
    "本周值班": _alone(ShowDutyWeek()),
    "值班表": _alone(ShowDutyWeek()),
    "值班变更": _alone(ListChanges()),
    "排班预览": _alone(PreviewDuty()),
    "换班": _swap,
    "代班": _override,
    "替班": _override,
    "请假": _leave,
    "撤销": _undo,
}

_INSTEAD = re.compile(r"(?:^|\s)(?:instead\s+of\s+|(?:代替|替)\s*(?=\S))", re.IGNORECASE)
# What stands behind a verb in a line that is nobody's title: nothing, a person, or a date.
_PLAIN = re.compile(
    r"$|[@＠]|\d+(?:[-/.年月日号:：]\d*)+(?:\s|$)|(?:today|tomorrow|明天|今天)$", re.I
)
# Chinese is written without spaces: 换班@小王明天, 请假12月24日.
_GLUED_VERB = re.compile(
    r"^(换班|代班|替班|请假|撤销)(?=[@＠#＃\d明后大今下本周星]|[CRcrＣＲｃｒ]\s*\d)"
)
_GLUED_DAY = re.compile(
    r"(?<=\S)(?=今天|明天|(?<!大)后天|大后天|[下本]周|(?<![下本这])周[一二三四五六日天]"
    r"|(?<!\d)\d{1,2}月\d{1,2}[日号]?|(?<![\d年])\d{4}[-年]\d)"
)


def _parted(line: str) -> tuple[str, str]:
    first, *rest = _GLUED_VERB.sub(r"\1 ", line.strip()).split(maxsplit=1)[:2] or [""]
    return first.casefold(), rest[0].strip() if rest else ""


def _spaced(text: str) -> str:
    """With a space before days that were written right behind something."""
    return _GLUED_DAY.sub(" ", text)


def _who_and_when(text: str) -> tuple[str, SaidWhen | None]:
    """A name, and the days and hours behind it, as many words of both as there are."""
    spoken = _spaced(text).split()
    for count in range(min(len(spoken), LONGEST_NAME) + 1):
        when = read_when(" ".join(spoken[count:]))
        if when is not None:
            return " ".join(spoken[:count]), when
    return " ".join(spoken) if len(spoken) <= LONGEST_NAME else "", None


def _behind_name(text: str) -> str:
    """What of it was to be the time: from the first word with a digit on, else behind `@name`."""
    spoken = _spaced(text).split()
    dated = next((i for i, word in enumerate(spoken) if re.search(r"\d", word)), None)
    named = 1 if spoken and spoken[0][0] in "@＠" else 0
    return " ".join(spoken[named if dated is None else dated :])


def _number(text: str, letter: str) -> int | None:
    """A number of the series with that letter, which may be left out."""
    plain = unicodedata.normalize("NFKC", text)
    found = re.fullmatch(rf"(?:#|{letter})?\s*(\d{{1,15}})", plain, re.IGNORECASE)
    return int(found[1]) if found else None
