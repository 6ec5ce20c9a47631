"""Signed links: what was signed is what is read, for one purpose, until its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import links as links_module
from desk.links import LASTS, Links, Purpose

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINKS = Links("a secret", "https://desk.example")
FACTS: dict[str, str | int] = {"person": 7, "roster": "it-duty", "language": "zh_CN"}

quick = settings(max_examples=150, deadline=None, derandomize=True)


@quick
@given(
    st.sampled_from(Purpose),
    st.dictionaries(st.text(max_size=10), st.text(max_size=20) | st.integers(0, 2**60), max_size=4),
)
def test_what_was_signed_is_read(purpose: Purpose, facts: dict[str, str | int]) -> None:
    """All facts come back, with until when they hold."""
    facts.pop("until", None)
    read = LINKS.read(purpose, LINKS.token(purpose, facts, NOW), NOW)
    assert read == {**facts, "until": int((NOW + LASTS[purpose]).timestamp())}


@quick
@given(st.sampled_from(Purpose), st.data())
def test_one_changed_character_is_another_token(purpose: Purpose, data: st.DataObject) -> None:
    """Whatever is changed, left out or added: nothing is read."""
    token = LINKS.token(purpose, FACTS, NOW)
    place = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.characters(codec="utf-8"))
    changed = {
        token[:place] + char + token[place + 1 :],
        token[:place] + char + token[place:],
        token[:place] + token[place + 1 :],
    }
    for other in changed - {token}:
        assert LINKS.read(purpose, other, NOW) is None


@quick
@given(st.text(max_size=60))
def test_nonsense_is_no_token(text: str) -> None:
    """Nothing that somebody types is read, and nothing breaks."""
    assert LINKS.read(Purpose.SHEET, text, NOW) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_ends(purpose: Purpose) -> None:
    """It holds to the last second, and not one longer."""
    token, ends = LINKS.token(purpose, FACTS, NOW), NOW + LASTS[purpose]
    assert LINKS.read(purpose, token, ends - timedelta(seconds=1))
    assert LINKS.read(purpose, token, ends) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_is_for_one_purpose(purpose: Purpose) -> None:
    """A link to look opens nothing that changes, and none opens another."""
    token = LINKS.token(purpose, FACTS, NOW)
    readers = [other for other in Purpose if LINKS.read(other, token, NOW)]
    assert readers == [purpose]


def test_another_secret_signs_other_tokens() -> None:
    """Another installation's links are none of ours."""
    token = LINKS.token(Purpose.SHEET, FACTS, NOW)
    assert replace(LINKS, secret="other").read(Purpose.SHEET, token, NOW) is None


def test_a_purpose_can_be_rotated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its links end at once, and those of others go on."""
    sheet = LINKS.token(Purpose.SHEET, FACTS, NOW)
    picture = LINKS.token(Purpose.PICTURE, FACTS, NOW)
    rotated = {**links_module.ROTATION, Purpose.SHEET: 2}
    monkeypatch.setattr(links_module, "ROTATION", rotated)
    assert LINKS.read(Purpose.SHEET, sheet, NOW) is None
    assert LINKS.read(Purpose.PICTURE, picture, NOW)


def test_addresses_are_written_for_any_name() -> None:
    """A key with signs in it, and a base below a path."""
    links = Links("a secret", "https://desk.example/paidan/")
    address = links.to(("rosters", "值班/一?", "sheet.xlsx"), Purpose.SHEET, FACTS, NOW)
    assert address.startswith(
        "https://desk.example/paidan/rosters/%E5%80%BC%E7%8F%AD%2F%E4%B8%80%3F/sheet.xlsx?t="
    )
    assert links.host == "desk.example"
