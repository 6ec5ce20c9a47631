"""What people wrote, out of Slack's encoding: `&lt;`, `<@U…>`, `<#C…|name>`, `<url|label>`."""

import re
from collections.abc import Mapping

TOKEN = re.compile(r"<([^<>]*)>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
PEOPLE = "UW"


def decode(text: str, names: Mapping[str, str]) -> str:
    """The text as its writer saw it; `names` are people's by their id.

    A name that the desk knows goes before the one Slack wrote beside the id, so that somebody is
    called the same wherever they are mentioned.
    """
    pieces = TOKEN.split(text)
    written = [_plain(piece) for piece in pieces]
    written[1::2] = [_token(token, names) for token in pieces[1::2]]
    return "".join(written)


def mentioned(text: str) -> frozenset[str]:
    """The ids of the people mentioned in a text that is not decoded yet."""
    tokens = TOKEN.findall(text)
    return frozenset(token[1:].partition("|")[0] for token in tokens if _is_person(token))


def mentions(text: str, user: str) -> bool:
    """Whether this person is mentioned in a text that is not decoded yet."""
    return user in mentioned(text)


def starts_with_mention(text: str, user: str) -> bool:
    """Whether a text that is not decoded yet begins by mentioning this person."""
    return re.match(rf"\s*<@{re.escape(user)}[|>]", text) is not None


def without_mention(text: str, user: str) -> str:
    """A text that is not decoded yet, without the mentions of this person."""
    return re.sub(rf"[ \t]*<@{re.escape(user)}(?:\|[^<>]*)?>[:：,，]?", "", text).strip()


def _token(token: str, names: Mapping[str, str]) -> str:
    target, _, label = (_plain(part) for part in token.partition("|"))
    match target[:1]:
        case "@":
            return f"@{names.get(target[1:]) or label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return _special(target[1:], label)
        case _:
            return _link(target, label)


def _special(target: str, label: str) -> str:
    """`<!here>`, `<!subteam^S…|@name>`, `<!date^…|in words>`."""
    kind, _, rest = target.partition("^")
    if kind == "date":
        return label
    if kind == "subteam":
        return label if label.startswith("@") else f"@{label or rest}"
    return f"@{kind}"


def _link(url: str, label: str) -> str:
    """An address that Slack recognised in the text carries itself as its label."""
    address = url.removeprefix("https://").removeprefix("http://")
    address = address.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == url:
        return url
    if label.rstrip("/") == address.rstrip("/"):
        return label
    return f"{label} ({url})"


def _is_person(token: str) -> bool:
    return token[:1] == "@" and token[1:2] in PEOPLE and len(token) > 2


def _plain(text: str) -> str:
    for written, meant in ENTITIES:
        text = text.replace(written, meant)
    return text
