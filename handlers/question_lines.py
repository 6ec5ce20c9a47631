"""Lines that ask about promises and decisions: what is promised, and why something is as it is."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskPromises:
    """What is promised: for one ticket, or for the asker's groups."""

    number: int | None


@dataclass(frozen=True, slots=True)
class AskWhy:
    """Why a ticket's deadlines and assignee are as they are; `person`: why it is not theirs (empty,
    where the line doesn't say whose).

    Without a number it is the ticket of the thread; `text` is the whole line then.
    """

    number: int | None
    person: str | None = None
    whole: bool = False
    text: str = ""


Question = AskPromises | AskWhy

_SLA = r"(?:sla|时限)"
_WHY = r"(?:why|为什么|为何)"
_NOT = r"(?:not|不是)\s*[@＠](?P<person>[^#＃@＠]{1,60}?)"
_SHORT_NOT = r"(?:not|不是)\s*[@＠]\s*(?P<person>[^\s#＃@＠?？]+(?:\s+[^\s#＃@＠?？]+){0,3}?)"
_NOBODY = r"(?:not|不是)"
_TICKET = r"(?:\s*[#＃]\s*|\s+)(?P<number>\d{1,15})"
_WHOLE = r"(?:\s*(?P<whole>all|全部))?"
_END = r"\s*[?？]?$"

PROMISES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_SLA}(?:{_TICKET})?{_END}",
        rf"^[#＃]\s*(?P<number>\d{{1,15}})\s*{_SLA}{_END}",
    )
)
REASONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_WHY}(?:\s*{_NOT})?{_TICKET}{_WHOLE}{_END}",
        rf"^[#＃]\s*(?P<number>\d{{1,15}})\s*{_WHY}(?:\s*{_NOT})?{_WHOLE}{_END}",
    )
)
NOT_WHOM = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_WHY}\s*{_NOBODY}\s*[@＠]?\s*[#＃]\s*(?P<number>\d{{1,15}}){_END}",
        rf"^[#＃]\s*(?P<number>\d{{1,15}})\s*{_WHY}\s*{_NOBODY}\s*[@＠]?{_END}",
    )
)
# What names no ticket: nothing but the question itself, so that a title is not taken for one.
REASONS_HERE = re.compile(rf"^{_WHY}(?:\s*{_SHORT_NOT})?{_WHOLE}{_END}", re.IGNORECASE)
BEGINNING = re.compile(rf"^(?:{_SLA}|{_WHY}(?:\s*{_NOT})?)\s*[#＃]\s*\d", re.IGNORECASE)


def read_question(text: str) -> Question | None:
    """The question that a line is, all of it; None if it is none."""
    for pattern in PROMISES:
        if asked := pattern.match(text):
            number = asked["number"]
            return AskPromises(int(number) if number else None)
    for pattern in REASONS:
        if asked := pattern.match(text):
            person = asked["person"]
            return AskWhy(int(asked["number"]), person and person.strip(), bool(asked["whole"]))
    for pattern in NOT_WHOM:
        if asked := pattern.match(text):
            return AskWhy(int(asked["number"]), "")
    if asked := REASONS_HERE.match(text):
        return AskWhy(None, asked["person"], bool(asked["whole"]), text)
    return None


def begins_like_question(text: str) -> bool:
    """Whether a line asks about a ticket by number, whatever else stands behind it."""
    return BEGINNING.match(text) is not None
