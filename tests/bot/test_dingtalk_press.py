"""What DingTalk sends when somebody presses a button of a card."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dingtalk.payload import UnreadableError, read_object
from bot.dingtalk.press import CardPress, read_press
from desk.address import AccountAddress, ConversationKind, MessengerName
from handlers.request import Asked, Filled, Pressed

PAYLOADS = Path(__file__).parents[1] / "payloads" / "dingtalk"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CORP = "dingpaidan0001"


def pressed(name: str) -> CardPress:
    """The recorded press of that name."""
    return read_press(read_object((PAYLOADS / f"{name}.json").read_text("utf-8")), "frame1", NOW)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("press_button", Pressed("b:acknowledge:1042:7")),
        ("press_form", Filled("f:resolve:1042:7", text="换了墨盒")),
        ("press_choice", Filled("f:transfer:1042:7:warehouse", choice="warehouse")),
        ("press_strange", Pressed("agree")),
    ],
)
def test_a_press_says_what_was_pressed_typed_and_chosen(name: str, asked: Asked) -> None:
    """Buttons press, forms bring what was filled in, strange ones are the desk's to refuse."""
    assert pressed(name).request("小王").asked == asked


def test_a_press_in_a_group_stands_there() -> None:
    """Who, where, and the delivery's own name come over."""
    request = pressed("press_button").request("小王")

    assert request.key == f"dingtalk:{CORP}:card-1:user-wang:frame1"
    assert request.who == AccountAddress(MessengerName.DINGTALK, CORP, "user-wang")
    assert request.where.conversation.id == "cidITSUP0001=="
    assert request.where.conversation.kind is ConversationKind.GROUP


def test_a_press_in_a_single_chat_stands_with_its_person() -> None:
    """The robot's space is the person's."""
    where = pressed("press_direct").request("小王").where.conversation

    assert (where.kind, where.id) == (ConversationKind.DIRECT, "user-wang")


def test_a_space_written_out_is_the_same_space() -> None:
    """DingTalk's documents show both forms."""
    assert pressed("press_open_space").conversation == "cidITSUP0001=="


def test_a_press_by_nobody_is_unreadable() -> None:
    """It is answered as a bad frame."""
    with pytest.raises(UnreadableError):
        read_press({"corpId": CORP, "outTrackId": "card-1"}, "frame1", NOW)
