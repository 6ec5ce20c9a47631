"""Summaries as they are told, in both languages and on both messengers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from cards.dingtalk import render_markdown
from cards.slack import render_message
from cards.summary_card import MOST_GROUPS, Behind, summary_message
from cards.summary_words import counted_heading
from desk.languages import Language
from desk.reports import (
    Aged,
    Figure,
    GroupFigures,
    Period,
    Slowest,
    Summary,
    part_before,
    part_of,
)
from tests.cards.samples import DESK, LANGUAGES, NOW

ZONE = "Asia/Shanghai"
HOUR = timedelta(hours=1)
BEHIND = Behind("figure", 7)


def figures_of(group: str, period: Period, each: int) -> GroupFigures:
    """One group's, that many more of each figure than of the one before."""
    part = part_of(group, period, ZONE, NOW)
    return GroupFigures(
        part=part,
        before=part_before(part, period, ZONE),
        counts={figure: place * each for place, figure in enumerate(Figure)},
        counts_before=dict.fromkeys(Figure, each),
        acknowledged=Slowest(1042, 1.5 * HOUR),
        resolved=Slowest(1041, each * HOUR),
    )


def summary_of(*groups: str, period: Period = Period.TODAY) -> Summary:
    """A summary of these groups."""
    figures = tuple(figures_of(group, period, n) for n, group in enumerate(groups, 1))
    return Summary(period, NOW, figures, Aged(5 * HOUR, 75 * HOUR, 1002))


def told(summary: Summary, language: Language) -> str:
    """Its words, and what its buttons carry."""
    message = summary_message(summary, DESK, language, BEHIND)
    buttons = (f"[{button.text}] {button.press.pack()}" for button in message.buttons)
    return "\n".join((message.text, *buttons))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", Period)
def test_a_groups_summary(period: Period, language: Language, snapshot: SnapshotAssertion) -> None:
    """Each figure with that of the time before, the backlog's age, and who took longest."""
    assert told(summary_of("it", period=period), language) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_of_several_groups(language: Language, snapshot: SnapshotAssertion) -> None:
    """The totals, a line for each group, and a button that leads to it."""
    assert told(summary_of("it", "warehouse"), language) == snapshot


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", Figure)
def test_what_stands_above_the_tickets_behind_a_figure(
    figure: Figure, language: Language, snapshot: SnapshotAssertion
) -> None:
    """The figure, the group and the time; of what is open as of when."""
    counted = replace(summary_of("it").counted, figure=figure)
    assert counted_heading(counted, DESK, language) == snapshot


def test_a_figure_with_nothing_behind_it_has_no_button() -> None:
    """Nor has a backlog of none an age."""
    nothing = replace(summary_of("it"), aged=None)
    empty = replace(nothing.groups[0], counts=dict.fromkeys(Figure, 0), acknowledged=None)
    message = summary_message(replace(nothing, groups=(empty,)), DESK, Language.ENGLISH, BEHIND)
    assert message.buttons == ()
    assert "Open: 0 (1)\n" in message.text


def test_a_summary_of_very_many_groups_can_be_sent() -> None:
    """Within the limits of both messengers; groups beyond the last button can be named."""
    many = summary_of(*(f"g{n}" for n in range(200)))
    message = summary_message(many, DESK, Language.CHINESE, BEHIND)
    assert len(message.buttons) == len(Figure) - 1 + MOST_GROUPS
    assert len(render_message(message).blocks) <= 50
    assert "g199" in render_markdown(message).text
