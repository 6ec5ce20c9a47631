"""What the desk and people decided about a ticket's clocks and hands, and who was called by it: a
line an event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cards.lengths import say_length
from cards.names import Names, clock_name, group_name, person_name, priority_name
from cards.words import say_day, words
from desk.called import Called, CallState
from desk.clocks import ClockKind
from desk.errors import Fact
from desk.groups import Desk
from desk.languages import Language
from desk.moves import Action

NOT_AT_ONCE = timedelta(minutes=1)
BY_SOMEBODY = frozenset({Action.PRIORITIZE, Action.ASSIGN, Action.TAKE_OVER, Action.TRANSFER})
SAID = BY_SOMEBODY | {
    Action.SNOOZE,
    Action.EXTEND,
    Action.REPLAN,
    Action.REMIND,
    Action.ESCALATE,
}
"""What is told itself; of other events only whom they called."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An event around clocks, or one that called somebody; `by` is the id of who did it."""

    action: Action
    at: datetime
    by: int
    facts: Mapping[str, Fact]
    text: str = ""
    calls: tuple[Called, ...] = ()


@dataclass(frozen=True, slots=True)
class EventWords:
    """What lines about events need to be said."""

    desk: Desk
    names: Names
    timezone: str
    language: Language
    beside: datetime

    def line(self, event: Decided, whole: bool = False) -> str:
        """The event in a line; `whole`: with what it was based on."""
        say = words(self.language).say
        calls = (self._called(call, event.at) for call in event.calls)
        said = (self._what(event), *calls, *self._with_it(event.facts))
        what = say("why.then").join(filter(None, said))
        line = say("why.event", time=self._time(event.at), what=what)
        basis = self._basis(event.facts) if whole else ""
        return " ".join(filter(None, (line, basis)))

    def people(self, ids: Iterable[int]) -> str:
        """People by their ids."""
        known = {person.id: person.name for person in self.desk.people.values()}
        names = {**known, **self.names}
        said = (person_name(one, names, self.language) for one in ids)
        return words(self.language).say("why.and").join(said)

    def _what(self, event: Decided) -> str:
        say, facts = words(self.language).say, event.facts
        clock = self._clock(facts)
        match event.action:
            case action if action not in SAID:
                return ""
            case Action.SNOOZE | Action.EXTEND:
                return self._clock_moved(event, clock)
            case action if action in BY_SOMEBODY:
                person = person_name(event.by, self.names, self.language)
                given = self.people([int(str(facts["person"]))]) if "person" in facts else ""
                return say(f"why.{action}", person=person, given=given)
            case Action.REPLAN:
                changes = say("why.and").join(self._moved(facts))
                return say("why.replan", version=str(facts.get("version", "")), changes=changes)
            case Action.REMIND if "clock" not in facts:
                return say("why.turn")
            case Action.ESCALATE:
                return say("why.escalate", clock=clock, mood=self._mood(facts))
            case _:
                return say(
                    f"why.remind_{facts.get('because', 'first')}",
                    clock=clock,
                    mood=self._mood(facts),
                )

    def _clock_moved(self, event: Decided, clock: str) -> str:
        """Reminders put off, or more time given; until when, where the event tells."""
        facts, key = event.facts, f"why.{event.action}"
        if "until" in facts:
            key = f"why.snoozed_{facts.get('cut', 'until')}"
        elif {"from_due", "due"} <= facts.keys():
            key = "why.extended_from"
        times = {"old": "from_due", "due": "due", "until": "until"}
        return words(self.language).say(
            key,
            person=person_name(event.by, self.names, self.language),
            clock=clock,
            length=say_length(timedelta(seconds=int(str(facts.get("seconds", 0)))), self.language),
            text=event.text,
            **{
                name: self._time(_instant(facts[fact])) if fact in facts else ""
                for name, fact in times.items()
            },
        )

    def _called(self, call: Called, at: datetime) -> str:
        """Who, how, and when, if that was later; or that it isn't so yet."""
        say = words(self.language).say
        how = say(f"why.by_{call.way}", messenger=say(f"messenger.{call.messenger}"))
        late = call.state is CallState.SENT and call.later >= NOT_AT_ONCE
        key = f"why.called_{'later' if late else call.state}"
        people, time = self.people(call.people), self._time(at + call.later)
        return say(key, people=people, how=how, time=time)

    def _with_it(self, facts: Mapping[str, Fact]) -> Sequence[str]:
        say = words(self.language).say
        said: list[str] = []
        if held := _listed(facts.get("held")):
            said.append(say("why.held", people=self.people(held)))
        if "known" in facts:
            said.append(say("why.known", people=self.people(_listed(facts["known"]))))
        if {"priority", "from_priority"} <= facts.keys():  # a new ticket has no old one
            new, old = str(facts["priority"]), str(facts["from_priority"])
            said.append(
                say(
                    "why.priority",
                    old=priority_name(old, self.desk, self.language),
                    new=priority_name(new, self.desk, self.language),
                )
            )
        if {"group", "from_group"} <= facts.keys():
            old, new = str(facts["from_group"]), str(facts["group"])
            said.append(
                say("why.group", old=group_name(old, self.desk), new=group_name(new, self.desk))
            )
        return said

    def _basis(self, facts: Mapping[str, Fact]) -> str:
        """By which deadline of which policy, where the event tells."""
        if "policy" not in facts:
            return ""
        due = facts.get("due")
        return words(self.language).say(
            "why.basis",
            due=self._time(_instant(due)) if due else "-",
            policy=str(facts["policy"]),
            version=str(facts.get("version", "")),
        )

    def _moved(self, facts: Mapping[str, Fact]) -> Sequence[str]:
        say, moved = words(self.language).say, []
        for kind in ClockKind:
            old, new = facts.get(f"from_{kind}"), facts.get(kind.value)
            if old or new:
                moved.append(
                    say(
                        "why.moved",
                        clock=clock_name(kind, self.language),
                        old=self._time(_instant(old)) if old else "-",
                        new=self._time(_instant(new)) if new else "-",
                    )
                )
        return moved

    def _clock(self, facts: Mapping[str, Fact]) -> str:
        kind = str(facts.get("clock", ""))
        return clock_name(ClockKind(kind), self.language) if kind in set(ClockKind) else kind

    def _mood(self, facts: Mapping[str, Fact]) -> str:
        return words(self.language).say(f"why.mood_{facts.get('mood', 'near')}")

    def _time(self, at: datetime) -> str:
        return say_day(at, self.timezone, self.language, self.beside)


def _listed(fact: Fact | None) -> list[int]:
    return [int(one) for one in str(fact or "").split(",") if one]


def _instant(fact: Fact) -> datetime:
    return fact if isinstance(fact, datetime) else datetime.fromisoformat(str(fact))
