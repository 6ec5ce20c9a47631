"""The DingTalk card template in the shape of the card platform's export."""

import json
from collections.abc import Iterator, Mapping, Sequence

from cards.dingtalk_layout import LOCAL, Component, Template, TemplateButton, Variable

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Node = dict[str, Json]

COLORS = {"primary": "blue", "default": "gray"}


def export(template: Template) -> str:
    """The file's text; `widgetInfo` is the compiled half, which only the platform can make."""
    editor: Node = {
        "schemaVersion": "2.0.0",
        "schema": _schema(template),
        "mockData": {"cardData": {}, "cardPrivateData": {}, "localData": {}},
        "editVersion": 0,
        "customWidgetInfo": "",
        "useCustomWidgetInfo": False,
        "variableList": [_listed(variable) for variable in template.variables],
        "formList": [],
        "expList": [],
        "localList": [_local(name) for name in template.inputs],
        "hsfList": [],
        "lwpList": [],
        "extension": {"extendType": "NORMAL"},
    }
    whole: Node = {
        "editorData": json.dumps(editor, ensure_ascii=False),
        "widgetInfo": "",
        "type": "standard",
        "mode": "card",
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _listed(variable: Variable) -> Node:
    return {
        "name": variable.name,
        "private": variable.private,
        "type": "string",
        "id": variable.name,
        "description": variable.about,
        "editorVarType": "variables",
    }


def _local(name: str) -> Node:
    return {**_listed(Variable(name, False, "")), "editorVarType": "localList"}


def _schema(template: Template) -> Node:
    """The editor's tree: the head is the root, everything else stands in it."""
    nodes = [part for component in template.components for part in _nodes(component)]
    head = next(component for component in template.components if component.kind == "title")
    root: Node = {
        "componentName": "StdCard",
        "id": f"node_{head.id}",
        "props": {
            "cardName": _string(f"${{{head.fill('text')}}}"),
            "tagText": _string(f"${{{head.fill('tag')}}}"),
            "tagColor": _from_variable("dynamicSelect", head.fill("color")),
            "tagStyle": "hollow",
        },
        "hidden": False,
        "children": nodes,
    }
    names = sorted({"StdCard", *(str(node["componentName"]) for node in nodes)})
    return {
        "version": "1.0.0",
        "componentsMap": [_package(name) for name in names],
        "componentsTree": [root],
        "i18n": {},
    }


def _package(name: str) -> Node:
    return {
        "package": "@ali/dxComponent",
        "version": "1.0.0",
        "exportName": name,
        "main": "./src/index.tsx",
        "destructuring": False,
        "subName": "",
        "componentName": name,
    }


def _nodes(component: Component) -> Iterator[Node]:
    match component.kind:
        case "markdown" | "small":
            content = _from_variable("dynamicMarkdown", component.fill("text"))
            yield _node("Markdown", component, {"content": content})
        case "input":
            yield _node("Input", component, _input(component))
        case "buttons":
            buttons = [_exported(place, button) for place, button in enumerate(component.buttons)]
            yield _node("ButtonBlock", component, {"buttons": buttons})
        case _:
            return


def _node(name: str, component: Component, props: Node) -> Node:
    return {
        "componentName": name,
        "id": f"node_{component.id}",
        "props": {**props, "visible": _visible(component.shown)},
        "hidden": False,
        "title": component.id,
    }


def _input(component: Component) -> Node:
    return {
        "id": component.id,
        "placeholder": _string(f"${{{component.fill('placeholder')}}}"),
        "currentValue": _string(f"${{{component.fill('local')}}}"),
        "actionType": "setLocalState",
        "localVarAction": _from_variable("variableValue", component.fill("local")),
    }


def _exported(place: int, button: TemplateButton) -> Node:
    return {
        "$$key": str(place),
        "id": button.id,
        "text": _string(f"${{{button.text}}}"),
        "status": "normal",
        "color": COLORS[button.style],
        "actionType": "request",
        "actionId": _string(button.id),
        "params": [
            {"id": str(at), "name": name, "type": "variable", "value": "", **_source(source)}
            for at, (name, source) in enumerate(button.params, 1)
        ],
        "visible": _visible(button.shown),
    }


def _source(source: str) -> Node:
    return {"variable": source.removeprefix(LOCAL), "variableType": "global"}


def _string(content: str) -> Node:
    return {"type": "dynamicString", "content": content, "i18n": False}


def _from_variable(kind: str, variable: str) -> Node:
    return {
        "type": kind,
        "valueType": "variable",
        "value": "",
        "variable": variable,
        "variableType": "global",
    }


def _visible(variable: str) -> Node:
    if not variable:
        condition: Node = {"op": "and", "conditions": []}
        return {
            "type": "dynamicVisible",
            "value": True,
            "valueType": "fixed",
            "condition": condition,
        }
    asked: Node = {
        "op": "isTrue",
        "type": "variable",
        "value": "",
        "valueType": "fixed",
        "valueVariableType": "global",
        **_source(variable),
    }
    condition = {"op": "and", "conditions": [asked]}
    return {"type": "dynamicVisible", "valueType": "condition", "condition": condition}
