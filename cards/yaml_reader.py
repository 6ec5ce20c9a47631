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
        parts: dict[str, Entry] = {}
        for name, part in self.named(entry):
            if name in known:
                parts[name] = part
            else:
                self._unknown(part, name, known, "deskfile.unknown_key")
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

    def one_of(self, entry: Entry, known: Sequence[str], key: str) -> str:
        """One of these names; empty (and a mistake) if it is none."""
        name = self.text(entry)
        if name and name not in known:
            self._unknown(entry, name, known, key)
            return ""
        return name

    def _unknown(self, entry: Entry, name: str, known: Sequence[str], key: str) -> None:
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        choices = ", ".join(known[:12])
        self.mistake(entry, key, name=name, nearest=nearest[0] if nearest else "", choices=choices)
