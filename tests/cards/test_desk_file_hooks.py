"""desk.yaml: hooks."""

import pytest

from desk.hooks import Hook
from tests.cards.desk_files import SMALL, Case, assert_told, read


def test_a_hook_maps_fields_to_pointers_or_words() -> None:
    """Each by its name; what isn't said is not looked for."""
    spec = read(f"{SMALL}hooks:\n  alarm: {{title: /a/name, category: network}}\n")
    assert spec.hooks == (Hook("alarm", {"title": "/a/name", "category": "network"}),)
    assert read(SMALL).hooks == ()


@pytest.mark.parametrize(
    "case",
    [
        ("hooks:\n  alarm: {title: /a, prioritty: /b}\n", "deskfile.unknown_key", "priority"),
        ("hooks:\n  alarm: {body: /a}\n", "deskfile.missing", ""),
        ("hooks:\n  alarm: {title: [/a]}\n", "deskfile.want_text", ""),
        ("hooks:\n  alarm: /a\n", "deskfile.want_mapping", ""),
    ],
    ids=lambda case: case[1],
)
def test_mistakes_are_told_with_their_line(case: Case) -> None:
    """What is misspelt, missing or no text."""
    assert_told(*case)
