"""What a line asks for a ticket: 麻烦把 #12 转给仓库, on it #12, done 12 replaced the fuse."""

import re
from dataclasses import dataclass

from desk.fillers import (
    before_please,
    behind_became,
    behind_fillers,
    behind_gap,
    behind_i_am,
    is_polite_end,
    says_thanks,
)
from desk.folding import Folded, folded
from desk.hedges import asks_at_the_end, is_hedged, is_question, is_verb_next
from desk.mentions import Mention, mentions
from desk.moves import MOVES, Action, Ask
from desk.nearest import nearest
from desk.seeing import is_bare, is_said_out, is_to_be_seen
from desk.verb_needs import BETWEEN, CONNECTS, NEEDS, NOTHING
from desk.verbs import VERB_OF, WAIT_OF, SaidVerb, verb_at


@dataclass(frozen=True, slots=True)
class SaidNumber:
    """A ticket's number and nothing else, or a wish to see it."""

    number: int


@dataclass(frozen=True, slots=True)
class SaidMove:
    """A move by its verb; `rest` is what was said with it, as it was typed."""

    number: int
    action: Action
    rest: str


@dataclass(frozen=True, slots=True)
class SaidWords:
    """Words about a ticket that name no move."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """About a move, but not plainly asked for; `number` is the ticket's, if one was named."""

    number: int | None = None


Spoken = SaidNumber | SaidMove | SaidWords | Doubtful

NOTED = frozenset({Action.REOPEN, Action.CONFIRM, Action.NUDGE})
"""What asks for nothing, but keeps what is said along with it."""

FREE = frozenset({Action.COMMENT, Action.REPLY})
"""What may hold any words, questions too."""

KEPT = FREE | {Action.CONFIRM, Action.REOPEN}
"""Where thanks are for somebody."""

TAKING = frozenset({Action.ACKNOWLEDGE, Action.START, Action.TAKE_OVER})

LONG_VERBS = tuple(word for word in VERB_OF if word.isascii() and len(word) > 4)
"""What can't be another word with one letter changed."""

NAMING = frozenset({Action.ASSIGN, Action.TRANSFER, Action.PRIORITIZE})
"""What may name its object before the number: transfer 仓库 #12."""

LONGEST_NAME = 3  # in words
LONGEST_WISH = 60  # without a number

_PRIORITY = re.compile(r"\s*(?:!\s*(\S+)|(p\d))\s*")
_WORD = re.compile(r"\s+([a-z]+)(?=[\s,.!]|$)")
_TOWARDS = re.compile(r"\s*(?:给|到|至|to\s)")
_JOINER = re.compile(r"\s*(?:和|与|跟|及|and\b|&|\+|,|、)?\s*#?\s*\d+")
_NAMED_AT_ONCE = re.compile(r"[^\s,.!?]{1,8}")


def read_spoken(line: str) -> Spoken | None:
    """What a line says of a ticket; None if it is about none."""
    said = folded(line)
    named = mentions(said.text)
    if not named:
        return _without_number(said.text)
    return _Line(said, named[0], len({one.number for one in named}) > 1).read()


