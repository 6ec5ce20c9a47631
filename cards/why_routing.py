"""Why a ticket is where it is and with whom, in words; and what a group is told of it at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cards.card import Message
from cards.cut import cut
from cards.names import (
    Names,
    category_name,
    group_name,
    group_timezone,
    person_name,
    priority_name,
    support_tier_name,
    ticket_number,
)
from cards.words import say_day, words
from desk.acts import Selection
from desk.address import AccountAddress
from desk.criteria import criteria_of
from desk.degrees import Scale
from desk.errors import Fact
from desk.giving import FAR
from desk.grounds import Ground, GroundKind
from desk.groups import Desk
from desk.languages import Language
from desk.queues import Queue, Strategy
from desk.routing import Fallback, Verdict
from desk.ticket import Ticket
from desk.triage import PriorityFrom, WhereFrom

MOST_PEOPLE = 20
TITLE_LENGTH = 60
SEPARATOR = {Language.ENGLISH: ", ", Language.CHINESE: "，"}


def routing_reasons(
    selection: Selection,
    names: Names,
    desk: Desk,
    language: Language,
    person: int | None = None,
) -> Sequence[str]:
    """How somebody was chosen, a line each; of one `person` only what was found about them."""
    if person is not None:
        return _about(selection, person, names, desk, language)
    return (
        _outcome(selection, names, desk, language),
        *_how_far(selection, desk, language),
        *_way(selection, desk, language),
        *_everybody(selection, names, desk, language),
    )


def people_in(selection: Selection) -> frozenset[int]:
    """Everybody whose name is wanted to tell of it."""
    return frozenset(verdict.person for verdict in selection.choice.verdicts)


def opening_reasons(facts: Mapping[str, Fact], desk: Desk, language: Language) -> Sequence[str]:
    """Why a new ticket got its group and its priority, from the facts of its first event."""
    say = words(language).say
    lines: list[str] = []
    if why := facts.get("group_why"):
        kind = WhereFrom(str(why))
        # The group that was asked for: who has it now is told by the choice.
        asked = str(facts.get("asked_group") or facts.get("group", ""))
        fact = _fact_of_group(kind, str(facts.get("group_fact", "")), desk)
        lines.append(say(f"why.group.{kind}", group=group_name(asked, desk), fact=fact))
    if why := facts.get("priority_why"):
        name = priority_name(str(facts.get("priority", "")), desk, language)
        lines.append(_why_priority(PriorityFrom(str(why)), name, facts, desk, language))
    return lines


def not_for_reporters(ticket: Ticket, desk: Desk, language: Language) -> Message:
    """What a reporter reads who asks why somebody doesn't have their ticket."""
    number, group = ticket_number(ticket.id, language), group_name(ticket.group, desk)
    return Message(words(language).say("why.routing.not_yours", ticket=number, group=group))


def grounds_said(
    grounds: Sequence[Ground], desk: Desk, group: str, at: datetime, language: Language
) -> str:
    """What speaks for and against somebody, in one line."""
    return _listed([_said(ground, desk, group, at, language) for ground in grounds], language)


def routed_message(
    ticket: Ticket,
    facts: Mapping[str, Fact],
    desk: Desk,
    language: Language,
    call: tuple[AccountAddress, ...] = (),
    beside: bool = False,
) -> Message:
    """Who may take a ticket that came back, or how far one had to go to find somebody for it."""
    say = words(language).say
    number = ticket_number(ticket.id, language)
    title = cut(" ".join(ticket.title.split()), TITLE_LENGTH)[0]
    named = number if beside else say("remind.ticket", ticket=number, title=title)
    fallback = facts.get("fallback")
    if not fallback:
        return Message(say("routed.again", ticket=named), call)
    text = say(
        f"routed.{Fallback(str(fallback))}",
        ticket=named,
        asked=group_name(str(facts.get("asked_group", "")), desk),
        group=group_name(str(facts.get("group", ticket.group)), desk),
    )
    return Message(text, call)


def _outcome(selection: Selection, names: Names, desk: Desk, language: Language) -> str:
    say, choice = words(language).say, selection.choice
    if choice.person is not None:
        person = person_name(choice.person, names, language)
        return say("why.routing.assigned", person=person)
    if choice.fallback in {Fallback.WAITS, Fallback.NOBODY}:
        return say("why.routing.waits", group=group_name(choice.group, desk))
    called = [person_name(person, names, language) for person in choice.called]
    return say("why.routing.called", people=_listed(called, language))


def _how_far(selection: Selection, desk: Desk, language: Language) -> Sequence[str]:
    fallback = selection.choice.fallback
    if fallback is not Fallback.NOT_NAMED and fallback not in FAR:
        return ()
    asked = group_name(selection.question.group, desk)
    return (words(language).say(f"why.routing.fallback.{fallback}", asked=asked),)


def _way(selection: Selection, desk: Desk, language: Language) -> Sequence[str]:
    """How the group works, and what told the candidates apart."""
    say, choice = words(language).say, selection.choice
    queue = next((crew.queue for crew in selection.crews if crew.group == choice.group), None)
    if queue is None:
        return ()
    ways = _listed([say(f"criterion.{way}") for way in _strategies(queue)], language)
    lines = [say("why.routing.way", group=group_name(choice.group, desk), strategies=ways)]
    if choice.compared:
        decided = dict.fromkeys(say(f"criterion.{criterion}") for criterion in choice.compared)
        lines.append(say("why.routing.decided", criteria=_listed(list(decided), language)))
    return lines


