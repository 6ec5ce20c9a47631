"""What DingTalk sends when somebody writes to the robot."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dingtalk.line import WrittenLine, read_line
from bot.dingtalk.payload import UnreadableError, read_object
from desk.address import AccountAddress, ConversationAddress, ConversationKind, MessengerName
from desk.events import Intake
from handlers.request import FileRef, Line

PAYLOADS = Path(__file__).parents[1] / "payloads" / "dingtalk"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CORP = "dingpaidan0001"


def heard(name: str) -> WrittenLine:
    """The recorded message of that name."""
    return read_line(read_object((PAYLOADS / f"{name}.json").read_text("utf-8")), "frame1", NOW)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("group_text", "打印机着火 !高"),
        ("single_text", "我的工单"),
        ("group_rich_text", "收银机 黑屏"),
        ("single_audio", "三号仓库没电了。"),
        ("single_picture", ""),
        ("single_file", ""),
        ("single_unknown", ""),
    ],
)
def test_every_kind_of_message_gives_its_words(name: str, words: str) -> None:
    """Typed or spoken words are the line; a picture or file alone is an empty one."""
    request = heard(name).request()

    assert isinstance(request.asked, Line)
    assert request.asked.text == words


def test_a_group_message_is_a_mention_in_that_group() -> None:
    """Who, where, when, and the delivery's own name come over."""
    request = heard("group_text").request()

    assert request.key == f"dingtalk:{CORP}:msg0001"
    assert request.who == AccountAddress(MessengerName.DINGTALK, CORP, "user-li")
    assert request.who_name == "小李"
    assert request.where.conversation == ConversationAddress(
        MessengerName.DINGTALK, CORP, "cidFRONT0001==", ConversationKind.GROUP
    )
    assert request.at == datetime.fromtimestamp(1795320979.845, UTC)
    assert request.asked == Line("打印机着火 !高", Intake.MENTION, message="msg0001")


def test_a_single_chat_is_named_by_its_person() -> None:
    """So that it can be written to before DingTalk has told its id."""
    request = heard("single_text").request()

    where = request.where.conversation
    assert (where.kind, where.id) == (ConversationKind.DIRECT, "user-li")
    assert request.asked == Line("我的工单", Intake.DIRECT, message="msg0001")


def test_somebody_from_outside_is_known_by_their_sender_id() -> None:
    """They have no id in the organisation, can't be written to, and the desk is told so."""
    line = heard("group_outsider")

    assert (line.sender, line.is_staff) == ("$:LWCP_v1:$li", False)
    assert line.request().from_outside is True
    assert heard("group_text").request().from_outside is False


def test_the_session_webhook_comes_with_its_end() -> None:
    """It is the way to answer until then."""
    webhook = heard("group_text").webhook

    assert webhook is not None
    assert webhook.until == datetime.fromtimestamp(1795326379.845, UTC)


def test_a_message_without_ids_and_time_still_has_a_key_and_a_time() -> None:
    """The frame's id and our clock stand in."""
    data = json.loads((PAYLOADS / "group_text.json").read_text("utf-8"))
    del data["msgId"], data["createAt"], data["sessionWebhook"]

    line = read_line(data, "frame1", NOW)

    assert (line.id, line.at, line.webhook) == ("frame1", NOW, None)


@pytest.mark.parametrize("missing", ["chatbotCorpId", "conversationId"])
def test_a_message_from_nowhere_is_unreadable(missing: str) -> None:
    """It is answered as a bad frame rather than guessed at."""
    data = json.loads((PAYLOADS / "group_text.json").read_text("utf-8"))
    del data[missing]

    with pytest.raises(UnreadableError):
        read_line(data, "frame1", NOW)


def file_of(code: str, name: str = "", kind: str = "") -> FileRef:
    """A file as a message names it."""
    return FileRef(code, name, kind)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("group_text", ()),
        ("group_rich_text", (file_of("d1", kind="image/*"),)),
        ("single_audio", (file_of("d1", kind="audio/*"),)),
        ("single_picture", (file_of("d1", kind="image/*"),)),
        ("single_file", (file_of("d1", "日志.txt"),)),
        ("single_unknown", ()),
    ],
)
def test_every_kind_of_message_brings_its_files(name: str, files: tuple[FileRef, ...]) -> None:
    """By the code that DingTalk gives them out for."""
    assert heard(name).files == files


def said(**more: object) -> WrittenLine:
    """A direct text message with something changed."""
    data = json.loads((PAYLOADS / "single_text.json").read_text("utf-8"))
    return read_line({**data, **more}, "frame1", NOW)


@pytest.mark.parametrize(
    "replied",
    [
        {"msgType": "text", "content": {"text": "冷库门关不严"}},
        {"msgType": "text", "text": {"content": "冷库门关不严"}},
        {"msgType": "text", "content": json.dumps({"text": "冷库门关不严"})},
        {"msgType": "richText", "content": {"richText": [{"content": "冷库门关不严"}]}},
    ],
)
def test_a_quoted_message_comes_along(replied: dict[str, object]) -> None:
    """Its words are no part of what was typed, so that commands stay commands."""
    line = said(text={"content": "看这个", "isReplyMsg": True, "repliedMsg": replied})
    assert (line.text, line.quoted) == ("看这个", "冷库门关不严")


def test_a_quoted_picture_comes_along() -> None:
    """Somebody points to it to report it."""
    replied = {"msgType": "picture", "content": {"downloadCode": "d9"}}
    line = said(text={"content": "工单 屏幕坏了", "repliedMsg": replied})
    assert [file.reference for file in line.files] == ["d9"]


def test_forwarded_messages_are_lines() -> None:
    """Several that were passed on together are one text."""
    first = {"senderNick": "小李", "content": "没电了"}
    record = [first, {"senderNick": "小王", "content": "在路上"}]
    content = {"summary": "小李和小王的聊天记录", "chatRecord": json.dumps(record)}
    line = said(msgtype="chatRecord", content=content)
    assert line.text == "小李和小王的聊天记录\n小李: 没电了\n小王: 在路上"


nonsense = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["richText", "repliedMsg", "text", "content", "chatRecord", "msgType"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(["text", "richText", "picture", "file", "audio", "video", "chatRecord", "x"]),
    nonsense,
    nonsense,
)
def test_whatever_stands_in_a_message_it_is_read(
    kind: str, content: object, replied: object
) -> None:
    """What isn't described is left out; nothing breaks."""
    line = said(msgtype=kind, content=content, text={"content": "x", "repliedMsg": replied})
    assert isinstance(line.text, str)
    assert all(file.reference for file in line.files)
