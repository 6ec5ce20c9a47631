"""The JSON Schema of desk.yaml: it knows what the readers know, and refuses nothing they take."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import app
from cards import (
    desk_file,
    desk_file_calendars,
    desk_file_groups,
    desk_file_kinds,
    desk_file_people,
    desk_file_promises,
    desk_file_queues,
    desk_file_rosters,
    desk_file_summary,
)
from cards.desk_file import read_desk_file
from cards.desk_file_known import _zones
from cards.desk_schema import FILE, desk_schema, desk_schema_text
from cards.desk_schema_shapes import Json, fixed
from desk.address import CHATS
from desk.clocks import PROMISES, ClockKind
from desk.hooks import FIELDS
from desk.spec import DeskSpec
from tests.cards.desk_files import SAMPLE, SMALL
from tests.cards.desk_schemas import underlined

NAMES = (
    desk_file.TOP,
    desk_file.PERSON,
    desk_file.PRIORITY,
    (desk_file_people.BIND_BY,),
    desk_file_people.LIST,
    desk_file_calendars.CALENDAR,
    desk_file_calendars.OWN_DAY,
    desk_file_rosters.ROSTER,
    desk_file_rosters.LAYER,
    desk_file_groups.GROUP,
    desk_file_summary.SUMMARY,
    desk_file_queues.NOTIFY,
    desk_file_queues.LIMITS,
    desk_file_queues.SURGE,
    desk_file_kinds.CATEGORY,
    desk_file_kinds.CUSTOMER_TIER,
    desk_file_kinds.SUPPORT_TIER,
    desk_file_kinds.RULE,
    desk_file_promises.POLICY,
    desk_file_promises.FOR,
    desk_file_promises.STEP,
    FIELDS,
    PROMISES,
    tuple(ClockKind),
    CHATS,
    (*CHATS, "language"),
)
LAYER = "rosters: {r: {layers: {l: {people: [bo], start: 2026-01-05, %s}}}}\n"
CALENDAR = "calendars: {c: {%s}}\n"
SLA = "sla: [{name: s, acknowledge: 1h, %s}]\n"
STEP = "sla: [{name: s, acknowledge: 1h, steps: {acknowledge: {%s}}}]\n"
SURGE = SMALL + "    surge: {%s}\n"


def test_the_file_is_current() -> None:
    """Whoever changes what desk.yaml can say runs `make docs`."""
    assert FILE.read_text(encoding="utf-8") == desk_schema_text()


def test_paidan_schema_prints_it() -> None:
    """Byte for byte, so that it can be sent into a file."""
    shown = CliRunner().invoke(app, ["schema"])
    assert (shown.exit_code, shown.stdout) == (0, desk_schema_text())


def test_its_names_are_those_of_the_readers() -> None:
    """None is forgotten, and none is offered that nobody reads."""
    described = {frozenset(names) for names in _names(desk_schema())}
    assert described == {frozenset(map(str, names)) for names in NAMES}


def test_a_name_without_a_description_is_told_by_name() -> None:
    """Whoever adds one to a reader learns what is missing."""
    with pytest.raises(KeyError, match="new"):
        fixed(("old", "new"), {"old": {}})


def test_every_name_is_explained() -> None:
    """An editor has a sentence for each."""
    for names in _names(desk_schema()):
        for name, part in names.items():
            assert isinstance(part, Mapping), name
            assert part.get("description"), name


def test_every_time_zone_is_taken() -> None:
    """The pattern has room for all that the reader knows."""
    lines = "\n".join(f"  z{n}: {{hours: 24x7, timezone: {z}}}" for n, z in enumerate(_zones()))
    assert not underlined(f"{SMALL}calendars:\n{lines}\n")


def test_the_sample_leads_editors_to_it() -> None:
    """Its first line is a path to the file, from where the sample is."""
    first = SAMPLE.splitlines()[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    assert (Path("bot/samples") / path).resolve() == FILE.resolve()


def _texts() -> Iterator[str]:
    """Every text in the tests that may be a desk.yaml."""
    yield SAMPLE
    for path in sorted(Path("tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and "people:" in text and "groups:" in text:
                yield text


def test_what_the_reader_takes_the_schema_takes() -> None:
    """For the sample and each whole desk.yaml in the tests."""
    taken = [text for text in dict.fromkeys(_texts()) if _is_taken(text)]
    assert len(taken) > 5
    for text in taken:
        assert not underlined(text), text


TAKEN = (
    LAYER % "every: week",
    LAYER % "every: 2 个月, on: 周一至周五, hours: 22:00至06:00, position: 2",
    LAYER % 'every: 12 Hours, on: [MON-fri, sun], position: backup, priority: "3"',
    LAYER % "until: 2026-02-01T08:30, gap: Yes, channels: {slack: C2}",
    CALENDAR % "hours: Always",
    CALENDAR % "hours: {mon-Thu: 08:00-24:00, sun: OFF, 周六: [], FRI: no}",
    CALENDAR % "hours: 24x7, days: {2026-1-2: false, 2026-12-24: {hours: 休, name: 2026}}",
    SLA % "first_reply: 半小时, resolution: 1小时30分, next_reply: 2H",
    STEP % "at: 100%+10m, tell: lead",
    STEP % "at: 12.5 % - 1 小时 real, tell: [lead, group]",
    STEP % "at: 0m, raise: on, post: {slack: T1/C9}",
    "support_tiers: L1\n",
    "support_tiers: [L1, {L2: {rung: no}, L3: {}}]\n",
    "customer_tiers: {贵宾: {people: bo, also: [1, true]}}\n",
    "categories: {vpn: {group: it, weight: '2.5', skills: {英语: 3}}}\n",
    "priority_rules: [{priority: high, urgency: high}]\noperators: bo\n",
)


@pytest.mark.parametrize("addition", TAKEN)
def test_every_way_to_write_it_is_taken(addition: str) -> None:
    """Words in both languages, capitals, quotes, single values for lists."""
    assert _is_taken(SMALL + addition)
    assert not underlined(SMALL + addition)


REFUSED = (
    "people: {bo: {name: Bo}}\n",
    SMALL + "colour: red\n",
    SMALL + "    pool: everybody\n",
    SMALL + "    strategy: [by_button, dice]\n",
    SMALL + "    order: newest\n",
    SMALL + "    limit: 0\n",
    SMALL + "    members_from: {slack_usergroup: S1, dingtalk_department: 3}\n",
    SMALL + "    notify: {reminder: [shout]}\n",
    SMALL + "    swap_needs_lead: maybe\n",
    SMALL + "    user_group: oncall\n",
    SMALL.replace("    members: [bo]\n", ""),
    SMALL.replace("name: Bo, ", ""),
    SMALL.replace("[{slack: C1}]", "[{slack: C1, dingtalk: cid}]"),
    SMALL.replace("  bo:", "  b o:"),
    SURGE % "calm: 15m",
    SURGE % "inflow: 10, within: 1 day",
    LAYER % "every: fortnight",
    LAYER % "on: []",
    LAYER % "position: Backup",
    LAYER % "until: tomorrow",
    "rosters: {r: {layers: {}}}\n",
    "rosters: {r: {name: R}}\n",
    CALENDAR % "timezone: UTC",
    CALENDAR % "hours: {moonday: 08:00-17:00}",
    CALENDAR % "hours: 24x7, timezone: EST",
    CALENDAR % "hours: {mon: 8-17}",
    CALENDAR % "hours: 24x7, days: {christmas: off}",
    SLA % "resolution: 2d",
    SLA % "resolution: 0m",
    SLA % "resolution: 90",
    SLA % "reopening: forget",
    STEP % "at: 50%",
    STEP % "at: soon, tell: lead",
    STEP % "at: 50% real, tell: lead",
    STEP % "at: 50%, tell: boss",
    "priority_rules: [{priority: high}]\n",
    "hooks: {h: {body: /text}}\n",
    "language: fr\n",
    "people: {bo: {name: }}\n",
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_wrong_by_itself_both_refuse(text: str) -> None:
    """Unknown names and words, missing parts, times that are none."""
    whole = text if "people:" in text else SMALL + text
    assert not _is_taken(whole)
    assert underlined(whole)


def _scalars(node: yaml.Node | None) -> Iterator[tuple[int, int]]:
    """From where to where each value stands, names aside."""
    if isinstance(node, yaml.MappingNode):
        for _, part in node.value:
            yield from _scalars(part)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif node is not None:
        yield node.start_mark.index, node.end_mark.index


VALUES = tuple(_scalars(yaml.compose(SAMPLE, Loader=yaml.SafeLoader)))
WORDS = (
    *("off", "no", "'no'", "true", "ON", "''", "~", "[]", "{}", "0", "1", "'3'", "-1", "2.5"),
    *("1h", "0m", "半小时", "1H 30 MIN", "2d", "50%", "100% + 1h real", "week", "3 天", "Primary"),
    *("09:00-12:00", "8:00到24:00", "mon-fri", "周日", "2026-12-24", "2026-1-5 9:00", "UTC"),
    *("zhou", "[zhou]", "[[zhou, wang]]", "urgent", "on_duty", "by_button", "L1", "network", "CN"),
    *("slack", "{slack: C1}", "[{slack: C1, language: en}]", "en", "always", "group", "high"),
)


@settings(max_examples=30, deadline=None)
@given(where=st.sampled_from(VALUES), word=st.sampled_from(WORDS))
def test_whatever_stands_there_if_the_reader_takes_it_so_does_the_schema(
    where: tuple[int, int], word: str
) -> None:
    """The schema never underlines what is right: any value of the sample, any word."""
    text = f"{SAMPLE[: where[0]]}{word}{SAMPLE[where[1] :]}"
    if _is_taken(text):
        assert not underlined(text)


def _is_taken(text: str) -> bool:
    return isinstance(read_desk_file(text), DeskSpec)


def _names(shape: Json) -> Iterator[Mapping[str, Json]]:
    """The properties of each mapping in the schema that has fixed ones."""
    if isinstance(shape, Mapping):
        properties = shape.get("properties")
        if isinstance(properties, Mapping) and "type" in shape:
            yield properties
        for part in shape.values():
            yield from _names(part)
    elif isinstance(shape, Sequence) and not isinstance(shape, str):
        for part in shape:
            yield from _names(part)
