"""desk.yaml, read: a `DeskSpec`, or every mistake with its line and what was expected there.

Each part has a module of its own beside this one; what a part names, an earlier one has declared
(`Known`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from cards.desk_file_calendars import UnknownList, read_calendars
from cards.desk_file_groups import Groups
from cards.desk_file_hooks import read_hooks
from cards.desk_file_kinds import (
    read_categories,
    read_customer_tiers,
    read_priority_rules,
    read_support_tiers,
)
from cards.desk_file_known import Known
from cards.desk_file_people import BIND_BY, read_bind_by
from cards.desk_file_promises import read_promises
from cards.desk_file_rosters import read_rosters
from cards.yaml_reader import Entry, Mistake, Reader
from desk.address import CHATS, AccountAddress, MessengerName
from desk.languages import Language
from desk.linking import Sameness
from desk.spec import DeskSpec, PersonSpec, PrioritySpec

TOP = (
    "language",
    "tenants",
    "people",
    "calendars",
    "rosters",
    "groups",
    "default_group",
    "priorities",
    "default_priority",
    "support_tiers",
    "customer_tiers",
    "categories",
    "priority_rules",
    "steps",
    "sla",
    "operators",
    "hooks",
)
PERSON = ("name", "language", *CHATS, "skills")
PRIORITY = (*Language, "also")

USUAL_PRIORITIES = (
    PrioritySpec("urgent", {Language.CHINESE: "紧急", Language.ENGLISH: "Urgent"}, ("p0", "加急")),
    PrioritySpec("high", {Language.CHINESE: "高", Language.ENGLISH: "High"}, ("p1",)),
    PrioritySpec("normal", {Language.CHINESE: "普通", Language.ENGLISH: "Normal"}, ("p2", "中")),
    PrioritySpec("low", {Language.CHINESE: "低", Language.ENGLISH: "Low"}, ("p3",)),
)


def read_desk_file(
    text: str, unknown_list: UnknownList | None = None
) -> DeskSpec | tuple[Mistake, ...]:
    """Read the text of a desk.yaml; `unknown_list` checks the countries, if given."""
    reader = Reader()
    try:
        root = reader.root(text)
    except (yaml.YAMLError, RecursionError) as broken:
        mark = getattr(broken, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = str(getattr(broken, "problem", None) or broken).splitlines()[0]
        return (Mistake(line, "", "deskfile.not_yaml", {"problem": problem}),)
    spec = _DeskFile(reader, Known(reader), unknown_list).read(root)
    return tuple(sorted(reader.mistakes, key=lambda m: m.line)) if reader.mistakes else spec


@dataclass(slots=True)
class _DeskFile:
    """Reads the parts in the order in which they need each other."""

    reader: Reader
    known: Known
    unknown_list: UnknownList | None

    def read(self, root: Entry) -> DeskSpec:
        known = self.known
        parts = self.reader.mapping(root, TOP, required=("people", "groups"))
        known.language = known.spoken(parts.get("language"), Language.CHINESE)
        tenants = self.reader.mapping(parts.get("tenants"), CHATS)
        known.tenants = {name: self.reader.text(entry) for name, entry in tenants.items()}
        link_by = self._people(parts.get("people"))
        calendars = read_calendars(known, parts.get("calendars"), self.unknown_list)
        rosters = read_rosters(known, parts.get("rosters"))
        priorities = self._priorities(parts.get("priorities"))
        support_tiers = read_support_tiers(known, parts.get("support_tiers"))
        in_groups = Groups(known, parts.get("groups"))
        in_groups.declare()
        customer_tiers = read_customer_tiers(known, parts.get("customer_tiers"))
        categories = read_categories(known, parts.get("categories"), in_groups.short)
        groups = in_groups.read(rosters)
        return DeskSpec(
            language=known.language,
            people=tuple(known.people.values()),
            groups=groups,
            priorities=priorities,
            default_group=self._usual(parts, "default_group", "groups"),
            default_priority=self._usual(parts, "default_priority", "priorities", "normal"),
            operators=known.persons(parts.get("operators")),
            calendars=calendars,
            rosters=rosters,
            policies=read_promises(known, parts.get("sla"), parts.get("steps")),
            categories=categories,
            priority_rules=read_priority_rules(known, parts.get("priority_rules")),
            customer_tiers=customer_tiers,
            support_tiers=support_tiers,
            link_by=link_by,
            hooks=read_hooks(known, parts.get("hooks")),
        )

    def _people(self, entry: Entry | None) -> frozenset[Sameness]:
        """All of them; and by what those of their accounts that don't stand here may be told."""
        link_by = frozenset[Sameness]()
        for key, part in self.reader.named(entry):
            if key == BIND_BY:
                link_by = read_bind_by(self.known, part)
            else:
                self.known.people[key] = self._person(key, part)
        return link_by

    def _person(self, key: str, entry: Entry) -> PersonSpec:
        parts = self.reader.mapping(entry, PERSON, required=("name",))
        spoken = parts.get("language")
        language = self.known.spoken(spoken, self.known.language) if spoken else None
        accounts = tuple(
            AccountAddress(MessengerName(name), *self.known.address(name, part))
            for name, part in parts.items()
            if name in CHATS
        )
        taken = {account: p.key for p in self.known.people.values() for account in p.accounts}
        for account in accounts:
            if account in taken:
                facts = {"id": account.id, "other": taken[account]}
                self.reader.mistake(entry, "deskfile.account_taken", **facts)
        skills = self.known.skills(parts.get("skills"))
        return PersonSpec(key, self.reader.text(parts.get("name")), language, accounts, skills)

    def _priorities(self, entry: Entry | None) -> tuple[PrioritySpec, ...]:
        read = tuple(self._priority(key, part) for key, part in self.reader.named(entry))
        priorities = read or USUAL_PRIORITIES
        self.known.names["priorities"] = tuple(priority.key for priority in priorities)
        return priorities

    def _priority(self, key: str, entry: Entry) -> PrioritySpec:
        parts = self.reader.mapping(entry, PRIORITY)
        names = {
            language: self.reader.text(parts[language])
            for language in Language
            if language in parts
        }
        return PrioritySpec(key, names, self.reader.texts(parts.get("also")))

    def _usual(self, parts: Mapping[str, Entry], name: str, among: str, usual: str = "") -> str:
        """What is said there; else this usual one, or the first (of priorities the last)."""
        names = self.known.names[among]
        if name in parts:
            return self.known.choice(parts[name], names)
        if usual in names or not names:
            return usual
        return names[-1] if usual else names[0]
