"""desk.yaml: what it says, and every mistake with its line."""

from pathlib import Path

import pytest

from bot.applying import told
from cards.desk_file import read_desk_file
from desk.languages import Language
from desk.spec import DeskSpec

SAMPLE = Path("bot/samples/desk.yaml").read_text(encoding="utf-8")

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
    spec = read_desk_file(SAMPLE)
    assert isinstance(spec, DeskSpec)
    assert [group.key for group in spec.groups] == ["it-support", "warehouse"]


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
