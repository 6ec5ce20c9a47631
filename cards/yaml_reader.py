"""YAML with its line numbers: reads what is expected, and remembers every mistake on the way."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from cards.cut import clean

Entry = yaml.Node
# Names become keys in the database and travel in buttons.
NAME = re.compile(r"[\w.-]{1,40}")
WHOLE = re.compile(r"[0-9]{1,9}")
AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
YES = ("true", "yes", "on")
NO = ("false", "no", "off")
MOST_CHOICES = 24


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in the file that can't be meant: its line, where it stands, and the sentence's key.

    `facts` are what that sentence names.
    """

    line: int
    where: str
    key: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class Reader:
    """Every read returns something usable, so that one run finds all mistakes."""

    mistakes: list[Mistake] = field(default_factory=list)
    _where: dict[int, str] = field(default_factory=dict)

    def root(self, text: str) -> Entry:
        """The document; an empty file is an empty mapping.

        Raises:
            yaml.MarkedYAMLError: it is not YAML.
        """
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return node or yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, "", 0))

    def mistake(self, entry: Entry, key: str, **facts: str) -> None:
        """Remember one."""
        line = entry.start_mark.line + 1 if entry.start_mark else 1
        self.mistakes.append(Mistake(line, self._where.get(id(entry), ""), key, facts))

    def mapping(
        self, entry: Entry | None, known: Sequence[str], required: Sequence[str] = ()
    ) -> dict[str, Entry]:
        """The parts by name; a name that nobody knows is a mistake, with the nearest that is."""
        parts = {
            name: part
            for name, part in self.named(entry)
            if self.expect(part, name, known, "deskfile.unknown_key")
        }
        for name in required:
            if name not in parts and entry is not None:
                self.mistake(entry, "deskfile.missing", name=name)
        return parts

    def named(self, entry: Entry | None) -> Iterator[tuple[str, Entry]]:
        """Name and part, in the order of the file."""
        if entry is None:
            return
        if not isinstance(entry, yaml.MappingNode):
            self.mistake(entry, "deskfile.want_mapping")
            return
        above = self._where.get(id(entry), "")
        seen: set[str] = set()
        for key, part in entry.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not NAME.fullmatch(name):
                self.mistake(key, "deskfile.bad_name", name=str(name)[:60])
                continue
            self._where[id(part)] = f"{above}.{name}" if above else name
            if name in seen:
                self.mistake(part, "deskfile.twice", name=name)
            seen.add(name)
            yield name, part

    def items(self, entry: Entry | None) -> list[Entry]:
        """The items of a list; a single value is a list of one."""
        if entry is None:
            return []
        where = self._where.get(id(entry), "")
        if isinstance(entry, yaml.SequenceNode):
            for number, item in enumerate(entry.value, 1):
                self._where[id(item)] = f"{where}[{number}]"
            return list(entry.value)
        if isinstance(entry, yaml.ScalarNode) and entry.value:
            return [entry]
        self.mistake(entry, "deskfile.want_list")
        return []

    def text(self, entry: Entry | None) -> str:
        """A text that says something."""
        if entry is None:
            return ""
        said = isinstance(entry, yaml.ScalarNode) and entry.tag != "tag:yaml.org,2002:null"
        if said and entry.value.strip() and clean(entry.value) == entry.value:
            return str(entry.value).strip()
        self.mistake(entry, "deskfile.want_text")
        return ""

    def texts(self, entry: Entry | None) -> tuple[str, ...]:
        """Several texts; a single one is a list of one."""
        return tuple(self.text(item) for item in self.items(entry))

    def name(self, entry: Entry | None) -> str:
        """A text that can be a key."""
        said = self.text(entry)
        if entry is not None and said and not NAME.fullmatch(said):
            self.mistake(entry, "deskfile.bad_name", name=said[:60])
            return ""
        return said

    def whole(self, entry: Entry, least: int, most: int) -> int:
        """A whole number between these two; the least (and a mistake) if it is none."""
        said = self._plain(entry)
        if WHOLE.fullmatch(said) and least <= int(said) <= most:
            return int(said)
        self.mistake(entry, "deskfile.want_whole", least=str(least), most=str(most))
        return least

    def amount(self, entry: Entry, most: float) -> float:
        """A number above nothing, and at most this; 1 (and a mistake) if it is none."""
        said = self._plain(entry)
        if AMOUNT.fullmatch(said) and 0 < float(said) <= most:
            return float(said)
        self.mistake(entry, "deskfile.want_amount", most=f"{most:g}")
        return 1.0

    def flag(self, entry: Entry | None) -> bool:
        """Yes or no; no where nothing is said."""
        if entry is None:
            return False
        said = self._plain(entry).casefold()
        if said not in {*YES, *NO}:
            self.mistake(entry, "deskfile.want_flag")
        return said in YES

    def one_of(self, entry: Entry, known: Sequence[str], key: str, **facts: str) -> str:
        """One of these names; empty (and a mistake) if it is none."""
        name = self.text(entry)
        return self.expect(entry, name, known, key, **facts) if name else ""

    def expect(self, entry: Entry, name: str, known: Sequence[str], key: str, **facts: str) -> str:
        """The name, if it is one of these; else empty, and a mistake with the nearest that is."""
        if name in known:
            return name
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        choices = ", ".join(known[:MOST_CHOICES])
        if len(known) > MOST_CHOICES:
            choices += " …"
        told = {"name": name, "nearest": nearest[0] if nearest else "", "choices": choices}
        self.mistake(entry, key, **told, **facts)
        return ""

    def _plain(self, entry: Entry) -> str:
        return str(entry.value).strip() if isinstance(entry, yaml.ScalarNode) else ""
