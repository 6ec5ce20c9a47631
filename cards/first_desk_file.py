"""A first desk.yaml from what the messengers know: their channels and the people in them."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cards.cut import clean
from cards.words import words
from desk.languages import Language

CHINA = "Asia/Shanghai"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SeenPerson:
    """Somebody on one messenger or on both; ids are empty where they have no account."""

    name: str
    slack: str = ""
    dingtalk: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """A channel or group; `people` are the ids there of whoever is in it.

    `name` is empty where the messenger doesn't tell it.
    """

    id: str
    name: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found; tenants are empty for what is not connected."""

    timezone: str
    slack: str = ""
    dingtalk: str = ""
    people: tuple[SeenPerson, ...] = ()
    slack_channels: tuple[SeenChannel, ...] = ()
    dingtalk_groups: tuple[SeenChannel, ...] = ()


def joined(slack: Iterable[SeenPerson], dingtalk: Iterable[SeenPerson]) -> tuple[SeenPerson, ...]:
    """Both lists in one: who has the same e-mail address, or a name that only one has on each
    side, is one person."""
    ours, theirs = list(slack), list(dingtalk)
    left: list[SeenPerson] = []
    for other in theirs:
        same = [one for one in ours if other.email and one.email == other.email]
        if not same and sum(one.name == other.name for one in theirs) == 1:
            same = [one for one in ours if one.name == other.name]
        if len(same) != 1 or same[0].dingtalk:
            left.append(other)
            continue
        place = ours.index(same[0])
        ours[place] = SeenPerson(same[0].name, same[0].slack, other.dingtalk, same[0].email)
    return (*ours, *left)


def first_desk_file(seen: Seen, language: Language) -> str:
    """The text of a desk.yaml that can be applied as it is, with comments on what to look at."""
    return "\n".join(_lines(seen, language)) + "\n"


def _lines(seen: Seen, language: Language) -> Iterator[str]:
    say = words(language).say
    keys = _keys([(one.name, one.slack or one.dingtalk) for one in seen.people])
    key_of = {one.slack: key for one, key in zip(seen.people, keys, strict=True) if one.slack}
    yield f"# {say('first.head')}"
    yield f"language: {language}"
    yield from _tenants(seen)
    yield ""
    yield f"# {say('first.people')}"
    yield "people:"
    for one, key in zip(seen.people, keys, strict=True):
        yield f"  {key}: {{{_account(one)}}}"
    yield ""
    yield from _calendar(seen.timezone)
    yield ""
    yield f"# {say('first.groups')}"
    yield "groups:"
    yield from _groups(seen, key_of, keys, language)
    for group in seen.dingtalk_groups:
        note = say("first.dingtalk_group", id=group.id, name=group.name or "?")
        yield f"  # {note}"


def _tenants(seen: Seen) -> Iterator[str]:
    if seen.slack or seen.dingtalk:
        yield "tenants:"
    if seen.slack:
        yield f"  slack: {_quoted(seen.slack)}"
    if seen.dingtalk:
        yield f"  dingtalk: {_quoted(seen.dingtalk)}"


def _account(one: SeenPerson) -> str:
    parts = [f"name: {_quoted(one.name, one.slack or one.dingtalk)}"]
    if one.slack:
        parts.append(f"slack: {_quoted(one.slack)}")
    if one.dingtalk:
        parts.append(f"dingtalk: {_quoted(one.dingtalk)}")
    return ", ".join(parts)


def _calendar(timezone: str) -> Iterator[str]:
    yield "calendars:"
    yield "  office:"
    yield f"    timezone: {timezone}"
    yield '    hours: {mon-fri: ["09:00-12:00", "13:00-18:00"]}'
    if timezone == CHINA:
        yield "    holidays: CN"


def _groups(
    seen: Seen, key_of: dict[str, str], everybody: Sequence[str], language: Language
) -> Iterator[str]:
    say = words(language).say
    channels = [one for one in seen.slack_channels if any(p in key_of for p in one.people)]
    if not channels:
        yield f"  desk:  # {say('first.no_channel')}"
        yield f"    name: {_quoted(say('first.desk'))}"
        yield f"    timezone: {seen.timezone}"
        yield f"    members: [{', '.join(everybody)}]"
        yield "    calendar: office"
        return
    names = _keys([(one.name, one.id) for one in channels])
    for channel, key in zip(channels, names, strict=True):
        members = [key_of[person] for person in channel.people if person in key_of]
        yield f"  {key}:"
        yield f"    name: {_quoted(channel.name, key)}"
        yield f"    timezone: {seen.timezone}"
        yield f"    members: [{', '.join(members)}]"
        yield f"    # leads: [{members[0]}]    # {say('first.leads')}"
        yield "    calendar: office"
        yield f"    channels: [{{slack: {_quoted(channel.id)}}}]"


def _keys(named: Sequence[tuple[str, str]]) -> list[str]:
    """A short key each, of Latin letters; from the id where the name has none."""
    keys: list[str] = []
    for name, id_ in named:
        found = _WORD.findall(name.lower()) or _WORD.findall(id_.lower()) or ["somebody"]
        keys.append(_unlike("-".join(found)[:40], keys))
    return keys


def _unlike(key: str, others: Collection[str]) -> str:
    """The key, numbered if another has it, and beginning with a letter."""
    key = key if key[0].isalpha() else f"n{key}"
    numbered = (key if place == 1 else f"{key}-{place}" for place in range(1, len(others) + 2))
    return next(one for one in numbered if one not in others)


def _quoted(text: str, else_: str = "") -> str:
    """Text from outside as one YAML value on one line: JSON is YAML."""
    said = " ".join(clean(text).split()) or else_
    return json.dumps(said, ensure_ascii=False)
