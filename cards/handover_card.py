"""The card of a hand-over: who leaves, who comes, and the open tickets, nearest deadline first."""

from collections.abc import Mapping

from cards.card import Button, Card, Color, Fact, Menu, Press, Style
from cards.cut import cut
from cards.names import Names, group_name, group_timezone, person_name, ticket_number
from cards.words import say_day, words
from desk.groups import Desk
from desk.languages import Language
from desk.matters import Handed, HandedTicket, HandOver, MatterState
from desk.scene import Scene

LISTED = 15
OFFERED = 10
TITLE_LENGTH = 40
MARKS: Mapping[Handed, str] = {
    Handed.WAITS: "•",
    Handed.TAKEN: "✓",
    Handed.GIVEN_BACK: "↩",
    Handed.MOVED_ON: "–",
    Handed.PASSED_ON: "→",
}


def handover_card(matter: HandOver, scene: Scene) -> Card:
    """The hand-over as its conversation shows it."""
    say, language, names = words(scene.language).say, scene.language, scene.names
    asks = matter.state is MatterState.OPEN
    given_back = sum(one.handed is Handed.GIVEN_BACK for one in matter.tickets)
    tag, color = _tag(matter)
    facts = (
        Fact(say("handover.leaving"), _people(matter.leaving, names, language)),
        Fact(say("handover.coming"), _people(matter.coming, names, language)),
        Fact(say("handover.tickets"), str(len(matter.tickets))),
        Fact(say("handover.waiting"), str(matter.waiting + given_back)),
    )
    return Card(
        title=say("handover.title", group=group_name(matter.group, scene.desk)),
        tag=say(tag),
        color=color,
        facts=facts,
        news="\n".join(_list(matter, scene.desk, language)),
        foot=_foot(matter, names, language),
        buttons=_buttons(matter, scene) if asks else (),
        call=scene.call,
        call_line=_call_line(matter, scene),
    )


def give_back_menu(matter: HandOver, language: Language, posting: int) -> Menu:
    """Which of the tickets goes back to the queue."""
    say = words(language).say
    waiting = [one for one in matter.tickets if one.handed is Handed.WAITS]
    return Menu(
        title=say("handover.give_back"),
        question=say("handover.which"),
        buttons=tuple(
            Button(
                f"{ticket_number(one.ticket, language)} {_short(one)}",
                Press("hand_back", matter.id, posting, choice=str(one.ticket)),
            )
            for one in waiting[:OFFERED]
        ),
        cancel=say("form.back"),
        back=Press("back", matter.id, posting),
    )


def _list(matter: HandOver, desk: Desk, language: Language) -> list[str]:
    say = words(language).say
    zone = group_timezone(matter.group, desk)

    def line(one: HandedTicket) -> str:
        number = ticket_number(one.ticket, language)
        due = say_day(one.due, zone, language, matter.at) if one.due else ""
        late = one.due is not None and one.due <= matter.at
        until = say("handover.late" if late else "handover.due", due=due) if due else ""
        back = say("handover.back") if one.handed is Handed.GIVEN_BACK else ""
        return f"{MARKS[one.handed]} {number} {_short(one)}{back or until}"

    lines = [*_nobody(matter, zone, language), *map(line, matter.tickets[:LISTED])]
    more = len(matter.tickets) - LISTED
    return [*lines, say("handover.more", n=more)] if more > 0 else lines


def _nobody(matter: HandOver, zone: str, language: Language) -> list[str]:
    say = words(language).say
    if not matter.unserved:
        return []
    if matter.until is None:
        return [say("handover.unserved")]
    return [say("handover.unserved_until", time=say_day(matter.until, zone, language, matter.at))]


def _tag(matter: HandOver) -> tuple[str, Color]:
    if matter.state is MatterState.OVER:
        return "handover.over", Color.GRAY
    if matter.gap:
        return "handover.gap", Color.RED
    if matter.state is MatterState.OPEN:
        return "handover.open", Color.ORANGE
    return "handover.done", Color.GREEN


def _call_line(matter: HandOver, scene: Scene) -> str:
    key = "handover.call_leads" if matter.gap else "handover.call"
    return words(scene.language).say(key) if scene.call else ""


def _short(one: HandedTicket) -> str:
    return cut(" ".join(one.title.split()), TITLE_LENGTH)[0]


def _people(people: tuple[int, ...], names: Names, language: Language) -> str:
    say = words(language).say
    return say("handover.and").join(person_name(p, names, language) for p in people) or say(
        "handover.nobody"
    )


def _foot(matter: HandOver, names: Names, language: Language) -> str:
    if matter.state is MatterState.OVER:
        passed_on = any(one.handed is Handed.PASSED_ON for one in matter.tickets)
        return words(language).say("handover.passed_on" if passed_on else "handover.ended")
    if matter.decided_by is None or matter.state is MatterState.OPEN:
        return ""
    person = person_name(matter.decided_by, names, language)
    taken = any(one.handed is Handed.TAKEN for one in matter.tickets)
    return words(language).say(
        "handover.accepted_by" if taken else "handover.settled_by", person=person
    )


def _buttons(matter: HandOver, scene: Scene) -> tuple[Button, ...]:
    say = words(scene.language).say
    return (
        Button(
            say("handover.accept"), Press("hand_accept", matter.id, scene.posting), Style.PRIMARY
        ),
        Button(say("handover.give_back"), Press("hand_which", matter.id, scene.posting)),
    )
