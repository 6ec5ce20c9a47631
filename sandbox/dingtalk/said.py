"""What the bot says outside cards: message types of webhooks, robot calls and work notices."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.dingtalk.message import MessageKind
from sandbox.dingtalk.refusal import RefusalError
from sandbox.payload import Payload, inner, objects, text

PARAM_BYTES = 15_000


@dataclass(frozen=True)
class Words:
    """A message's kind and its text; links to press are markdown links at its end.

    `media` is what was uploaded before, or a picture's address.
    """

    kind: MessageKind
    text: str
    media: str = ""


def said_by_webhook(body: Payload) -> Words:
    """The message in a body with msgtype."""
    kind = text(body, "msgtype")
    if kind not in WEBHOOK_KINDS:
        raise _refused("msgtype", f"msgtype not known here: {kind or 'none'}")
    return _not_empty(WEBHOOK_KINDS[kind](inner(body, kind)))


def said_by_notice(msg: Payload) -> Words:
    """The message in a work notice's msg; its action cards are written otherwise than a robot's."""
    kind = text(msg, "msgtype")
    if kind not in NOTICE_KINDS:
        raise _refused("msgtype", f"msgtype not known here: {kind or 'none'}")
    return _not_empty(NOTICE_KINDS[kind](inner(msg, kind)))


def said_by_robot(body: Payload) -> Words:
    """The message in a body with msgKey and msgParam."""
    key, param = text(body, "msgKey"), body.get("msgParam")
    if key not in ROBOT_KINDS:
        raise _refused("msgKey", f"msgKey not known here: {key or 'none'}")
    if not isinstance(param, str):
        raise _refused("msgParam not a string", "msgParam must be a JSON string")
    if len(param.encode()) > PARAM_BYTES:
        raise _refused("msgParam over 15000 bytes", "msgParam is too long")
    try:
        content = json.loads(param)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _refused("msgParam not JSON", "msgParam is not a JSON object")
    return _not_empty(ROBOT_KINDS[key](content))


def _text(content: Payload) -> Words:
    return Words("text", text(content, "content"))


def _markdown(content: Payload) -> Words:
    return Words("markdown", text(content, "text"))


def _picture(content: Payload) -> Words:
    return Words("picture", text(content, "photoURL"), text(content, "photoURL"))


def _file(content: Payload) -> Words:
    if not text(content, "fileType"):
        raise _refused("fileType", "fileType is missing")
    return Words("file", text(content, "fileName"), text(content, "mediaId"))


def _link(content: Payload) -> Words:
    url = text(content, "messageUrl")
    return _with_links(text(content, "text"), [(text(content, "title"), url)])


def _action_card(content: Payload) -> Words:
    single = (text(content, "singleTitle"), text(content, "singleURL"))
    listed = [(text(one, "title"), text(one, "actionURL")) for one in objects(content, "btns")]
    numbered = [
        (text(content, f"{title}{n}"), text(content, f"{url}{n}"))
        for title, url in (("actionTitle", "actionURL"), ("buttonTitle", "buttonUrl"))
        for n in range(1, 6)
    ]
    return _with_links(text(content, "text"), [single, *listed, *numbered])


def _notice_card(content: Payload) -> Words:
    single = (text(content, "single_title"), text(content, "single_url"))
    buttons = objects(content, "btn_json_list")
    listed = [(text(one, "title"), text(one, "action_url")) for one in buttons]
    return _with_links(text(content, "markdown"), [single, *listed])


def _with_links(words: str, links: list[tuple[str, str]]) -> Words:
    lines = [f"[{title}]({url})" for title, url in links if url]
    return Words("markdown", "\n\n".join([words, *lines]))


def _not_empty(words: Words) -> Words:
    if not words.text.strip():
        raise _refused("empty message", "the message has no content")
    return words


def _refused(rule: str, message: str) -> RefusalError:
    return RefusalError("invalidParameter", message, rule=rule)


Reading = Callable[[Payload], Words]

WEBHOOK_KINDS: dict[str, Reading] = {
    "text": _text,
    "markdown": _markdown,
    "link": _link,
    "actionCard": _action_card,
}
NOTICE_KINDS: dict[str, Reading] = {
    "text": _text,
    "markdown": _markdown,
    "link": _link,
    "action_card": _notice_card,
}
ROBOT_KINDS: dict[str, Reading] = {
    "sampleText": _text,
    "sampleMarkdown": _markdown,
    "sampleImageMsg": _picture,
    "sampleFile": _file,
    "sampleLink": _link,
    "sampleActionCard": _action_card,
    **{f"sampleActionCard{n}": _action_card for n in range(2, 7)},
}
