"""Makes what a person needs to build the DingTalk card: `python -m cards.dingtalk_template`.

From dingtalk_template.yaml it writes the tables of docs/DINGTALK_CARD.md and a file in the shape of
the card platform's export.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from cards.dingtalk_export import export
from cards.dingtalk_layout import LOCAL, Template, read_template

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = DOCS / "DINGTALK_CARD.md"
EXPORT = DOCS / "dingtalk-card-template.json"
TABLES_BEGIN = "<!-- tables: made by python -m cards.dingtalk_template -->"
TABLES_END = "<!-- /tables -->"
KINDS = {
    "title": "Standard card head 标准卡片头",
    "markdown": "Markdown",
    "buttons": "Button row 按钮组",
    "input": "Text input 文本输入",
    "small": "Markdown",
}


def template_table() -> str:
    """What to enter in the card platform, as tables of markdown, top to bottom."""
    template = read_template()
    return "\n".join(
        [
            *_table("Variable", "Who sees it", "What it is", rows=_variable_rows(template)),
            "",
            *_table("Component", "Kind", "Filled by", "Visible while", rows=_rows(template)),
            "",
            *_table("Button", "Style", "Text", "Visible while", "Carries", rows=_buttons(template)),
        ]
    )


def guide_with_table(guide: str) -> str:
    """The guide with its tables made anew."""
    head, _, rest = guide.partition(TABLES_BEGIN)
    _, _, tail = rest.partition(TABLES_END)
    return f"{head}{TABLES_BEGIN}\n\n{template_table()}\n\n{TABLES_END}{tail}"


def main() -> None:
    """Write both documents."""
    guide = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(guide_with_table(guide), encoding="utf-8")
    EXPORT.write_text(export(read_template()), encoding="utf-8")


def _table(*heads: str, rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))
    for row in rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _variable_rows(template: Template) -> Iterator[tuple[str, ...]]:
    for variable in template.variables:
        seen = "one person 私有" if variable.private else "everybody 公有"
        yield f"`{variable.name}`", seen, variable.about


def _rows(template: Template) -> Iterator[tuple[str, ...]]:
    for component in template.components:
        fills = ", ".join(f"{what}: `{name}`" for what, name in component.fills)
        buttons = ", ".join(f"`{button.id}`" for button in component.buttons)
        kind = KINDS[component.kind]
        yield f"`{component.id}`", kind, fills or buttons, _condition(component.shown)


def _buttons(template: Template) -> Iterator[tuple[str, ...]]:
    for component in template.components:
        for button in component.buttons:
            carries = ", ".join(
                f"`{name}` = what was typed in `{source.removeprefix(LOCAL)}`"
                if source.startswith(LOCAL)
                else f"`{name}` = `{source}`"
                for name, source in button.params
            )
            shown = _condition(button.shown)
            yield f"`{button.id}`", button.style, f"`{button.text}`", shown, carries


def _condition(shown: str) -> str:
    return f"`{shown}` is not empty" if shown else "always"


if __name__ == "__main__":
    main()
