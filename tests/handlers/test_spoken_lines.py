"""How well the desk understands people: a held set of lines as they are really typed."""

from collections import Counter

from tests.handlers.spoken import spoken_lines

HELD = spoken_lines("spoken_lines.tsv")


def test_the_held_set_has_every_kind_in_both_languages() -> None:
    """At least 260 different lines, of which each kind and each script has its share."""
    kinds = Counter(one.kind for one in HELD)
    chinese = [one for one in HELD if any("\u4e00" <= char <= "\u9fff" for char in one.line)]
    assert len({one.line for one in HELD}) >= 260
    assert kinds.keys() == {"create", "act", "ask", "none"}
    assert min(kinds.values()) >= 10
    assert 0.3 < len(chinese) / len(HELD) < 0.7
