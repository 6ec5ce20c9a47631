"""desk.yaml: what it says, and every mistake with its line."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applying import told
from cards import (
    desk_file,
    desk_file_calendars,
    desk_file_groups,
    desk_file_kinds,
    desk_file_promises,
    desk_file_queues,
    desk_file_rosters,
)
from cards.desk_file import read_desk_file
from desk.languages import Language
from desk.promises import Whom
from desk.queues import AfterHandOver, Strategy
from desk.spec import DeskSpec
from storage.settings_calendars import unknown_list
from tests.cards.desk_files import SAMPLE

SMALL = """\
tenants: {slack: T1}
people:
  bo: {name: Bo, slack: U1}
groups:
  it:
    name: IT
    members: [bo]
    channels: [{slack: C1}]
"""


def test_the_sample_is_right() -> None:
    """The file that newcomers copy has no mistake."""
    spec = read_desk_file(SAMPLE, unknown_list)
    assert isinstance(spec, DeskSpec), spec
    assert [group.key for group in spec.groups] == ["it-support", "warehouse"]


KEYS = (
    *desk_file.TOP,
    *desk_file.PERSON,
    *desk_file.PRIORITY,
    *desk_file_calendars.CALENDAR,
    *desk_file_calendars.OWN_DAY,
    *desk_file_rosters.ROSTER,
    *desk_file_rosters.LAYER,
    *desk_file_groups.GROUP,
    *desk_file_queues.LIMITS,
    *desk_file_queues.SURGE,
    *desk_file_kinds.CATEGORY,
    *desk_file_kinds.CUSTOMER_TIER,
    *desk_file_kinds.SUPPORT_TIER,
    *desk_file_kinds.RULE,
    *desk_file_promises.POLICY,
    *desk_file_promises.FOR,
    *desk_file_promises.STEP,
)
WORDS = (*desk_file_queues.NOTIFY, *desk_file_promises.CHANNELS, *Strategy, *AfterHandOver, *Whom)


@pytest.mark.parametrize("key", sorted(set(KEYS)))
def test_the_sample_shows_every_key(key: str) -> None:
    """In use, or in a comment beside what it belongs to."""
    assert re.search(rf"(?<![\w-]){key}(:|`|,|\)| \()", SAMPLE), key


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_the_sample_shows_every_word_that_can_be_chosen(word: str) -> None:
    """Strategies, topics, channels, people to tell."""
    assert re.search(rf"(?<![\w-]){word}(?![\w-])", SAMPLE), word


def test_little_is_needed() -> None:
    """Priorities, defaults, language and time zone have usual values."""
    spec = read_desk_file(SMALL)
    assert isinstance(spec, DeskSpec)
    assert spec.default_group == "it"
    assert spec.default_priority == "normal"
    assert spec.groups[0].timezone == "Asia/Shanghai"
    assert spec.groups[0].channels[0].conversation.tenant == "T1"


MISTAKES = [
    ("members: [bo]", "members: [bu]", 7, "deskfile.no_such_person", "bo"),
    ("members: [bo]", "member: [bo]", 7, "deskfile.unknown_key", "members"),
    ("    name: IT\n", "", 6, "deskfile.missing", ""),
    ("{slack: C1}", "{slak: C1}", 8, "deskfile.unknown_key", "slack"),
    ("{slack: C1}", "{slack: C1, dingtalk: cid}", 8, "deskfile.channel_messenger", ""),
    ("{slack: T1}", "{}", 3, "deskfile.no_tenant", ""),
    ("name: IT", "name: []", 6, "deskfile.want_text", ""),
    ("members: [bo]", "members: {bo: 1}", 7, "deskfile.want_list", ""),
    ("name: IT", "name: IT\n    timezone: Asia/Shanghei", 7, "deskfile.no_such_timezone", ""),
    ("name: IT", "name: IT\n    timezone: localtime", 7, "deskfile.no_such_timezone", ""),
    ("name: IT", "name: IT\n    timezone: EST", 7, "deskfile.no_such_timezone", ""),
    ("name: IT", "name: IT\n    timezone: Etc/GMT+8", 7, "deskfile.no_such_timezone", ""),
    ("name: IT", "name: IT\n    user_group: '@it-oncall'", 7, "deskfile.want_user_group", ""),
    ("name: IT", "name: IT\n    language: fr", 7, "deskfile.not_one_of", ""),
    ("name: IT", "name: IT\n    name: Twice", 7, "deskfile.twice", ""),
    ("  it:\n", "  i:t:\n", 5, "deskfile.bad_name", ""),
    ("  bo: {", "  ? [a, b]\n  : {", 3, "deskfile.bad_name", ""),
    ("name: IT", 'name: "I\\0T"', 6, "deskfile.want_text", ""),
    ("groups:\n", "default_group: itt\ngroups:\n", 4, "deskfile.not_one_of", "it"),
    ("people:", "people: [", 4, "deskfile.not_yaml", ""),
    (
        "name: Bo, slack: U1}",
        "name: Bo, slack: U1}\n  al: {name: Al, slack: U1}",
        4,
        "deskfile.account_taken",
        "",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "line", "key", "nearest"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(
    right: str, wrong: str, line: int, key: str, nearest: str
) -> None:
    """And with the nearest right name, where there is one."""
    assert right in SMALL
    mistakes = read_desk_file(SMALL.replace(right, wrong, 1))
    assert not isinstance(mistakes, DeskSpec)
    found = next((m for m in mistakes if m.key == key), None)
    assert found is not None, mistakes
    assert found.line == line
    assert found.facts.get("nearest", "") == nearest or not nearest


@pytest.mark.parametrize("language", list(Language))
def test_every_mistake_is_said_in_both_languages(language: Language) -> None:
    """As file, line, place and sentence."""
    for right, wrong, *_ in MISTAKES:
        mistakes = read_desk_file(SMALL.replace(right, wrong, 1))
        assert not isinstance(mistakes, DeskSpec)
        text = told(Path("desk.yaml"), mistakes, language)
        assert text.startswith("desk.yaml:")
        assert "{" not in text


def test_all_mistakes_are_told_at_once() -> None:
    """Nobody has to run it again for the next one."""
    broken = SMALL.replace("members: [bo]", "members: [bu]").replace("name: Bo", "nam: Bo")
    mistakes = read_desk_file(broken)
    assert not isinstance(mistakes, DeskSpec)
    assert len(mistakes) >= 3


JUNK = ("~", "x", "0", "-1", "[]", "{}", "[[]]", "{a: b}", "[{a: b}]", "1d", "100%", "2026-02-30")
PLACES = 500


@given(st.lists(st.tuples(st.integers(0, PLACES), st.sampled_from(JUNK)), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_whatever_stands_there_is_read_or_told(changes: list[tuple[int, str]]) -> None:
    """Some values of the sample exchanged for others: never an error, always a sentence."""
    root = yaml.compose(SAMPLE, Loader=yaml.SafeLoader)
    places = list(_places(root))
    for number, junk in changes:
        above, place = places[number % len(places)]
        _exchange(above, place, yaml.compose(junk, Loader=yaml.SafeLoader))
    read = read_desk_file(yaml.serialize(root, allow_unicode=True), unknown_list)
    if isinstance(read, tuple):
        for language in Language:
            assert "desk.yaml:" in told(Path("desk.yaml"), read, language)


def _places(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, int]]:
    """Every place in which a value stands."""
    if isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        for place, part in enumerate(node.value):
            yield node, place
            yield from _places(part[1] if isinstance(node, yaml.MappingNode) else part)


def _exchange(above: yaml.Node, place: int, junk: yaml.Node | None) -> None:
    inside = isinstance(above, yaml.MappingNode)
    above.value[place] = (above.value[place][0], junk) if inside else junk
