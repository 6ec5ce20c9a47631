"""Card templates: what they show to whom, and which ones are broken."""

from pathlib import Path

import pytest

from sandbox.dingtalk.template import TemplateError, read_template

SOURCE = """
variables: [{name: title}, {name: hint, private: true}, {name: go}, {name: go_press}]
components:
  - {id: head, type: title, text: title}
  - {id: word, type: input, local: word, placeholder: hint, shown: hint}
  - id: row
    type: buttons
    buttons: [{id: go, text: go, shown: go, params: {press: go_press, word: "local: word"}}]
"""


def template_file(folder: Path, source: str) -> Path:
    path = folder / "template.yaml"
    path.write_text(source, encoding="utf-8")
    return path


def test_button_is_shown_when_its_variable_is_filled(tmp_path: Path) -> None:
    """An empty variable hides a button, and an input that is hidden is not offered."""
    template = read_template("t", template_file(tmp_path, SOURCE))
    (hidden,) = template.actions({"title": "x"})
    (shown,) = template.actions({"go": "Go"})
    (asking,) = template.actions({"go": "Go", "hint": "why"})
    assert (hidden.shown, shown.shown) == (False, True)
    assert (shown.inputs, asking.inputs) == ((), ("word",))


def test_button_sends_variables_and_what_was_typed(tmp_path: Path) -> None:
    """A press carries the values that this person's card has, and their own words."""
    template = read_template("t", template_file(tmp_path, SOURCE))
    params = template.button("go").bound({"go_press": "go 7"}, {"word": "because"})
    assert params == {"press": "go 7", "word": "because"}


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("text: title", "text: titel"),
        ("press: go_press", "press: come_press"),
        ("local: word,", "local: x,"),
    ],
)
def test_template_that_contradicts_itself_is_refused(tmp_path: Path, part: str, wrong: str) -> None:
    """A name that nothing declares is found when the template is read."""
    path = template_file(tmp_path, SOURCE.replace(part, wrong))
    with pytest.raises(TemplateError, match=r"not declared|no input"):
        read_template("t", path)
