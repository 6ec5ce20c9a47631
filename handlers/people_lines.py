"""What a line about people means: linking accounts, roles, and whom a ticket is shown to."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desk.address import MessengerName
from desk.people import Role


@dataclass(frozen=True, slots=True)
class AskCode:
    """A code, to be typed on the other messenger."""


@dataclass(frozen=True, slots=True)
class UseCode:
    """The code that was given on the other messenger, as it was typed."""

    code: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """The asker's accounts stand each for itself again."""


@dataclass(frozen=True, slots=True)
class Prefer:
    """Where the asker wants to be reached first; None where the word names no messenger."""

    messenger: MessengerName | None
    word: str


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """Give somebody a role in a group, or take it back; `role` is None where the word names none.

    `group` is empty where the line names none.
    """

    who: str
    role: Role | None
    word: str
    group: str
    takes_back: bool = False


@dataclass(frozen=True, slots=True)
class AskWhoMay:
    """Who has which role; `group` is empty where the line names none."""

    group: str


@dataclass(frozen=True, slots=True)
class ShareTicket:
    """Let somebody see a ticket, or no longer."""

    number: int
    who: str
    takes_back: bool = False


PeopleCommand = AskCode | UseCode | Unlink | Prefer | ChangeRole | AskWhoMay | ShareTicket

MESSENGERS: Mapping[str, MessengerName] = {
    "slack": MessengerName.SLACK,
    "dingtalk": MessengerName.DINGTALK,
    "钉钉": MessengerName.DINGTALK,
}
ROLES: Mapping[str, Role] = {
    **dict.fromkeys(("member", "成员", "组员"), Role.MEMBER),
    **dict.fromkeys(("lead", "主管", "组长"), Role.LEAD),
    **dict.fromkeys(("partner", "合作方", "外部伙伴"), Role.PARTNER),
    **dict.fromkeys(("operator", "管理员"), Role.OPERATOR),
    **dict.fromkeys(("reporter", "提单人"), Role.REPORTER),
}
ACCOUNT_WORDS = frozenset({"", "account", "accounts", "my account", "my accounts", "账号"})
LONGEST_NAME = 4  # in words
LONGEST_GROUP = 3

_SHARE = r"(?:share|分享|共享)"
_UNSHARE = r"(?:unshare|取消分享|取消共享)"
_NUMBER = r"[#＃]\s*(?P<number>\d{1,15})"
_WHOM = r"[@＠]\s*(?P<who>[^#＃@＠]{1,80})$"
SHARES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?:(?P<back>{_UNSHARE})|{_SHARE})\s*{_NUMBER}\s*(?:with\s+|给\s*)?{_WHOM}",
        rf"^{_NUMBER}\s*(?:(?P<back>{_UNSHARE})|{_SHARE})\s*(?:with\s+|给\s*)?{_WHOM}",
    )
)
# A code has digits, so that no word is taken for one.
# Two words of other lengths are somebody's trouble: link 404 page.
_CODE = re.compile(
    r"^(?=[^\s]*\d)(?:[0-9A-Za-z]{2,6}[-–—]?[0-9A-Za-z]{2,4}|[0-9A-Za-z]{4}\s[0-9A-Za-z]{2})$"
)


def read_people_line(line: str) -> PeopleCommand | None:
    """What a line about people asks for; None if it is about something else, or may be."""
    for pattern in SHARES:
        if shared := pattern.match(line):
            return ShareTicket(int(shared["number"]), shared["who"].strip(), bool(shared["back"]))
    first, rest = _parted(line)
    read = BEGINNINGS.get(first)
    return read(rest) if read else None


def is_about_people(line: str) -> bool:
    """Whether a line begins like one that `read_people_line` may know."""
    first, rest = _parted(line)
    asks = first in BEGINNINGS and first != "who"
    return asks or (first == "who" and rest.casefold().startswith("may"))


def _link(rest: str) -> PeopleCommand | None:
    plain = unicodedata.normalize("NFKC", rest)
    bare = re.sub(r"^(?:accounts?|账号)\s+", "", plain, flags=re.IGNORECASE)
    if bare.casefold() in ACCOUNT_WORDS:
        return AskCode()
    return UseCode(bare) if _CODE.match(bare) else None


def _unlink(rest: str) -> PeopleCommand | None:
    return Unlink() if rest.casefold() in ACCOUNT_WORDS else None


def _prefer(rest: str) -> PeopleCommand | None:
    if len(rest.split()) != 1:
        return None
    return Prefer(MESSENGERS.get(rest.casefold()), rest)


def _who(rest: str) -> PeopleCommand | None:
    first, _, group = rest.partition(" ")
    return AskWhoMay(group.strip()) if first.casefold() == "may" else None


def _rights(rest: str) -> PeopleCommand | None:
    return AskWhoMay(rest) if len(rest.split()) <= LONGEST_GROUP else None


def _change(rest: str, takes_back: bool) -> PeopleCommand | None:
    """The first word that is a role parts the name from the group."""
    spoken = rest.split()
    for place in range(1, min(len(spoken), LONGEST_NAME + 1)):
        role = ROLES.get(spoken[place].casefold())
        if role is not None and len(spoken) - place - 1 <= LONGEST_GROUP:
            who, group = " ".join(spoken[:place]), " ".join(spoken[place + 1 :])
            return ChangeRole(who, role, spoken[place], group, takes_back)
    if rest.startswith(("@", "＠")) and 1 < len(spoken) <= LONGEST_NAME:
        return ChangeRole(spoken[0], None, spoken[1], "", takes_back)
    return None


def _give(rest: str) -> PeopleCommand | None:
    return _change(rest, takes_back=False)


def _take(rest: str) -> PeopleCommand | None:
    return _change(rest, takes_back=True)


BEGINNINGS: Mapping[str, Callable[[str], PeopleCommand | None]] = {
    **dict.fromkeys(("link", "绑定账号"), _link),
    **dict.fromkeys(("unlink", "解绑账号", "解绑"), _unlink),
    **dict.fromkeys(("prefer", "首选"), _prefer),
    **dict.fromkeys(("grant", "授权"), _give),
    **dict.fromkeys(("revoke", "取消授权", "收回授权"), _take),
    "who": _who,
    "权限": _rights,
}


def _parted(line: str) -> tuple[str, str]:
    first, _, rest = line.strip().partition(" ")
    if first == "绑定" and rest.strip().startswith("账号"):
        return "绑定账号", rest.strip().removeprefix("账号").strip()
    return first.casefold(), rest.strip()
