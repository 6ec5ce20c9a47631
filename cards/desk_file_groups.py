"""The groups of desk.yaml: who belongs to them, where they are shown, how they work."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.desk_file_known import Known, ring
from cards.desk_file_people import read_list_source
from cards.desk_file_queues import read_limits, read_notify, read_queue
from cards.desk_file_summary import read_summary_times
from cards.yaml_reader import Entry
from desk.address import CHATS, ConversationAddress
from desk.languages import Language
from desk.spec import ChannelSpec, GroupSpec, RosterSpec

GROUP = (
    "name",
    "language",
    "timezone",
    "also",
    "categories",
    "members",
    "members_from",
    "leads",
    "partners",
    "on_duty",
    "roster",
    "calendar",
    "tier",
    "channels",
    "user_group",
    "swap_needs_lead",
    "strategy",
    "pool",
    "order",
    "limit",
    "limits",
    "backup_group",
    "after_hand_over",
    "surge",
    "notify",
    "summary",
)
USER_GROUP_ID = re.compile(r"S[0-9A-Z]+")


@dataclass(slots=True)
class Groups:
    """Read in two rounds: other parts name the groups, and the groups name other parts."""

    known: Known
    entry: Entry | None
    parts: dict[str, Mapping[str, Entry]] = field(default_factory=dict)
    short: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def declare(self) -> None:
        """What groups there are, and their short lists of categories."""
        reader = self.known.reader
        for key, entry in reader.named(self.entry):
            self.parts[key] = reader.mapping(entry, GROUP, required=("name",))
            if not {"members", "members_from"} & self.parts[key].keys():
                reader.mistake(entry, "deskfile.missing", name="members")
            self.short[key] = reader.texts(self.parts[key].get("categories"))
        self.known.names["groups"] = tuple(self.parts)
        if self.entry is not None and not self.parts:
            reader.mistake(self.entry, "deskfile.no_groups")

    def read(self, rosters: Sequence[RosterSpec]) -> tuple[GroupSpec, ...]:
        """All of them."""
        on = {roster.key: _people_of(roster) for roster in rosters}
        groups = tuple(self._group(key, parts, on) for key, parts in self.parts.items())
        self._one_group_a_channel(groups)
        links = {group.key: group.queue.backup_group for group in groups}
        if around := ring({key: other for key, other in links.items() if other}):
            names = " → ".join((*around, around[0]))
            entry = self.parts[around[0]]["backup_group"]
            self.known.reader.mistake(entry, "deskfile.ring", names=names)
        return groups

    def _group(
        self, key: str, parts: Mapping[str, Entry], on: Mapping[str, Sequence[str]]
    ) -> GroupSpec:
        known, reader = self.known, self.known.reader
        language = known.spoken(parts.get("language"), known.language)
        roster = known.name_or_none(parts.get("roster"), "rosters")
        queue = read_queue(known, parts)
        spec = GroupSpec(
            key=key,
            name=reader.text(parts.get("name")),
            language=language,
            timezone=known.timezone(parts.get("timezone")),
            members=known.persons(parts.get("members")),
            leads=known.persons(parts.get("leads")),
            on_duty=known.persons(parts.get("on_duty")),
            channels=self._channels(parts.get("channels"), language),
            categories=self.short[key],
            words=reader.texts(parts.get("also")),
            roster=roster,
            calendar=known.name_or_none(parts.get("calendar"), "calendars"),
            tier=known.name_or_none(parts.get("tier"), "support_tiers"),
            queue=queue,
            limits=read_limits(known, parts.get("limits")),
            notify=read_notify(known, parts.get("notify")),
            user_group=self._user_group(parts.get("user_group")),
            swap_needs_lead=reader.flag(parts.get("swap_needs_lead")),
            partners=known.persons(parts.get("partners")),
            members_from=read_list_source(known, parts.get("members_from")),
            summary=read_summary_times(known, parts.get("summary")),
        )
        if spec.members_from is not None and spec.members_from.id == spec.user_group:
            reader.mistake(parts["user_group"], "deskfile.list_follows", name=spec.members_from.id)
        if spec.members_from is None:  # else nobody knows here who belongs to it
            self._check_duty(spec, parts, on)
        return spec

    def _check_duty(
        self, spec: GroupSpec, parts: Mapping[str, Entry], on: Mapping[str, Sequence[str]]
    ) -> None:
        staff, surge = {*spec.members, *spec.leads}, spec.queue.surge
        if "on_duty" in parts:
            self._no_strangers(parts["on_duty"], spec.key, spec.on_duty, staff)
        if spec.roster:
            self._no_strangers(parts["roster"], spec.key, on[spec.roster], staff)
        if surge is not None and surge.standby:
            self._no_strangers(parts["surge"], spec.key, on[surge.standby], staff)

    def _no_strangers(
        self, entry: Entry, group: str, people: Sequence[str], staff: set[str]
    ) -> None:
        for person in people:
            if person not in staff:
                facts = {"person": person, "group": group}
                self.known.reader.mistake(entry, "deskfile.on_duty_stranger", **facts)

    def _user_group(self, entry: Entry | None) -> str | None:
        said = self.known.reader.text(entry)
        if entry is not None and said and not USER_GROUP_ID.fullmatch(said):
            self.known.reader.mistake(entry, "deskfile.want_user_group", name=said[:60])
            return None
        return said or None

    def _channels(self, entry: Entry | None, usual: Language) -> tuple[ChannelSpec, ...]:
        channels = []
        items = self.known.reader.items(entry)
        for item, parts in self.known.channels(items, (*CHATS, "language")):
            spoken = self.known.spoken(parts.get("language"), usual)
            if where := self.known.conversation(item, parts):
                channels.append(ChannelSpec(where, spoken))
        return tuple(channels)

    def _one_group_a_channel(self, groups: Sequence[GroupSpec]) -> None:
        owner: dict[ConversationAddress, str] = {}
        for group in groups:
            for channel in group.channels:
                other = owner.setdefault(channel.conversation, group.key)
                if other != group.key and self.entry is not None:
                    facts = {"id": channel.conversation.id, "group": group.key, "other": other}
                    self.known.reader.mistake(self.entry, "deskfile.channel_taken", **facts)


def _people_of(roster: RosterSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for layer in roster.layers for crew in layer.crews for p in crew))
