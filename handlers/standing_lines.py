"""Lines that are commands as a whole, as people say them: next please, 谁值班, 怎么用, 谢谢."""

import re
from dataclasses import dataclass

from desk.command_words import NEXT_WORDS
from desk.fillers import behind_fillers, behind_gap
from desk.folding import folded
from handlers.duty_lines import ShowDuty


@dataclass(frozen=True, slots=True)
class NextTicket:
    """The top one of the asker's queues, into their hands."""


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked, and how; `topic` is what of it, empty for an overview."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class Courtesy:
    """A greeting, or thanks: nothing is asked for."""


Standing = NextTicket | Help | Courtesy | ShowDuty

HELP_ASKED = frozenset(
    {
        *("怎么用", "怎么使用", "你会什么", "你能做什么", "能做什么", "有什么功能", "使用说明"),
        *("what can you do", "how does this work", "how do i use this", "commands", "命令"),
    }
)
DUTY_ASKED = frozenset(
    {
        *("谁值班", "谁在值班", "今天谁值班", "现在谁值班", "今天谁在值班", "现在谁在值班"),
        *("值班的是谁", "值班是谁", "谁当班", "on duty", "on call"),
        *(f"{who} on {what}" for who in ("who is", "who's") for what in ("duty", "call")),
        *(f"{who} on {what} now" for who in ("who is", "who's") for what in ("duty", "call")),
    }
)
COURTESIES = frozenset(
    {
        *("谢谢", "谢谢你", "谢了", "多谢", "感谢", "辛苦", "辛苦了", "麻烦了", "没事", "不客气"),
        *(
            "好",
            "好的",
            "行",
            "收到",
            "嗯",
            "嗯嗯",
            "知道了",
            "明白",
            "明白了",
            "了解",
            "ok",
            "okay",
        ),
        *("你好", "您好", "嗨", "早", "早安", "早上好", "中午好", "下午好", "晚上好", "晚安"),
        *("在吗", "再见", "拜拜", "yes", "no", "sure", "yep", "alright", "np", "no problem"),
        *("thanks", "thank you", "thx", "ty", "cheers", "great", "cool", "nice", "perfect"),
        *("thanks a lot", "thank you very much", "thank you so much", "many thanks"),
        *("thanks so much", "thanks again", "much appreciated", "good job", "well done"),
        *("hi", "hello", "hey", "hi there", "hello there", "hey there", "bye", "good night"),
        *("good morning", "morning", "good afternoon", "good evening"),
    }
)
LONGEST, LONGEST_SIGN = 60, 4
_COURTESY = "|".join(sorted(COURTESIES, key=len, reverse=True))
_POLITE = re.compile(rf"(?:(?>{_COURTESY})(?![a-z])\s*)++")
_SIGNS = re.compile(r"[^\w\s']+")
_SOFT_END = re.compile(r"(?<=.)[吧啊呀哈哦啦嘞滴哒呢呐哟]+$")
_POLITE_END = re.compile(r"\s*(?:please|pls|thanks|谢谢|啊|呀|哈|吧)$")


def read_standing(text: str) -> Standing | None:
    """What a whole line says; None if it says something else."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(_SIGNS.sub(" ", folded(text).text).split())
    if _is_courtesy(plain) or (not plain and _is_a_sign(text)):
        return Courtesy()
    asked = _politely(plain)
    if asked in NEXT_WORDS:
        return NextTicket()
    if asked in DUTY_ASKED:
        return ShowDuty("", text)
    return Help() if asked in HELP_ASKED else None


def _is_courtesy(plain: str) -> bool:
    """Whether it is nothing but polite: 好的谢谢, thanks!"""
    return _POLITE.fullmatch(_SOFT_END.sub("", plain)) is not None


def _is_a_sign(text: str) -> bool:
    """A thumb up; more of them may be somebody's title."""
    return len(text) <= LONGEST_SIGN and not any(sign in text for sign in "?？#＃")


def _politely(plain: str) -> str:
    """The line without what is only polite around it."""
    start = behind_gap(plain, 0)
    while (behind := behind_fillers(plain, start)) != start:
        start = behind
    return _POLITE_END.sub("", plain[start:])
