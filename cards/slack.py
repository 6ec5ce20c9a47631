"""Cards and messages as Slack's blocks, within Slack's limits whatever people wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Color, Fact, Link, Message, Picture, Style
from cards.cut import clean, cut, pieces, utf16_units
from desk.address import AccountAddress

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Block = dict[str, Json]

HEADER_LIMIT = 150
SECTION_LIMIT = 3000
BODY_LIMIT = 2600
NEWS_LIMIT = 2600
FOOT_LIMIT = 300
LABEL_LIMIT = 100
FIELD_LIMIT = 200
FIELDS = 10
BUTTON_TEXT_LIMIT = 75
BUTTONS_A_BLOCK = 25
FALLBACK_LIMIT = 1000
ALT_LIMIT = 1000
CALLED = 20
# Slack refuses a message whose blocks hold more than 12 to 13 thousand characters together.
MESSAGE_LIMIT = 9000

# Slack's cards have no colour of their own.
DOTS: Mapping[Color, str] = {
    Color.BLUE: "🔵",
    Color.ORANGE: "🟠",
    Color.GREEN: "🟢",
    Color.RED: "🔴",
    Color.GRAY: "⚪",
}


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """What chat.postMessage and chat.update take: `text` is what notifications say."""

    text: str
    blocks: list[Block]


def render_card(card: Card) -> SlackMessage:
    """A card as a message; the button to read all stands there only where something was cut."""
    title, title_cut = cut(_one_line(card.title), HEADER_LIMIT, utf16_units)
    body, body_cut = cut(card.body, BODY_LIMIT, utf16_units)
    news, news_cut = cut(card.news, NEWS_LIMIT, utf16_units)
    rest = (card.rest,) if card.rest and (title_cut or body_cut or news_cut) else ()
    blocks = [
        header(title),
        *_call_line(card),
        _context(_tag(card)),
        *([plain_section(body)] if body.strip() else []),
        *([picture_block(card.picture)] if card.picture else []),
        *_facts(card.facts),
        *([plain_section(news)] if news.strip() else []),
        *(link_section(link) for link in card.links),
        *_files(card),
        *button_blocks((*card.buttons, *rest)),
        *([_context(plain(card.foot, FOOT_LIMIT))] if card.foot.strip() else []),
    ]
    told = f"{title} · {card.tag}"
    return SlackMessage(_fallback(card.call, f"{card.call_line} {told}".strip()), blocks)


def render_message(message: Message) -> SlackMessage:
    """Lines of text, with whom they call in front and buttons below."""
    called = mentions(message.call)
    text, _ = cut(message.text, MESSAGE_LIMIT, escaped_length)
    first, *further = pieces(text, SECTION_LIMIT - len(called) - 1, escaped_length) or ("",)
    escaped = (f"{called} {escape(first)}", *(escape(part) for part in further))
    return SlackMessage(
        _fallback(message.call, text),
        [
            *(mrkdwn_section(part.strip()) for part in escaped if part.strip()),
            *(link_section(link) for link in message.links),
            *(picture_block(picture) for picture in message.pictures),
            *button_blocks(message.buttons),
        ],
    )


def escape(text: str) -> str:
    """User text as mrkdwn takes it: exactly these three, or a title could call the channel."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_length(text: str) -> int:
    """How long a text is once it is escaped."""
    return utf16_units(escape(text))


def mentions(call: Sequence[AccountAddress]) -> str:
    """The only control sequences that we write: they come from accounts, never from a text."""
    return " ".join(f"<@{escape(account.id)}>" for account in call[:CALLED])


def plain(text: str, limit: int) -> Block:
    """A plain text object: Slack reads no markup in it.

    `emoji` is false, so that what somebody typed between colons stays as they typed it.
    """
    return {"type": "plain_text", "text": cut(text, limit, utf16_units)[0] or " ", "emoji": False}


def header(title: str) -> Block:
    """The large line on top."""
    return {"type": "header", "text": plain(_one_line(title), HEADER_LIMIT)}


