"""A summary: each figure with that of the time before, and a button to the tickets behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from cards.card import Button, Message, Press
from cards.lengths import say_length
from cards.names import group_name, ticket_number
from cards.summary_words import figure_name, said_groups, said_time
from cards.why_routing import SEPARATOR
from cards.words import words
from desk.groups import Desk
from desk.languages import Language
from desk.reports import Figure, GroupFigures, Slowest, Summary

IN_DAYS = timedelta(days=2)  # younger ones are told in hours
MINUTE = timedelta(minutes=1)
MOST_GROUPS = 20  # with a button; those behind can still be named


@dataclass(frozen=True, slots=True)
class Behind:
    """How buttons lead to the tickets: the press, and the name of what was kept of the summary."""

    press: str
    subject: int


def summary_message(summary: Summary, desk: Desk, language: Language, behind: Behind) -> Message:
    """The summary, of several groups with a line for each below."""
    lines = [*_heading(summary, desk, language), *_totals(summary, language)]
    if len(summary.groups) > 1:
        lines += ["", *(_of_group(group, desk, language) for group in summary.groups)]
    buttons = (*_buttons(summary, language, behind), *_groups(summary, desk, behind))
    return Message("\n".join(lines), buttons=buttons)


def _heading(summary: Summary, desk: Desk, language: Language) -> Iterator[str]:
    say, first = words(language).say, summary.groups[0]
    parts = tuple(group.part for group in summary.groups)
    yield say("summary.heading", groups=said_groups(parts, desk, language))
    yield say(
        "summary.time",
        time=said_time(first.part, desk, language),
        before=said_time(first.before, desk, language),
    )


def _totals(summary: Summary, language: Language) -> Iterator[str]:
    say = words(language).say
    for figure in Figure:
        line = say(
            "summary.line",
            figure=figure_name(figure, language),
            number=summary.total(figure),
            before=summary.total_before(figure),
        )
        if figure is Figure.BACKLOG and (aged := summary.aged) is not None:
            line = say(
                "summary.aged",
                line=line,
                median=_age(aged.median, language),
                ticket=ticket_number(aged.ticket, language),
                oldest=_age(aged.oldest, language),
            )
        yield line
    yield from _slowest(
        "summary.slowest_acknowledged", (group.acknowledged for group in summary.groups), language
    )
    yield from _slowest(
        "summary.slowest_resolved", (group.resolved for group in summary.groups), language
    )


def _slowest(key: str, found: Iterable[Slowest | None], language: Language) -> Iterator[str]:
    known = [one for one in found if one is not None]
    if known:
        most = max(known, key=lambda one: one.took)
        yield words(language).say(
            key,
            ticket=ticket_number(most.ticket, language),
            length=say_length(_rounded(most.took), language),
        )


def _of_group(group: GroupFigures, desk: Desk, language: Language) -> str:
    say = words(language).say
    told = SEPARATOR[language].join(
        say("summary.short", figure=figure_name(figure, language), number=group.counts[figure])
        for figure in Figure
    )
    return say("summary.of_group", group=group_name(group.part.group, desk), figures=told)


def _buttons(summary: Summary, language: Language, behind: Behind) -> Iterator[Button]:
    """One for each figure that has tickets behind it."""
    for figure in Figure:
        if number := summary.total(figure):
            text = words(language).say(
                "summary.short", figure=figure_name(figure, language), number=number
            )
            yield Button(text, Press(behind.press, behind.subject, choice=figure.value))


def _groups(summary: Summary, desk: Desk, behind: Behind) -> Iterator[Button]:
    """One for each of several groups: its own summary has the buttons to its tickets."""
    groups = summary.groups if len(summary.groups) > 1 else ()
    for place, group in enumerate(groups[:MOST_GROUPS]):
        name = group_name(group.part.group, desk)
        yield Button(name, Press("figures", behind.subject, choice=str(place)))


def _age(age: timedelta, language: Language) -> str:
    if age >= IN_DAYS:
        return words(language).say("summary.days", n=age.days)
    return say_length(_rounded(age), language)


def _rounded(length: timedelta) -> timedelta:
    """Seconds are told only of what took less than a minute."""
    return length // MINUTE * MINUTE if length >= MINUTE else length
