"""The card of a swap, as each of those it is about sees it: who is asked, who asks, and leads."""

from collections.abc import Iterator, Mapping

from cards.card import Button, Card, Color, Fact, Press, Style
from cards.duty_times import say_span
from cards.duty_words import answer_line, names_with, position_name, request_number, typed
from cards.names import Names, group_name, group_timezone, person_name
from cards.swap_effects import swap_effect_lines
from cards.words import words
from desk.matters import MatterState, SwapRequest
from desk.scene import Scene
from desk.swaps import WAITS, SwapAnswer

COLORS: Mapping[MatterState, Color] = {
    MatterState.OPEN: Color.ORANGE,
    MatterState.AGREED: Color.BLUE,
    MatterState.DONE: Color.GREEN,
    MatterState.DECLINED: Color.RED,
}
STYLES: Mapping[SwapAnswer, Style] = {
    SwapAnswer.ACCEPT: Style.PRIMARY,
    SwapAnswer.APPROVE: Style.PRIMARY,
}


def swap_card(request: SwapRequest, scene: Scene) -> Card:
    """A swap with the buttons that whoever sees this card may press."""
    say, names = words(scene.language).say, names_with(scene.desk, scene.names)
    answers = _answers(request, _viewer(request, scene))
    return Card(
        title=say(
            "swap.title",
            n=request_number(request.id),
            person=person_name(request.person, names, scene.language),
            other=person_name(request.other, names, scene.language),
        ),
        tag=say(f"swap.{request.state}"),
        color=COLORS.get(request.state, Color.GRAY),
        body=_body(request, scene, names) if request.state in WAITS else "",
        facts=_facts(request, scene),
        news=_news(request, scene, names),
        foot=_foot(request, answers, scene),
        buttons=tuple(
            Button(
                say(f"swap.{answer}"),
                Press(answer.value, request.id, scene.posting),
                STYLES.get(answer, Style.DEFAULT),
            )
            for answer in answers
        ),
        call=scene.call,
    )


def _viewer(request: SwapRequest, scene: Scene) -> int | None:
    """Which of the two this card is for; None where it is for a lead."""
    for person in (request.other, request.person):
        known = scene.desk.people.get(person)
        if known is not None and set(known.accounts) & set(scene.call):
            return person
    return None


def _answers(request: SwapRequest, viewer: int | None) -> tuple[SwapAnswer, ...]:
    if viewer == request.person and request.state in WAITS:
        return (SwapAnswer.WITHDRAW,)
    if viewer == request.other and request.state is MatterState.OPEN:
        return (SwapAnswer.ACCEPT, SwapAnswer.DECLINE)
    if viewer is None and request.state is MatterState.AGREED:
        return (SwapAnswer.APPROVE, SwapAnswer.DECLINE)
    return ()


def _body(request: SwapRequest, scene: Scene, names: Names) -> str:
    viewer = _viewer(request, scene)
    which = {request.other: "other", request.person: "person"}.get(viewer or 0, "lead")
    state = request.state.value
    asked = words(scene.language).say(
        f"swap.body.{which}_{state}",
        person=person_name(request.person, names, scene.language),
        other=person_name(request.other, names, scene.language),
    )
    return "\n".join([asked, *_effects(request, scene, names)])


def _effects(request: SwapRequest, scene: Scene, names: Names) -> Iterator[str]:
    return swap_effect_lines(request, scene.desk, names, scene.language, request.at)


def _facts(request: SwapRequest, scene: Scene) -> tuple[Fact, ...]:
    say, desk, language = words(scene.language).say, scene.desk, scene.language
    zone = group_timezone(request.group, desk)
    rota = desk.rota(request.roster)
    layers = rota.layers if rota else ()
    layer = next((one for one in layers if one.key == request.layer), None)
    roster = rota.roster.name if rota else request.roster
    shift = say_span((request.start, request.end), zone, language, request.at)
    facts = [
        Fact(say("swap.shift"), shift),
        Fact(say("swap.roster"), f"{roster} · {request.layer}"),
    ]
    if layer is not None:
        facts.append(Fact(say("swap.position"), position_name(layer.position, language)))
    return (*facts, Fact(say("label.group"), group_name(request.group, desk)))


def _news(request: SwapRequest, scene: Scene, names: Names) -> str:
    """What became of it; while it waits, the body tells."""
    if request.state in WAITS:
        return ""
    language = scene.language
    became = words(language).say(
        f"swap.news.{request.state}",
        person=person_name(request.person, names, language),
        other=person_name(request.other, names, language),
        by=person_name(request.decided_by, names, language),
    )
    effects = _effects(request, scene, names) if request.state is MatterState.DONE else ()
    return "\n".join([became, *effects])


def _foot(request: SwapRequest, answers: tuple[SwapAnswer, ...], scene: Scene) -> str:
    """The same to be typed."""
    if not answers:
        return ""
    language = scene.language
    messenger = scene.call[0].messenger if scene.call else None
    lines = [typed(answer_line(one, request.id, language), language, messenger) for one in answers]
    return words(language).say("swap.foot", lines=words(language).say("duty.or").join(lines))
