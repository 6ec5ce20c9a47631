"""Links and pictures of ours, as both messengers show them."""

import json

from cards.card import Card, Color, Link, Message, Picture
from cards.dingtalk import VALUE_LIMIT, card_params, render_markdown
from cards.preview_card import with_pictures
from cards.slack import render_card, render_message
from desk.languages import Language
from sandbox.slack.blocks import accepted_message_blocks

ADDRESS = "https://desk.example/rosters/it/sheet.xlsx?t=abc-_.def&x=1"
MESSAGE = Message(
    "for you",
    links=(Link("a|b> <!channel> [c](d)", ADDRESS),),
    pictures=(Picture(ADDRESS, "![what] @all"),),
)


def test_slack_shows_links_and_pictures() -> None:
    """What stands on a link neither ends it nor calls anybody."""
    blocks = accepted_message_blocks(json.loads(json.dumps(render_message(MESSAGE).blocks)))
    assert [block["type"] for block in blocks] == ["section", "section", "image"]
    link = blocks[1]["text"]
    assert isinstance(link, dict)
    address = ADDRESS.replace("&", "&amp;")
    assert link["text"] == f"<{address}|a¦b&gt; &lt;!channel&gt; [c](d)>"
    assert blocks[2]["image_url"] == ADDRESS


def test_dingtalk_shows_links_and_pictures() -> None:
    """As markdown that no bracket of theirs breaks, and that calls nobody."""
    text = render_markdown(MESSAGE).text
    assert f"[a|b> <!channel> ［c］(d)]({ADDRESS})" in text
    assert f"![!［what］ ＠all]({ADDRESS})" in text


def test_a_card_can_have_a_picture() -> None:
    """On both; DingTalk's variable keeps within its bytes, and the picture is whole."""
    card = Card("title", "tag", Color.BLUE, body="很长" * 900, picture=Picture(ADDRESS, "weeks"))
    kinds = [block["type"] for block in render_card(card).blocks]
    assert "image" in kinds
    body = card_params(card)["body"]
    assert body.endswith(f"![weeks]({ADDRESS})")
    assert len(body.encode()) <= VALUE_LIMIT
    assert f"![weeks]({ADDRESS})" in render_markdown(card).text


def test_where_pictures_cant_be_fetched_there_are_links() -> None:
    """Slack would refuse the whole message for a picture that it can't load."""
    shown = with_pictures(Message("preview"), {"IT": ADDRESS}, True, Language.ENGLISH)
    linked = with_pictures(Message("preview"), {"IT": ADDRESS}, False, Language.ENGLISH)
    assert (len(shown.pictures), len(shown.links)) == (1, 0)
    assert (len(linked.pictures), len(linked.links)) == (0, 1)