def _strategies(queue: Queue) -> tuple[str, ...]:
    deciding, _ = criteria_of(queue)
    by_button = (Strategy.BY_BUTTON.value,) if Strategy.BY_BUTTON in queue.strategies else ()
    return (*(criterion.value for criterion in deciding), *by_button)


def _everybody(selection: Selection, names: Names, desk: Desk, language: Language) -> Sequence[str]:
    """The chosen first, then those who could have had it, then the others."""
    in_order = sorted(selection.choice.verdicts, key=lambda one: (not one.chosen, not one.fits))
    lines = [_line(verdict, selection, names, desk, language) for verdict in in_order[:MOST_PEOPLE]]
    left = len(in_order) - MOST_PEOPLE
    return [*lines, words(language).say("why.routing.more", n=left)] if left > 0 else lines


def _about(
    selection: Selection, person: int, names: Names, desk: Desk, language: Language
) -> Sequence[str]:
    found = [one for one in selection.choice.verdicts if one.person == person]
    if found:
        return [_line(verdict, selection, names, desk, language) for verdict in found]
    asked = [group_name(crew.group, desk) for crew in selection.crews]
    who = person_name(person, names, language)
    return (words(language).say("why.routing.unknown", person=who, group=_listed(asked, language)),)


def _line(
    verdict: Verdict, selection: Selection, names: Names, desk: Desk, language: Language
) -> str:
    say, at = words(language).say, selection.question.at
    said = [_said(ground, desk, verdict.group, at, language) for ground in verdict.grounds]
    if verdict.chosen:
        said.insert(0, say(f"why.routing.{_part(verdict, selection)}"))
    if verdict.lost_at is not None:
        criterion = say(f"criterion.{verdict.lost_at}")
        said.append(say("why.routing.lost", criterion=criterion))
    return say(
        "why.routing.person",
        person=person_name(verdict.person, names, language),
        group=group_name(verdict.group, desk),
        grounds=_listed(said or [say("why.routing.no_grounds")], language),
    )


def _part(verdict: Verdict, selection: Selection) -> str:
    """What being chosen comes to: where it is taken by button, not everybody is called for it."""
    if selection.choice.person is not None:
        return "chosen"
    return "is_called" if verdict.person in selection.called else "may_take"


def _said(ground: Ground, desk: Desk, group: str, at: datetime, language: Language) -> str:
    facts = {name: _number(fact) for name, fact in ground.facts.items()}
    match ground.kind:
        case GroundKind.ON_DUTY:
            facts["place"] = str(int(ground.facts["position"]) + 1)
        case GroundKind.LAST_GIVEN:
            given = datetime.fromisoformat(str(ground.facts["at"]))
            facts["time"] = say_day(given, group_timezone(group, desk), language, at)
        case GroundKind.AT_CATEGORY_LIMIT:
            facts["category"] = category_name(facts["category"], desk)
        case _:
            pass
    return words(language).say(f"ground.{ground.kind}", **facts)


def _number(fact: float | str) -> str:
    """As people write it: 3, not 3.0."""
    return f"{fact:g}" if isinstance(fact, float) else str(fact)


def _listed(parts: Sequence[str], language: Language) -> str:
    return SEPARATOR[language].join(parts)


def _fact_of_group(kind: WhereFrom, fact: str, desk: Desk) -> str:
    """The name of what decided."""
    match kind:
        case WhereFrom.CUSTOMER_TIER:
            tier = desk.customer_tiers.get(fact)
            return tier.name if tier else fact
        case WhereFrom.SUPPORT_TIER:
            return support_tier_name(fact, desk)
        case WhereFrom.CATEGORY:
            return category_name(fact, desk)
        case _:
            return fact


def _degrees_said(facts: Mapping[str, Fact], language: Language) -> str:
    """What of impact and urgency the rule asked for; nothing if it asked for neither."""
    say = words(language).say
    found = {scale: facts.get(f"priority_{scale}") for scale in Scale}
    return _listed(
        [
            say(f"why.degree.{s}", degree=say(f"degree.{degree}"))
            for s, degree in found.items()
            if degree
        ],
        language,
    )


def _why_priority(
    kind: PriorityFrom, name: str, facts: Mapping[str, Fact], desk: Desk, language: Language
) -> str:
    say = words(language).say
    rule, word = facts.get("priority_rule"), facts.get("priority_word")
    if kind is PriorityFrom.RULE and isinstance(rule, int):
        degrees = _degrees_said(facts, language)
        if degrees and not word:
            return say("why.priority.degrees", priority=name, fact=rule + 1, degrees=degrees)
        if degrees:
            said = {"word": str(word), "degrees": degrees}
            return say("why.priority.word_degrees", priority=name, fact=rule + 1, **said)
        if word:
            return say("why.priority.word", priority=name, fact=rule + 1, word=str(word))
        return say("why.priority.rule", priority=name, fact=rule + 1)
    fact = category_name(str(facts.get("priority_category", "")), desk)
    return say(f"why.priority.{kind}", priority=name, fact=fact)
