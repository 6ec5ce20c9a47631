"""A sentence for every no: the truth, and what to do instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cards.duty_refusals import duty_facts
from cards.names import (
    Names,
    action_name,
    group_name,
    person_name,
    priority_name,
    status_name,
    ticket_number,
)
from cards.people_words import people_facts
from cards.words import say_ago, words
from desk.errors import Reason, Refusal
from desk.groups import Desk
from desk.languages import Language
from desk.moves import (
    LEADS,
    LEADS_OR_DESK,
    MOVES,
    REPORTER_OR_LEAD,
    REPORTER_OR_STAFF,
    STAFF,
    STAFF_OR_DESK,
    WHOEVER_SEES_IT,
    Action,
    Ask,
    Status,
)
from desk.people import Role

WHO_MAY: Mapping[frozenset[Role], str] = {
    STAFF: "staff",
    STAFF_OR_DESK: "staff",
    LEADS: "leads",
    LEADS_OR_DESK: "leads",
    REPORTER_OR_LEAD: "reporter_or_lead",
    REPORTER_OR_STAFF: "reporter_or_staff",
    WHOEVER_SEES_IT: "reporter_or_staff",
}
DONE = frozenset(
    {
        Action.ACKNOWLEDGE,
        Action.START,
        Action.PEND,
        Action.RESOLVE,
        Action.CONFIRM,
        Action.REOPEN,
        Action.CANCEL,
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A refusal with all that its sentence may need; a fact that is missing has words too."""

    refusal: Refusal
    language: Language
    names: Names
    desk: Desk
    now: datetime
    asker: int | None

    def say(self, key: str) -> str:
        return words(self.language).say(key, **self.facts())

    def sentence(self) -> str:
        """The truth, and what to do instead."""
        return self.say(f"refusal.{_which(self)}")

    def facts(self) -> Mapping[str, str]:
        say = words(self.language).say
        return {
            "ticket": self.ticket(),
            "person": say("person.you") if self.is_about_asker() else self.person(),
            "ago": self.ago(),
            "action": self.action_said(),
            "done": self.done(),
            "status": self.status(),
            "group": self.group(),
            "groups": _listed([group.name for group in self.desk.groups.values()], self.language),
            "priority": priority_name(self.text("priority"), self.desk, self.language),
            "priorities": _listed(
                [priority_name(p.key, self.desk, self.language) for p in self.desk.priorities],
                self.language,
            ),
            "word": self.text("word"),
            "tiers": _listed([t.name for t in self.desk.customer_tiers.values()], self.language),
            "limit": self.text("limit"),
            "example": self.example(),
            **people_facts(self.refusal, self.language),
            **duty_facts(self.refusal, self.desk, self.language, self.now),
        }

    def text(self, name: str) -> str:
        return str(self.refusal.facts.get(name, ""))

    def number(self, name: str) -> int | None:
        fact = self.refusal.facts.get(name)
        return fact if isinstance(fact, int) else None

    def ticket(self) -> str:
        number = self.number("ticket")
        if number is None:
            return words(self.language).say("ticket.this")
        return ticket_number(number, self.language)

    def person(self) -> str:
        person = self.number("person")
        known = {p.id: p.name for p in self.desk.people.values()}
        return person_name(person, {**known, **self.names}, self.language)

    def is_about_asker(self) -> bool:
        return self.asker is not None and self.number("person") == self.asker

    def example(self) -> str:
        """How a ticket is made where they are."""
        example = words(self.language).say("refusal.empty_line_example")
        return f"/ticket {example.partition(' ')[2]}" if self.text("command") else example

    def ago(self) -> str:
        at = self.refusal.facts.get("at")
        passed = self.now - (at if isinstance(at, datetime) else self.now)
        return say_ago(passed, self.language)

    def action(self) -> Action | None:
        return Action(self.text("action")) if self.text("action") in set(Action) else None

    def action_said(self) -> str:
        action = self.action()
        return action_name(action, self.language) if action else self.text("action")

    def done(self) -> str:
        action = self.action()
        return words(self.language).say(f"done.{action if action in DONE else 'other'}")

    def status(self) -> str:
        known = self.text("status") in set(Status)
        return status_name(Status(self.text("status")), self.language) if known else ""

    def group(self) -> str:
        key = self.text("group")
        say = words(self.language).say
        return group_name(key, self.desk) if key else say("ticket.that_group")


def refusal_text(
    refusal: Refusal,
    language: Language,
    names: Names,
    desk: Desk,
    now: datetime,
    asker: int | None = None,
) -> str:
    """The sentence for a refusal; `asker` is who is told, so that they are called "you"."""
    return Asked(refusal, language, names, desk, now, asker).sentence()


def _which(asked: Asked) -> str:
    """The sentence of a reason, where one reason has several."""
    reason = asked.refusal.reason
    choose = SEVERAL.get(reason)
    return choose(asked) if choose else reason.value


def _not_allowed(asked: Asked) -> str:
    action = asked.action()
    # Without a ticket it is about the group itself, and not about a move.
    move = MOVES.get(action) if action and asked.number("ticket") else None
    who = WHO_MAY.get(move.by, "other") if move else "other"
    return f"not_allowed.{who}"


def _word_missing(asked: Asked) -> str:
    action = asked.action()
    move = MOVES.get(action) if action else None
    asks = move is not None and move.asks is not Ask.NOTHING
    return f"word_missing.{action if asks else 'other'}"


def _too_long(asked: Asked) -> str:
    return "too_long_by" if asked.text("limit") else "too_long"


def _same_person(asked: Asked) -> str:
    return "same_person_you" if asked.is_about_asker() else "same_person"


def _with_word(asked: Asked) -> str:
    """Whether there is a word that can't be read, or none at all."""
    return asked.refusal.reason.value + ("" if asked.text("word") else ".missing")


SEVERAL: Mapping[Reason, Callable[[Asked], str]] = {
    Reason.NOT_ALLOWED: _not_allowed,
    Reason.WORD_MISSING: _word_missing,
    Reason.TOO_LONG: _too_long,
    Reason.SAME_PERSON: _same_person,
    **dict.fromkeys((Reason.NOT_A_DAY, Reason.NOT_A_SPAN, Reason.NOT_A_NUMBER), _with_word),
}


def _listed(names: list[str], language: Language) -> str:
    return ("、" if language is Language.CHINESE else ", ").join(names)
