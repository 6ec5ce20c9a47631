"""How well the desk understands people: a held set of lines as they are really typed."""

from collections import Counter

from tests.handlers.spoken import misread, read, spoken_lines

HELD = spoken_lines("spoken_lines.tsv")


def test_the_held_set_has_every_kind_in_both_languages() -> None:
    """At least 260 different lines, of which each kind and each script has its share."""
    kinds = Counter(one.kind for one in HELD)
    chinese = [one for one in HELD if any("\u4e00" <= char <= "\u9fff" for char in one.line)]
    assert len({one.line for one in HELD}) >= 260
    assert kinds.keys() == {"create", "act", "ask", "none"}
    assert min(kinds.values()) >= 10
    assert 0.3 < len(chinese) / len(HELD) < 0.7


def test_lines_are_read_as_they_were_meant() -> None:
    """Of the held set at least 95 in 100, and no line that asks is ever acted upon."""
    wrong = misread(HELD)
    told = "\n".join(f"{one.kind} {one.reading} | {one.line} | {read(one.line)}" for one in wrong)
    assert len(wrong) <= 0.05 * len(HELD), told
    assert not [one for one in HELD if one.kind == "ask" and read(one.line)[0] == "act"]
