"""What a line about summaries means: `summary yesterday`, `summary week it`, 日报, `周报 仓库`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from desk.command_words import SUMMARY_WORDS
from desk.reports import Period

LONGEST_GROUP_NAME = 3  # in words

USUAL: Mapping[str, Period] = {"周报": Period.WEEK}
PERIODS: Mapping[str, Period] = {
    **dict.fromkeys(("today", "daily", "今天", "今日", "当天"), Period.TODAY),
    **dict.fromkeys(("yesterday", "昨天", "昨日"), Period.YESTERDAY),
    **dict.fromkeys(("week", "this week", "weekly", "本周", "这周", "这星期"), Period.WEEK),
    **dict.fromkeys(("last week", "上周", "上星期"), Period.LAST_WEEK),
}

_FIRST = re.compile(r"([^\s:]+)(?:\s*:\s*|\s+|$)(.*)$", re.DOTALL)
_GROUP = re.compile(r"(?:in|group|组|工单组):(.+)")


@dataclass(frozen=True, slots=True)
class AskSummary:
    """The figures of a time, of a group or of all that are the asker's to see.

    `group` is as it was typed, and `text` the whole line, for what may have been a ticket.
    """

    period: Period
    group: str = ""
    text: str = ""


def is_about_summary(text: str) -> bool:
    """Whether a line begins as those do: if it can't be read as one, it is asked about."""
    return _parted(text)[0] in SUMMARY_WORDS


def read_summary(text: str) -> AskSummary | None:
    """What it asks for; None if it is more than a time and a group."""
    first, rest = _parted(text)
    period, group = _period_in(rest)
    if named := _GROUP.fullmatch(group):
        group = named[1].strip()
    if len(group.split()) > LONGEST_GROUP_NAME:
        return None
    return AskSummary(period or USUAL.get(first, Period.TODAY), group, text)


def _parted(text: str) -> tuple[str, str]:
    spoken = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _FIRST.match(spoken.strip(" ?!。."))
    return (found[1], found[2].strip()) if found else ("", "")


def _period_in(rest: str) -> tuple[Period | None, str]:
    """The time that is named in front or behind, and what is left."""
    for word in sorted(PERIODS, key=len, reverse=True):
        if rest == word:
            return PERIODS[word], ""
        if rest.startswith(f"{word} "):
            return PERIODS[word], rest.removeprefix(word).strip()
        if rest.endswith(f" {word}"):
            return PERIODS[word], rest.removesuffix(word).strip()
    return None, rest
