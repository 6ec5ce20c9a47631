"""What the parts of desk.yaml read so far have declared: the names that later parts may use."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

import yaml

from cards.yaml_reader import Entry, Reader
from desk.address import CHATS, ConversationAddress, MessengerName
from desk.languages import Language
from desk.spec import PersonSpec


@dataclass(slots=True)
class Known:
    """Names by the part under which they stand.

    `category_words` lead to a category's key; `tags` tell whose each word after # is.
    """

    reader: Reader
    language: Language = Language.CHINESE
    tenants: dict[str, str] = field(default_factory=dict)
    people: dict[str, PersonSpec] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    category_words: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def name(self, entry: Entry, part: str) -> str:
        """A name that stands under that part; empty (and a mistake) if it doesn't."""
        names = self.names.get(part, ())
        return self.reader.one_of(entry, names, _sentence(names), part=part)

    def name_or_none(self, entry: Entry | None, part: str) -> str | None:
        """The same, where nothing need be said."""
        return (self.name(entry, part) or None) if entry is not None else None

    def all_names(self, entry: Entry | None, part: str) -> frozenset[str]:
        """Several names that stand under that part."""
        named = (self.name(item, part) for item in self.reader.items(entry))
        return frozenset(name for name in named if name)

    def category(self, entry: Entry) -> str:
        """A category's key, by any word for it; empty (and a mistake) if there is none."""
        said = self.reader.text(entry)
        return self.category_called(said, entry) if said else ""

    def category_called(self, word: str, entry: Entry) -> str:
        """The same, for a word that was read already."""
        words = tuple(self.category_words)
        found = self.reader.expect(entry, word, words, _sentence(words), part="categories")
        return self.category_words.get(found, "")

    def categories(self, entry: Entry | None) -> frozenset[str]:
        """Several of them."""
        found = (self.category(item) for item in self.reader.items(entry))
        return frozenset(key for key in found if key)

    def persons(self, entry: Entry | None) -> tuple[str, ...]:
        """People by their keys."""
        items = self.reader.items(entry)
        found = [self.person(key, item) for item in items if (key := self.reader.text(item))]
        return tuple(dict.fromkeys(key for key in found if key))

    def person(self, key: str, entry: Entry) -> str:
        """A person's key; empty (and a mistake) if nobody has it."""
        return self.reader.expect(entry, key, tuple(self.people), "deskfile.no_such_person")

    def choice(self, entry: Entry, known: Iterable[str]) -> str:
        """One of these words; empty (and a mistake) if it is none."""
        return self.reader.one_of(entry, tuple(known), "deskfile.not_one_of")

    def choices(self, entry: Entry | None, known: Iterable[str]) -> tuple[str, ...]:
        """Several of these words, in the order of the file."""
        words = tuple(known)
        found = (self.choice(item, words) for item in self.reader.items(entry))
        return tuple(dict.fromkeys(word for word in found if word))

    def spoken(self, entry: Entry | None, usual: Language) -> Language:
        """A language."""
        found = self.choice(entry, Language) if entry is not None else ""
        return Language(found) if found else usual

    def timezone(self, entry: Entry | None, usual: str = "Asia/Shanghai") -> str:
        """A time zone, by a place that has it: what is meant by others depends on the machine."""
        if entry is None:
            return usual
        return self.reader.one_of(entry, _zones(), "deskfile.no_such_timezone") or usual

    def skills(self, entry: Entry | None) -> Mapping[str, int]:
        """Skills with a level each."""
        return {name: self.reader.whole(part, 1, 10) for name, part in self.reader.named(entry)}

    def address(self, messenger: str, entry: Entry) -> tuple[str, str]:
        """`id` in the messenger's usual tenant, or `tenant/id`."""
        text = self.reader.text(entry)
        tenant, slash, rest = text.partition("/")
        if slash and messenger == MessengerName.SLACK:
            return tenant, rest
        if messenger not in self.tenants:
            self.reader.mistake(entry, "deskfile.no_tenant", messenger=messenger)
        return self.tenants.get(messenger, ""), text

    def conversation(self, entry: Entry, parts: Mapping[str, Entry]) -> ConversationAddress | None:
        """A channel on one messenger, out of the parts of its entry."""
        named = [name for name in parts if name in CHATS]
        if len(named) != 1:
            self.reader.mistake(entry, "deskfile.channel_messenger")
            return None
        tenant, where = self.address(named[0], parts[named[0]])
        return ConversationAddress(MessengerName(named[0]), tenant, where)

    def conversations(self, entry: Entry | None) -> tuple[ConversationAddress, ...]:
        """Several channels; a single one is a list of one."""
        if entry is None:
            return ()
        items = [entry] if isinstance(entry, yaml.MappingNode) else self.reader.items(entry)
        found = (self.conversation(item, parts) for item, parts in self.channels(items, CHATS))
        return tuple(address for address in found if address)

    def channels(
        self, items: Sequence[Entry], names: Sequence[str]
    ) -> Iterator[tuple[Entry, Mapping[str, Entry]]]:
        """Those with parts by name; what is no channel at all is one mistake, told once."""
        for item in items:
            if not isinstance(item, yaml.MappingNode):
                self.reader.mistake(item, "deskfile.channel_messenger")
                continue
            known = len(self.reader.mistakes)
            parts = self.reader.mapping(item, names)
            if len(self.reader.mistakes) == known or any(name in CHATS for name in parts):
                yield item, parts


@cache
def _zones() -> tuple[str, ...]:
    """All that may be named; which there are is looked up on the disk, hundreds of files."""
    return tuple(sorted(zone for zone in available_timezones() if _is_of_a_place(zone)))


def _is_of_a_place(zone: str) -> bool:
    """Asia/Shanghai, or UTC; not localtime, not EST, not Etc/GMT+8, which is west of Greenwich."""
    area, _, place = zone.partition("/")
    return zone == "UTC" or (bool(place) and area != "Etc")


def _sentence(known: Collection[str]) -> str:
    return "deskfile.no_such_name" if known else "deskfile.none_declared"


def ring(links: Mapping[str, str]) -> tuple[str, ...]:
    """Names that lead back to themselves, one after the other; none if nothing does."""
    for first in links:
        path = [first]
        while (following := links.get(path[-1])) is not None and following not in path:
            path.append(following)
        if following is not None:
            return tuple(path[path.index(following) :])
    return ()
