"""What a hook's JSON means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.hooks import Hook, text_at

SAID = {
    "alert": {"name": " disk full ", "n": 3, "on": True, "none": None},
    "list": ["a", {"b": "c"}],
    "a/b": {"m~n": "odd"},
    "": "empty",
}
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/alert/name", "disk full"),
        ("/alert/n", "3"),
        ("/alert/on", "true"),
        ("/alert/none", ""),
        ("/alert/name/0", ""),
        ("/list/0", "a"),
        ("/list/1/b", "c"),
        ("/list/2", ""),
        ("/list/-1", ""),
        ("/list/-", ""),
        ("/list", '["a", {"b": "c"}]'),
        ("/a~1b/m~0n", "odd"),
        ("/", "empty"),
        ("/nothing/there", ""),
    ],
)
def test_a_pointer_leads_to_text(pointer: str, text: str) -> None:
    """By RFC 6901; what is no text is told as JSON, and what isn't there as nothing."""
    assert text_at(SAID, pointer) == text


def test_a_hook_reads_by_pointer_or_takes_the_words() -> None:
    """What leads nowhere is left out."""
    hook = Hook("m", {"title": "/alert/name", "category": "network", "body": "/nothing"})
    assert hook.read(SAID) == {"title": "disk full", "category": "network"}
    assert Hook("usual").read({"title": "t", "priority": "high"}) == {
        "title": "t",
        "priority": "high",
    }


@given(said=ANY, pointer=st.text(max_size=12).map(lambda text: f"/{text}"))
def test_nothing_that_is_sent_breaks_it(said: object, pointer: str) -> None:
    """Whatever JSON comes, and wherever the pointer leads, the answer is text."""
    assert isinstance(text_at(said, pointer), str)
