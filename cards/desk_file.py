"""desk.yaml, read: a `DeskSpec`, or every mistake with its line and what was expected there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import available_timezones

import yaml

from cards.yaml_reader import Entry, Mistake, Reader
from desk.address import AccountAddress, ConversationAddress, MessengerName
from desk.languages import Language
from desk.spec import ChannelSpec, DeskSpec, GroupSpec, PersonSpec, PrioritySpec

TOP = (
    "language",
    "tenants",
    "people",
    "groups",
    "default_group",
    "priorities",
    "default_priority",
    "operators",
)
PERSON = ("name", "language", *MessengerName)
GROUP = (
    "name",
    "language",
    "timezone",
    "also",
    "categories",
    "members",
    "leads",
    "on_duty",
    "channels",
)
PRIORITY = (*Language, "also")

USUAL_PRIORITIES = (
    PrioritySpec("urgent", {Language.CHINESE: "紧急", Language.ENGLISH: "Urgent"}, ("p0", "加急")),
    PrioritySpec("high", {Language.CHINESE: "高", Language.ENGLISH: "High"}, ("p1",)),
    PrioritySpec("normal", {Language.CHINESE: "普通", Language.ENGLISH: "Normal"}, ("p2", "中")),
    PrioritySpec("low", {Language.CHINESE: "低", Language.ENGLISH: "Low"}, ("p3",)),
)


def read_desk_file(text: str) -> DeskSpec | tuple[Mistake, ...]:
    """Read the text of a desk.yaml."""
    reader = Reader()
    try:
        root = reader.root(text)
    except (yaml.YAMLError, RecursionError) as broken:
        mark = getattr(broken, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = str(getattr(broken, "problem", None) or broken).splitlines()[0]
        return (Mistake(line, "", "deskfile.not_yaml", {"problem": problem}),)
    spec = _DeskFile(reader).read(root)
    return tuple(sorted(reader.mistakes, key=lambda m: m.line)) if reader.mistakes else spec


@dataclass(slots=True)
class _DeskFile:
    """Reads the parts; what one part may name, an earlier one has declared."""

    reader: Reader
    language: Language = Language.CHINESE
    tenants: dict[str, str] = field(default_factory=dict)
    people: dict[str, PersonSpec] = field(default_factory=dict)

    def read(self, root: Entry) -> DeskSpec:
        parts = self.reader.mapping(root, TOP, required=("people", "groups"))
        self.language = self._language(parts.get("language"), Language.CHINESE)
        tenants = self.reader.mapping(parts.get("tenants"), tuple(MessengerName))
        self.tenants = {name: self.reader.text(entry) for name, entry in tenants.items()}
        for key, entry in self.reader.named(parts.get("people")):
            self.people[key] = self._person(key, entry)
        if "groups" in parts and not list(self.reader.named(parts["groups"])):
            self.reader.mistake(parts["groups"], "deskfile.no_groups")
        groups = [self._group(key, entry) for key, entry in self.reader.named(parts.get("groups"))]
        self._one_group_a_channel(groups, parts.get("groups"))
        group_keys = [group.key for group in groups]
        priorities = self._priorities(parts.get("priorities"))
        ranks = [priority.key for priority in priorities]
        usual = "normal" if "normal" in ranks else ranks[-1]
        return DeskSpec(
            language=self.language,
            people=tuple(self.people.values()),
            groups=tuple(groups),
            priorities=priorities,
            default_group=self._one_of(parts.get("default_group"), group_keys, group_keys[:1]),
            default_priority=self._one_of(parts.get("default_priority"), ranks, [usual]),
            operators=self._people(parts.get("operators")),
        )

    def _person(self, key: str, entry: Entry) -> PersonSpec:
        parts = self.reader.mapping(entry, PERSON, required=("name",))
        spoken = parts.get("language")
        language = self._language(spoken, self.language) if spoken else None
        accounts = tuple(
            AccountAddress(MessengerName(name), *self._address(name, part))
            for name, part in parts.items()
            if name in set(MessengerName)
        )
        taken = {account: p.key for p in self.people.values() for account in p.accounts}
        for account in accounts:
            if account in taken:
                facts = {"id": account.id, "other": taken[account]}
                self.reader.mistake(entry, "deskfile.account_taken", **facts)
        return PersonSpec(key, self.reader.text(parts.get("name")), language, accounts)

    def _group(self, key: str, entry: Entry) -> GroupSpec:
        parts = self.reader.mapping(entry, GROUP, required=("name", "members"))
        language = self._language(parts.get("language"), self.language)
        members, leads = self._people(parts.get("members")), self._people(parts.get("leads"))
        on_duty = self._people(parts.get("on_duty"))
        for person in on_duty:
            if person not in {*members, *leads}:
                facts = {"person": person, "group": key}
                self.reader.mistake(parts["on_duty"], "deskfile.on_duty_stranger", **facts)
        return GroupSpec(
            key=key,
            name=self.reader.text(parts.get("name")),
            language=language,
            timezone=self._timezone(parts.get("timezone")),
            members=members,
            leads=leads,
            on_duty=on_duty,
            channels=tuple(
                channel
                for part in self.reader.items(parts.get("channels"))
                if (channel := self._channel(part, language))
            ),
            categories=self._texts(parts.get("categories")),
            words=self._texts(parts.get("also")),
        )

    def _channel(self, entry: Entry, language: Language) -> ChannelSpec | None:
        parts = self.reader.mapping(entry, (*MessengerName, "language"))
        spoken = self._language(parts.get("language"), language)
        named = [name for name in parts if name in set(MessengerName)]
        if len(named) != 1:
            self.reader.mistake(entry, "deskfile.channel_messenger")
            return None
        tenant, where = self._address(named[0], parts[named[0]])
        return ChannelSpec(ConversationAddress(MessengerName(named[0]), tenant, where), spoken)

    def _address(self, messenger: str, entry: Entry) -> tuple[str, str]:
        """`id` in the messenger's usual tenant, or `tenant/id`."""
        text = self.reader.text(entry)
        tenant, slash, rest = text.partition("/")
        if slash and messenger == MessengerName.SLACK:
            return tenant, rest
        if messenger not in self.tenants:
            self.reader.mistake(entry, "deskfile.no_tenant", messenger=messenger)
        return self.tenants.get(messenger, ""), text

    def _priorities(self, entry: Entry | None) -> tuple[PrioritySpec, ...]:
        priorities = tuple(
            self._priority(key, part) for key, part in self.reader.named(entry) if part is not None
        )
        return priorities or USUAL_PRIORITIES

    def _priority(self, key: str, entry: Entry) -> PrioritySpec:
        parts = self.reader.mapping(entry, PRIORITY)
        names = {
            language: self.reader.text(parts[language])
            for language in Language
            if language in parts
        }
        return PrioritySpec(key, names, self._texts(parts.get("also")))

    def _one_group_a_channel(self, groups: Sequence[GroupSpec], entry: Entry | None) -> None:
        owner: dict[ConversationAddress, str] = {}
        for group in groups:
            for channel in group.channels:
                other = owner.setdefault(channel.conversation, group.key)
                if other != group.key and entry is not None:
                    facts = {"id": channel.conversation.id, "group": group.key, "other": other}
                    self.reader.mistake(entry, "deskfile.channel_taken", **facts)

    def _people(self, entry: Entry | None) -> tuple[str, ...]:
        return tuple(
            self.reader.one_of(item, tuple(self.people), "deskfile.no_such_person")
            for item in self.reader.items(entry)
        )

    def _texts(self, entry: Entry | None) -> tuple[str, ...]:
        return tuple(self.reader.text(item) for item in self.reader.items(entry))

    def _one_of(self, entry: Entry | None, known: Iterable[str], usual: Sequence[str]) -> str:
        if entry is None:
            return usual[0] if usual else ""
        return self.reader.one_of(entry, tuple(known), "deskfile.not_one_of")

    def _language(self, entry: Entry | None, usual: Language) -> Language:
        if entry is None:
            return usual
        found = self.reader.one_of(entry, tuple(Language), "deskfile.not_one_of")
        return Language(found) if found else usual

    def _timezone(self, entry: Entry | None) -> str:
        if entry is None:
            return "Asia/Shanghai"
        return self.reader.one_of(entry, tuple(available_timezones()), "deskfile.no_such_timezone")
