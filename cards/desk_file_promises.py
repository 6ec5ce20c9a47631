"""What desk.yaml promises: policies with their targets, and what happens around a deadline."""

from collections.abc import Container, Mapping, Sequence
from urllib.parse import urlsplit

import yaml

from cards.desk_file_known import Known
from cards.desk_file_times import how_long, moment
from cards.yaml_reader import Entry
from desk.address import CHATS
from desk.calendar import ALWAYS
from desk.clocks import PROMISES, ClockKind
from desk.events import Intake
from desk.moves import WaitingFor
from desk.promises import USUAL_PAUSES, Match, OnReopening, Policy, Step, When, Whom

POLICY = ("name", "when", "calendar", *PROMISES, "pauses", "reopening", "steps")
FOR = ("category", "priority", "customer_tier", "support_tier", "channel", "group")
STEP = ("at", "tell", "raise", "next_tier", "post", "webhook")
CHANNELS = (*CHATS, *Intake)
SCHEMES = ("http", "https")

Steps = Mapping[ClockKind, tuple[Step, ...]]


def read_promises(known: Known, entry: Entry | None, steps: Entry | None) -> tuple[Policy, ...]:
    """All policies, in their order; `steps` has lists of steps that several may use."""
    entries = dict(known.reader.named(steps))
    lists = {name: _steps(known, part) for name, part in entries.items()}
    known.names["steps"] = tuple(lists)
    policies: list[Policy] = []
    promised: dict[str, set[str]] = {}
    for item in known.reader.items(entry):
        if not isinstance(item, yaml.MappingNode):
            known.reader.mistake(item, "deskfile.want_mapping")
            continue
        policy = _policy(known, item, lists)
        _note_what_runs(known, item, policy, promised)
        if policy.key and any(policy.key == other.key for other in policies):
            known.reader.mistake(item, "deskfile.policy_twice", name=policy.key)
        policies.append(policy)
    for name, kinds in promised.items():
        _no_idle_clocks(known, entries[name], kinds, "deskfile.no_target_in_any")
    return tuple(policies)


def _note_what_runs(
    known: Known, entry: yaml.MappingNode, policy: Policy, promised: dict[str, set[str]]
) -> None:
    """Steps of one's own belong to clocks of one's own; a list has to fit somebody who uses it."""
    steps = next((part for key, part in entry.value if key.value == "steps"), None)
    if isinstance(steps, yaml.MappingNode):
        _no_idle_clocks(known, steps, policy.targets, "deskfile.no_target")
    elif steps is not None and steps.value in known.names["steps"]:
        promised.setdefault(steps.value, set()).update(policy.targets)


def _no_idle_clocks(known: Known, entry: Entry, promised: Container[str], key: str) -> None:
    """Steps around a deadline that nobody is promised would never happen."""
    for kind, part in entry.value if isinstance(entry, yaml.MappingNode) else ():
        if kind.value in PROMISES and kind.value not in promised:
            known.reader.mistake(part, key, clock=kind.value)


def _policy(known: Known, entry: Entry, lists: Mapping[str, Steps]) -> Policy:
    reader = known.reader
    parts = reader.mapping(entry, POLICY, required=("name",))
    reopening = parts.get("reopening")
    again = known.choice(reopening, OnReopening) if reopening else ""
    pauses = parts.get("pauses")
    return Policy(
        key=reader.name(parts.get("name")),
        match=_match(known, parts.get("when")),
        calendar=known.name_or_none(parts.get("calendar"), "calendars") or ALWAYS.key,
        targets={kind: how_long(reader, parts[kind]) for kind in PROMISES if kind in parts},
        steps=_steps_or_list(known, parts.get("steps"), lists),
        pauses=_pauses(known, pauses) if pauses else dict(USUAL_PAUSES),
        reopening=OnReopening(again) if again else OnReopening.RESTART,
    )


def _match(known: Known, entry: Entry | None) -> Match:
    parts = known.reader.mapping(entry, FOR)
    return Match(
        categories=known.categories(parts.get("category")),
        priorities=known.all_names(parts.get("priority"), "priorities"),
        customer_tiers=known.all_names(parts.get("customer_tier"), "customer_tiers"),
        support_tiers=known.all_names(parts.get("support_tier"), "support_tiers"),
        channels=frozenset(known.choices(parts.get("channel"), CHANNELS)),
        groups=known.all_names(parts.get("group"), "groups"),
    )


def _pauses(known: Known, entry: Entry) -> Mapping[ClockKind, frozenset[WaitingFor]]:
    parts = known.reader.mapping(entry, PROMISES)
    return {
        kind: frozenset(WaitingFor(word) for word in known.choices(parts[kind], WaitingFor))
        for kind in PROMISES
        if kind in parts
    }


def _steps_or_list(known: Known, entry: Entry | None, lists: Mapping[str, Steps]) -> Steps:
    if entry is not None and isinstance(entry, yaml.ScalarNode):
        return lists.get(known.name(entry, "steps"), {})
    return _steps(known, entry)


def _steps(known: Known, entry: Entry | None) -> Steps:
    parts = known.reader.mapping(entry, tuple(ClockKind))
    return {
        kind: tuple(_step(known, item) for item in _several(known, parts[kind]))
        for kind in ClockKind
        if kind in parts
    }


def _several(known: Known, entry: Entry) -> Sequence[Entry]:
    return [entry] if isinstance(entry, yaml.MappingNode) else known.reader.items(entry)


def _step(known: Known, entry: Entry) -> Step:
    reader = known.reader
    parts = reader.mapping(entry, STEP, required=("at",))
    step = Step(
        at=moment(reader, parts["at"]) if "at" in parts else When(),
        tell=tuple(Whom(word) for word in known.choices(parts.get("tell"), Whom)),
        raise_priority=reader.flag(parts.get("raise")),
        next_tier=reader.flag(parts.get("next_tier")),
        post=known.conversations(parts.get("post")),
        webhook=_webhook(known, parts.get("webhook")),
    )
    if step.next_tier and not known.names.get("support_tiers"):
        reader.mistake(parts["next_tier"], "deskfile.none_declared", part="support_tiers")
    if not any(parts[name].value for name in STEP[1:] if name in parts):
        reader.mistake(entry, "deskfile.idle_step")
    return step


def _webhook(known: Known, entry: Entry | None) -> str:
    said = known.reader.text(entry)
    try:
        address = urlsplit(said)
    except ValueError:
        address = urlsplit("")
    if entry is not None and said and (address.scheme not in SCHEMES or not address.hostname):
        known.reader.mistake(entry, "deskfile.want_address")
        return ""
    return said
