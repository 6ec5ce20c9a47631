"""The tickets that a line names: #1042, 工单1042, ticket 1042, 12号工单, or the number alone."""

import re
from dataclasses import dataclass

_TICKET = r"(?:工单|单子|单号|ticket|tkt)\s*号?\s*:?\s*"
_SURE = rf"(?:{_TICKET})?(?<![a-z0-9])#\s*(?P<sure>\d{{1,15}})(?!\d)"
_NAMED = rf"(?:{_TICKET}(?P<named>\d{{1,15}})|(?P<called>\d{{1,15}})\s*号(?:工单|单子))(?![\da-z])"
# A number is no ticket's if it counts something, or is part of a time, a price or a name.
_COUNTED = (
    "个张台条件楼层号点分秒天日月年周次元块位人家间份箱米寸度部批款根支把套%℃"  # one character each
)
_BARE = (
    r"(?<![a-z0-9#.:/_-])(?P<bare>\d{1,15})"
    rf"(?![\da-z_%]|[.:/-]\d|\s*(?:小时|分钟|[{_COUNTED}]))"
)
_MENTION = re.compile(f"{_SURE}|{_NAMED}|{_BARE}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A ticket's number in a folded text; `sure`: it can be nothing else."""

    number: int
    start: int
    end: int
    sure: bool


def mentions(text: str) -> list[Mention]:
    """The tickets that a folded text may name, in order; sure ones alone, if there are any."""
    found = [
        Mention(int(one[one.lastgroup or 0]), one.start(), one.end(), one["sure"] is not None)
        for one in _MENTION.finditer(text)
    ]
    return [one for one in found if one.sure] or found
