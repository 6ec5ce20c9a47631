"""The documents by which a person builds the DingTalk card."""

import json

from cards.dingtalk_export import export
from cards.dingtalk_layout import read_template
from cards.dingtalk_template import EXPORT, GUIDE, guide_with_table, template_table


def test_guide_is_current() -> None:
    """The tables of the guide say what the template says; else run its generator."""
    guide = GUIDE.read_text(encoding="utf-8")
    assert guide == guide_with_table(guide)


def test_export_is_current() -> None:
    """So does the file in the shape of an export."""
    assert EXPORT.read_text(encoding="utf-8") == export(read_template())


def test_table_names_everything() -> None:
    """Nothing that has to be entered is missing from the tables."""
    template, table = read_template(), template_table()
    names = [variable.name for variable in template.variables]
    names += [component.id for component in template.components]
    names += [button.id for component in template.components for button in component.buttons]
    assert all(f"`{name}`" in table for name in names)


def test_export_holds_every_variable_and_button() -> None:
    """The export's editor lists all variables, and a button for each of the template's."""
    editor = json.loads(json.loads(export(read_template()))["editorData"])
    template = read_template()
    assert [one["name"] for one in editor["variableList"]] == [v.name for v in template.variables]
    assert [one["name"] for one in editor["localList"]] == list(template.inputs)
    (root,) = editor["schema"]["componentsTree"]
    exported = [
        button["id"] for node in root["children"] for button in node["props"].get("buttons", [])
    ]
    assert exported == [b.id for component in template.components for b in component.buttons]