def plain_section(text: str) -> Block:
    """A paragraph of somebody's text."""
    return {"type": "section", "text": plain(text, SECTION_LIMIT)}


def mrkdwn_section(escaped: str) -> Block:
    """A paragraph with markup: whatever people wrote in it has been escaped."""
    return {"type": "section", "text": _mrkdwn(escaped)}


def link_section(link: Link) -> Block:
    """A link of ours."""
    return mrkdwn_section(_link(link))


def picture_block(picture: Picture) -> Block:
    """A picture, fetched by Slack: it refuses the whole message if it can't."""
    alt = cut(_one_line(picture.alt), ALT_LIMIT, utf16_units)[0] or "…"
    return {"type": "image", "image_url": picture.address, "alt_text": alt}


def context_line(text: str) -> Block:
    """Small print."""
    return _context(plain(text, SECTION_LIMIT))


def button_blocks(buttons: Sequence[Button]) -> list[Block]:
    """Rows of buttons; a name that stands twice in a message gets a number, as ids must differ."""
    unique = [
        _button(button, _action_id(button, buttons[:place])) for place, button in enumerate(buttons)
    ]
    rows = range(0, len(unique), BUTTONS_A_BLOCK)
    return [{"type": "actions", "elements": unique[at : at + BUTTONS_A_BLOCK]} for at in rows]


def _link(link: Link) -> str:
    """A | or > in what stands on it would end it; turned writing would run on into the rest."""
    shown = escape(_one_line(link.text)).replace("|", "¦")
    return f"<{escape(link.address).replace('|', '%7C')}|{shown}>"


def _files(card: Card) -> list[Block]:
    """What was sent along, on a line."""
    if not card.files:
        return []
    label = escape(_one_line(card.files_label))
    return [mrkdwn_section(f"*{label}*  {' · '.join(_link(link) for link in card.files)}")]


def _call_line(card: Card) -> list[Block]:
    line = f"{mentions(card.call)} {escape(cut(card.call_line, FOOT_LIMIT)[0])}".strip()
    return [mrkdwn_section(line)] if line else []


def _tag(card: Card) -> Block:
    return _mrkdwn(f"{DOTS[card.color]} *{escape(cut(card.tag, LABEL_LIMIT)[0])}*")


def _facts(facts: Sequence[Fact]) -> list[Block]:
    fields = [_field(fact) for fact in facts]
    rows = range(0, len(fields), FIELDS)
    return [{"type": "section", "fields": fields[at : at + FIELDS]} for at in rows]


def _field(fact: Fact) -> Block:
    label = escape(cut(_one_line(fact.label), LABEL_LIMIT, escaped_length)[0])
    value = escape(cut(_one_line(fact.value), FIELD_LIMIT, escaped_length)[0])
    return _mrkdwn(f"*{label}*\n{value}")


def _mrkdwn(escaped: str) -> Block:
    """`verbatim`, or Slack would look for channel names and mentions in what people wrote."""
    return {"type": "mrkdwn", "text": escaped, "verbatim": True}


def _context(element: Block) -> Block:
    return {"type": "context", "elements": [element]}


def _fallback(call: Sequence[AccountAddress], text: str) -> str:
    """What notifications say; never empty, as Slack wants a text with all blocks."""
    called = mentions(call)
    short, _ = cut(text, FALLBACK_LIMIT - len(called) - 1, escaped_length)
    return f"{called} {escape(short)}".strip() or "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _action_id(button: Button, before: Sequence[Button]) -> str:
    same = sum(other.press.name == button.press.name for other in before)
    return f"{button.press.name}:{same + 1}" if same else button.press.name


def _button(button: Button, action_id: str) -> Block:
    style: Block = {} if button.style is Style.DEFAULT else {"style": button.style.value}
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain(button.text, BUTTON_TEXT_LIMIT),
        "value": button.press.pack(),
        **style,
    }
