"""What `#network`, `#VIP` and `!high` mean in a new ticket's line, and which mean nothing."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from desk.folding import folded_word
from desk.groups import Desk
from desk.nearest import nearest

_STOPS = ",，;；、。"
# Chinese is written without spaces: 断网#网络，急. A stop behind a tag goes with it.
TAG = re.compile(
    rf"(?:(?<=[\s{_STOPS}\u4e00-\u9fff])|^)([#＃!！])([^\s#＃!！{_STOPS}]{{1,40}})"
    rf"(?:[{_STOPS}]|(?=\s|$))"
)
# p1 may be the name of a place: it counts where nothing else is said, and stays in the title.
_ALONE = re.compile(r"^\s*([pｐ][0-9０-９])(?=[\s,，:：])|(?<=[\s,，])([pｐ][0-9０-９])\s*$", re.I)
_LIKE_ENOUGH = 0.6


class TagKind(StrEnum):
    """What a tag is about."""

    PRIORITY = "priority"
    CATEGORY = "category"
    GROUP = "group"
    CUSTOMER_TIER = "customer_tier"


@dataclass(slots=True)
class Tags:
    """Takes the tags out of a line that the desk knows, each kind once; the rest stays."""

    desk: Desk
    found: dict[TagKind, str] = field(default_factory=dict)

    def without(self, line: str) -> str:
        """The line without what was understood."""
        text = TAG.sub(self._take, line)
        alone = _ALONE.search(text)
        priority = self.desk.priority_called(folded_word(alone[1] or alone[2])) if alone else None
        if priority is not None:
            self.found.setdefault(TagKind.PRIORITY, priority.key)
        return text

    def _take(self, tag: re.Match[str]) -> str:
        meant = meaning(tag[1], tag[2], self.desk)
        if meant is None or meant[0] in self.found:
            return tag[0]
        self.found[meant[0]] = meant[1]
        # Where it was written into a sentence, what stood around it stays apart.
        return " "


def meaning(mark: str, word: str, desk: Desk) -> tuple[TagKind, str] | None:
    """What a tag means to this desk; full-width letters are letters."""
    for spoken in (word, folded_word(word)):
        if mark in "!！":
            if priority := desk.priority_called(spoken):
                return TagKind.PRIORITY, priority.key
        elif by_category := desk.group_for_category(spoken):
            return TagKind.CATEGORY, by_category[1]
        elif by_name := desk.group_called(spoken):
            return TagKind.GROUP, by_name.key
        elif tier := desk.customer_tier_called(spoken):
            return TagKind.CUSTOMER_TIER, tier
    return None


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """A `#word` that is no category here, with the one that may have been meant."""

    word: str
    nearest: str | None


def unknown_categories(text: str, desk: Desk) -> Iterator[UnknownTag]:
    """The `#words` that nothing is called by; with a digit in it, it is a number of something."""
    for tag in TAG.finditer(text):
        word = tag[2]
        if tag[1] in "#＃" and not re.search(r"\d", word) and meaning("#", word, desk) is None:
            yield UnknownTag(word, nearest_category(word, desk))


def nearest_category(word: str, desk: Desk) -> str | None:
    """The category, group or class of customers whose name is most like a word."""
    names = {
        **{name.casefold(): name for group in desk.groups.values() for name in group.called},
        **{one.casefold(): one for group in desk.groups.values() for one in group.categories},
        **{
            name.casefold(): name
            for category in desk.categories.values()
            for name in (category.key, *category.words, category.name)
        },
    }
    spoken = folded_word(word)
    if slip := nearest(spoken, names):
        return names[slip]
    within = next((name for name in names if len(name) > 1 and name in spoken), None)
    like = [within] if within else difflib.get_close_matches(spoken, names, 1, _LIKE_ENOUGH)
    return names[like[0]] if like else None
