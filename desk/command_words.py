"""The first words of commands that are about no single ticket, and the command that was meant."""

from dataclasses import dataclass

from desk.fillers import behind_fillers, behind_gap
from desk.folding import folded
from desk.mentions import mentions
from desk.nearest import nearest
from desk.spoken import Doubtful, read_spoken
from desk.verbs import VERB_OF

MAKE_WORDS = ("new", "ticket", "工单", "建单", "提单")
LIST_WORDS = ("list", "列表", "工单列表", "清单")
FIND_WORDS = ("find", "search", "找", "搜", "搜索", "查找", "查询")
SUMMARY_WORDS = ("summary", "日报", "周报", "汇总", "统计")
NEXT_WORDS = ("next", "下一张", "下一个", "下一单")
HELP_WORDS = ("help", "帮助", "?")
BIND_WORDS = ("bind", "绑定")
DUTY_WORDS = ("duty", "值班", "换班", "代班", "替班", "请假", "撤销", "值班表", "排班预览")
QUESTION_WORDS = ("sla", "时限", "why", "为什么")
FIRST_WORDS = (
    *(*LIST_WORDS, *FIND_WORDS, "我的工单", *NEXT_WORDS, *HELP_WORDS, *BIND_WORDS, *DUTY_WORDS),
    *(*QUESTION_WORDS, *SUMMARY_WORDS, *MAKE_WORDS),
)
# Short ones are too like other words.
VERBS_MISSPELT = tuple(word for word in VERB_OF if len(word) > 3 or not word.isascii())
NO_SLIPS = frozenset(
    {
        *("lost", "last", "lift", "lint", "mist", "fist", "text", "neat", "nest", "newt"),
        *("held", "hell", "helm", "heap", "bird", "blind", "mind", "kind", "wind", "find", "band"),
        *("fine", "finds", "rind", "dusty", "tickets", "who"),
    }
)
"""Words of their own that titles begin with: lost parcel."""

LONGEST_LINE = 100
LONGEST_SLIP = 3  # in words: a longer line is a title


@dataclass(frozen=True, slots=True)
class Guess:
    """What a line may have been meant as: a command by its word, a move, a ticket by its number."""

    word: str = ""
    number: int | None = None
    is_move: bool = False


def guess(line: str) -> Guess:
    """What somebody may have meant by a line that is plainly no command."""
    spoken = read_spoken(line)
    if isinstance(spoken, Doubtful):
        return Guess(number=spoken.number, is_move=True)
    return Guess(word=slip(line) or "")


def slip(line: str) -> str | None:
    """The command that a short line begins with but for one slip of the fingers."""
    if len(line) > LONGEST_LINE:
        return None
    text = folded(line).text
    start = behind_gap(text, 0)
    while (behind := behind_fillers(text, start)) != start:
        start = behind
    words = text[start:].split()
    if not 1 <= len(words) <= LONGEST_SLIP or words[0] in {*FIRST_WORDS, *VERB_OF, *NO_SLIPS}:
        return None
    known = (*FIRST_WORDS, *VERBS_MISSPELT) if mentions(text) else FIRST_WORDS
    # Of two characters half are right by chance: only where nothing else is said.
    short = not words[0].isascii() and len(words[0]) == 2 and len(words) > 1
    return None if short else nearest(words[0].strip("!.,?"), known)