def behind_number(line: str) -> str:
    """A line without the ticket's number that it begins with."""
    said = folded(line)
    named = mentions(said.text)
    begins = bool(named) and behind_gap(said.text, 0) >= named[0].start
    return said.as_typed(behind_gap(said.text, named[0].end)) if begins else line.strip()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line around the first ticket that it names; `several`: it names others, too."""

    said: Folded
    ticket: Mention
    several: bool

    def read(self) -> Spoken | None:
        if parted := self._parted_verb():
            rest = self._rest(parted, parted.end)
            return self._move(parted, rest, parted.end)
        verb = self._verb(0, self.ticket.start)
        if verb is not None:
            return self._verb_first(verb)
        begins = self._behind_fillers(0, self.ticket.start)
        behind = self.text[self.ticket.end :]
        seen = is_to_be_seen(self.text[begins : self.ticket.start])
        if seen and (is_said_out(behind) or is_to_be_seen(behind)):
            return SaidNumber(self.number)
        return self._number_first() if begins >= self.ticket.start else self._doubt()

    @property
    def text(self) -> str:
        return self.said.text

    @property
    def number(self) -> int:
        return self.ticket.number

    def _verb(self, start: int, stop: int) -> SaidVerb | None:
        """The verb that stands there, behind what is only polite."""
        at = start
        while at < stop:
            verb = verb_at(self.text[:stop], at) or self._taken_by_themselves(at, stop)
            if verb is not None and self._has_what_it_needs(verb):
                return verb
            behind = behind_fillers(self.text, at, stop)
            if behind == at and start > 0:
                behind = behind_became(self.text, at)
            if behind == at:
                return None
            at = behind
        return None

    def _parted_verb(self) -> SaidVerb | None:
        """`take #12 over`, `send #12 back`: the number stands within the verb."""
        begins = self._behind_fillers(0, self.ticket.start)
        behind = _WORD.match(self.text, self.ticket.end)
        if behind is None or not self.ticket.sure:
            return None
        word = f"{self.text[begins : self.ticket.start].strip()} {behind[1]}"
        action = VERB_OF.get(word)
        return SaidVerb(action, word, begins, behind.end()) if action else None

    def _taken_by_themselves(self, start: int, stop: int) -> SaidVerb | None:
        """I'm on it: what is promised of anything else is none of the desk's moves."""
        verb = verb_at(self.text[:stop], behind_i_am(self.text, start))
        return verb if verb is not None and verb.action in TAKING else None

    def _has_what_it_needs(self, verb: SaidVerb) -> bool:
        needs = NEEDS.get(verb.word)
        follows = self.ticket.end if verb.start < self.ticket.start else verb.end
        return needs is None or needs.match(self.text, follows) is not None

    def _behind_fillers(self, start: int, stop: int) -> int:
        at = behind_gap(self.text, start)
        while (behind := behind_fillers(self.text, at, stop)) != at:
            at = behind
        return at

    def _ends(self, start: int) -> bool:
        return is_said_out(self.text[start:])

    def _verb_first(self, verb: SaidVerb) -> Spoken | None:
        """`受理 #12`, `transfer 仓库 #12 缺两箱`."""
        named = self._rest(verb, verb.end, self.ticket.start)
        named = "" if CONNECTS.fullmatch(folded(named).text) else named
        if named and (verb.action not in NAMING or len(named.split()) > LONGEST_NAME):
            return self._doubt()
        if named and not self.ticket.sure:
            return self._doubt()
        rest = self._rest(verb, self.ticket.end) if not named else ""
        if named:
            rest = f"{named} {self.said.as_typed(behind_gap(self.text, self.ticket.end))}".strip()
        if not self.ticket.sure and not self._is_plain(verb, rest):
            return Doubtful()
        return self._move(verb, rest, self.ticket.end)

    def _number_first(self) -> Spoken | None:
        """`#12 受理`, `12 done`."""
        start = behind_gap(self.text, self.ticket.end)
        if is_bare(self.text[start:]) or is_to_be_seen(self.text[start:]):
            return SaidNumber(self.number)
        if priority := _PRIORITY.fullmatch(self.text, self.ticket.end):
            group = priority.lastindex or 0
            rest = self.said.as_typed(priority.start(group), priority.end(group))
            return SaidMove(self.number, Action.PRIORITIZE, rest)
        verb = self._verb(start, len(self.text))
        if verb is not None:
            rest = self._rest(verb, verb.end)
            if not self.ticket.sure and not self._is_plain(verb, rest):
                return Doubtful()
            return self._move(verb, rest, verb.start)
        if rest_of_wait := self._waits(start):
            return SaidMove(self.number, Action.PEND, rest_of_wait)
        if is_hedged(self.text[start:]):
            return self._doubt()
        if nearest(self.text[start:], LONG_VERBS):
            return Doubtful(self.number)
        return SaidWords(self.number, self.said.as_typed(start)) if self.ticket.sure else None

    def _waits(self, start: int) -> str:
        """`等配件` says by itself that a ticket is to wait."""
        first = self.text[start:].split(maxsplit=1)[0]
        waits = first in WAIT_OF and first.startswith("等")
        return self.said.as_typed(start) if self.ticket.sure and waits else ""

    def _rest(self, verb: SaidVerb, start: int, stop: int | None = None) -> str:
        """What is said with a verb from there on, without what only joins or thanks."""
        end = len(self.text) if stop is None else stop
        said = self.text[start:end]
        if is_polite_end(said) and not (verb.action in KEPT and says_thanks(said)):
            return ""
        if verb.action not in FREE:
            end = start + before_please(self.text[start:end])
        at = min(behind_gap(self.text, start), end)
        between = BETWEEN.get(verb.action, NOTHING).match(self.text, at, end)
        return self.said.as_typed(between.end() if between else at, end)

    def _move(self, verb: SaidVerb, rest: str, words_from: int) -> Spoken:
        """The move that a verb and what follows it make, if it is plainly asked for."""
        action, spoken = verb.action, folded(rest).text
        if self.several and _JOINER.match(spoken):
            return Doubtful(self.number)
        longest = 2 if MOVES[action].asks in {Ask.NOTHING, Ask.TEXT} else 1
        if action not in FREE and asks_at_the_end(spoken or self.text[verb.end :], longest):
            return Doubtful(self.number)
        if action in {Action.ASSIGN, Action.TRANSFER} and spoken:
            action = Action.ASSIGN if spoken.startswith("@") else action
        if rest and MOVES[action].asks is Ask.NOTHING and action not in NOTED:
            typed = self.said.as_typed(behind_gap(self.text, words_from))
            before = self.said.as_typed(verb.start, verb.end) if words_from > verb.start else ""
            return SaidWords(self.number, f"{before} {typed}".strip())
        return SaidMove(self.number, action, rest)

    def _is_plain(self, verb: SaidVerb, rest: str) -> bool:
        """Whether it can't be a title that counts something: close 2 accounts of leavers."""
        behind_verb = verb.end <= self.ticket.start
        called_so = not self.text[self.ticket.start].isdecimal()  # 工单12, ticket 12
        if not rest or called_so or verb.action in PLAIN:
            return True
        if not verb.is_latin and (verb.end == self.ticket.start or not behind_verb):
            return True
        first, _, more = folded(rest).text.partition(" ")
        match MOVES[verb.action].asks:
            case Ask.PERSON | Ask.GROUP:
                return (
                    first.startswith("@") or _TOWARDS.match(self.text, self.ticket.end) is not None
                )
            case Ask.PRIORITY:
                return not more
            case Ask.WAITING_FOR:
                return first in WAIT_OF
            case Ask.HOW_LONG | Ask.HOW_LONG_AND_WHY:
                return first[0].isdecimal()
            case _:
                return False

    def _doubt(self) -> Spoken | None:
        """Somebody else's word for a move: asked about, never done."""
        text, ticket = self.text, self.ticket
        if not (is_hedged(text) or (ticket.sure and is_question(text))):
            return None
        follows = behind_gap(text, ticket.end)
        asks = text[follows : follows + 1] in {"?", "吗"}
        tight = asks or self._ends(follows) or is_verb_next(text, follows)
        return Doubtful(self.number) if ticket.sure or tight else None


PLAIN = FREE | {Action.SEND_BACK, Action.GIVE_BACK, Action.REOPEN}
"""What nobody begins a title with, and a number."""


def _without_number(text: str) -> Spoken | None:
    """A move without its ticket: 搞定了, 转给仓库."""
    if len(text) > LONGEST_WISH:
        return None
    at = behind_gap(text, 0)
    while (verb := verb_at(text, at)) is None and (behind := behind_fillers(text, at)) != at:
        at = behind
    if verb is None or verb.word in NEEDS:
        return None
    rest = text[verb.end :]
    names = verb.word[-1] in "给到" and _NAMED_AT_ONCE.fullmatch(rest.strip())
    return Doubtful() if is_polite_end(rest) or names else None
