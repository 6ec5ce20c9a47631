"""What stands between a verb and what it asks for, and what must follow the commonest."""

import re
from collections.abc import Mapping

from desk.moves import Action
from desk.verbs import WAIT_OF

# What stands between a verb and what it asks for.
BETWEEN: Mapping[Action, re.Pattern[str]] = {
    Action.ASSIGN: re.compile(r"(?:给\s*|to\s+)?"),
    Action.TRANSFER: re.compile(r"(?:[给到至]\s*|to\s+)?#?"),
    Action.PRIORITIZE: re.compile(r"(?:(?:改成|改为|调成|调到|设为|为)\s*|(?:to|as)\s+)?[!]?"),
    Action.PEND: re.compile(r"(?:(?:waiting for|wait for|for|因为)\s+)?"),
    Action.SNOOZE: re.compile(r"(?:for\s+)?"),
    Action.EXTEND: re.compile(r"(?:by\s+|for\s+)?"),
}
NOTHING = re.compile("")
_TO = re.compile(r"\s*to\s")
# Verbs that are too common to count without what must follow.
NEEDS: Mapping[str, re.Pattern[str]] = {
    "give": re.compile(r"\s*(?:to\s|@)"),
    **dict.fromkeys(("send", "forward", "route", "pass", "hand", "hand over"), _TO),
    "给": re.compile(r"\s*@"),
    "可以": re.compile(r"(?:\s*[,.!。，]|\s*$)"),
    "return": re.compile(r"\s+\S"),
    "make": re.compile(r"\s*\S+$"),
    "waiting for": re.compile(rf"\s*(?:{'|'.join(WAIT_OF)})\b"),
    "wait for": re.compile(rf"\s*(?:{'|'.join(WAIT_OF)})\b"),
}
CONNECTS = re.compile(r"(?:with|for|on|of|this|the|这个|这张|这单|号|工单|单子|the ticket|it)?")
AUXILIARIES = ("能不能", "可不可以", "要不要", "可以", "能", "要", "还没", "没", "别", "不要")
