"""Slack's payloads, read into what the desk is asked."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.slack.command import read_command
from bot.slack.event import read_event, read_spoken
from bot.slack.fields import Fields
from bot.slack.inbound import Inbound
from bot.slack.press import read_press
from bot.slack.submission import read_submission
from desk.address import AccountAddress, ConversationKind, MessengerName
from desk.events import Intake
from handlers.request import FileRef, Filled, Line, Pressed, ThreadReply

PAYLOADS = Path(__file__).parents[1] / "payloads" / "slack"
TEAM, BOT_USER = "T0PAIDAN", "U0PAIDAN"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NAMES = {"U0ANA": "Ana", "U0BO": "Bo", "U0LEA": "Lea"}


def payload(name: str) -> Fields:
    return Fields(json.loads((PAYLOADS / f"{name}.json").read_text("utf-8")))


def heard(name: str) -> Inbound | None:
    spoken = read_spoken(payload(name), "", BOT_USER)
    return read_event(spoken, BOT_USER, NAMES) if spoken else None


def told(name: str) -> Inbound:
    inbound = heard(name)
    assert inbound is not None
    return inbound


def pressed(name: str) -> Inbound:
    inbound = read_press(payload(name), "", NAMES, NOW)
    assert inbound is not None
    return inbound


def test_command_is_a_line_in_its_channel() -> None:
    """What stands after the command, decoded, from whoever typed it."""
    inbound = read_command(payload("slash_command"), "", NAMES, NOW)
    request = inbound.request
    assert request.asked == Line("printer on fire, ask @Bo in #it-support & hurry", Intake.COMMAND)
    assert request.who == AccountAddress(MessengerName.SLACK, TEAM, "U0ANA")
    assert (request.who_name, request.at) == ("Ana", NOW)
    assert request.where.conversation.lane == "slack:T0PAIDAN:C0FRONT"
    assert request.key == "slack:T0PAIDAN:13345224609.738474920.8088930838d88f008e0"
    assert inbound.origin.response_url.startswith("https://hooks.slack.com/")


def test_duty_command_says_what_its_line_is_about() -> None:
    """`/duty` is part of its line, whose sense depends on it."""
    typed = Fields({"team_id": TEAM, "user_id": "U0ANA", "command": "/duty", "text": "week"})
    assert read_command(typed, "", NAMES, NOW).request.asked == Line("/duty week", Intake.COMMAND)


def test_command_in_a_direct_chat_comes_from_that_person() -> None:
    """A direct chat is named by the account on its other side."""
    where = read_command(payload("slash_command_direct"), "", NAMES, NOW).request.where
    assert where.conversation.kind is ConversationKind.DIRECT
    assert where.conversation.id == "U0ANA"


def test_mention_is_a_line_without_the_mention() -> None:
    """It carries the reference of its message; the answer goes into a thread under it."""
    inbound = told("app_mention")
    assert inbound.request.asked == Line(
        "printer & scanner on fire #网络", Intake.MENTION, "C0FRONT/1700000000.000100"
    )
    assert inbound.request.where.thread is None
    assert inbound.request.at == datetime.fromtimestamp(1700000000.0001, UTC)
    assert inbound.origin.thread == "1700000000.000100"
    assert not inbound.origin.in_thread


def test_twin_of_a_mention_does_nothing() -> None:
    """Slack tells of a mention twice; one of the two acts."""
    assert heard("app_mention_twin") is None


def test_edited_mention_has_the_key_of_the_first() -> None:
    """The key is the message, not the event."""
    assert told("app_mention").request.key == "slack:T0PAIDAN:C0FRONT:1700000000.000100"


def test_mention_that_begins_a_reply_is_a_line_in_that_thread() -> None:
    """So a ticket can be asked about where it is talked about."""
    request = told("app_mention_in_thread").request
    assert request.asked == Line("#1042", Intake.MENTION, "C0FRONT/1700000009.000200")
    assert request.where.thread == "C0FRONT/1700000000.000100"


def test_mention_amid_a_reply_leaves_it_a_reply() -> None:
    """People talk about the bot, too."""
    request = told("app_mention_amid_thread").request
    assert request.asked == ThreadReply("as said, it is the toner", "C0FRONT/1700000009.000300")


def test_guest_of_a_shared_channel_belongs_to_the_installation() -> None:
    """The tenant is where the bot is installed, not where the writer comes from."""
    assert told("app_mention_shared_channel").request.who.tenant == TEAM


def test_direct_message_is_a_line() -> None:
    """In the direct chat, keyed by the person, answered without a thread."""
    inbound = told("message_im")
    assert inbound.request.asked == Line(
        "printer on fire", Intake.DIRECT, "D0ANA/1700000000.000100"
    )
    assert inbound.request.where.conversation.id == "U0ANA"
    assert (inbound.origin.channel, inbound.origin.thread) == ("D0ANA", "")


def test_reply_in_a_direct_chat_is_a_reply() -> None:
    """A ticket's thread can be there, too."""
    request = told("message_im_thread").request
    assert isinstance(request.asked, ThreadReply)
    assert request.where.thread == "D0ANA/1700000000.000100"


def test_reply_names_the_root_of_its_thread() -> None:
    """That is the card, or the message that a ticket came from."""
    request = told("message_thread").request
    assert request.asked == ThreadReply(
        "new toner <black> ordered by @Lea", "C0FRONT/1700000009.000500"
    )
    assert request.where.thread == "C0FRONT/1700000000.000100"
    assert request.key == "slack:T0PAIDAN:C0FRONT:1700000009.000500"


def test_file_with_words_is_a_message() -> None:
    """What is written beside a picture counts."""
    assert told("message_file_share").request.asked == ThreadReply(
        "looks like this",
        "C0FRONT/1700000009.000600",
        (FileRef("F1", "fire.png", "image/png"),),
    )


def test_a_mention_with_a_file_is_one_by_either_event() -> None:
    """Slack may leave out the first of the two: both ask the same, under the same key."""
    body = json.loads((PAYLOADS / "message_file_share.json").read_text("utf-8"))
    del body["event"]["thread_ts"]
    body["event"]["text"] = "<@U0PAIDAN> new it burns"
    twin = {**body, "event": {**body["event"], "type": "app_mention"}}
    asked = [read_spoken(Fields(one), "", BOT_USER) for one in (body, twin)]
    requests = [read_event(one, BOT_USER, NAMES).request for one in asked if one]
    assert len(requests) == 2
    assert requests[0] == requests[1]
    assert requests[0].asked == Line(
        "new it burns",
        Intake.MENTION,
        "C0FRONT/1700000009.000600",
        (FileRef("F1", "fire.png", "image/png"),),
    )


def test_file_without_words_is_a_message_too() -> None:
    """In a thread it is the ticket's; files without an id are none."""
    files = [{"id": "F1", "name": "a.png", "size": 7}, {"name": "no id"}, "nonsense", None]
    body = json.loads((PAYLOADS / "message_file_share.json").read_text("utf-8"))
    body["event"] |= {"text": "", "files": files}
    spoken = read_spoken(Fields(body), "", BOT_USER)
    assert spoken is not None
    alone = read_event(spoken, BOT_USER, NAMES).request
    assert isinstance(alone.asked, ThreadReply)
    assert alone.asked.files == (FileRef("F1", "a.png", "", 7),)


@pytest.mark.parametrize(
    "name",
    [
        "message_channel",
        "message_changed",
        "message_deleted",
        "message_other_bot",
        "reaction_added",
    ],
)
def test_what_nobody_said_to_the_desk_is_nothing(name: str) -> None:
    """Small talk, edits, deletions, other bots and reactions are no requests."""
    assert heard(name) is None


@pytest.mark.parametrize("broken", [None, [], {}, {"event": 7}, {"event": {"type": "message"}}])
def test_payload_of_another_shape_is_nothing(broken: object) -> None:
    """What cannot be read is not acted on."""
    assert read_spoken(Fields(broken), TEAM, BOT_USER) is None
    assert read_press(Fields(broken), TEAM, {}, NOW) is None
    assert read_submission(Fields(broken), TEAM, {}, NOW) is None


def test_press_carries_what_its_button_carries() -> None:
    """With a key of its own for each time it is pressed."""
    inbound = pressed("press_on_card")
    assert inbound.request.asked == Pressed("b:acknowledge:1042:7")
    assert inbound.request.key == (
        "slack:T0PAIDAN:U0BO:1700000000.000700:acknowledge:1700000020.123456"
    )
    assert inbound.request.where.conversation.id == "C0ITSUP"
    assert inbound.request.where.thread is None
    assert inbound.origin.window is None


def test_press_in_a_thread_knows_the_thread() -> None:
    """It is answered there."""
    inbound = pressed("press_in_thread")
    assert inbound.request.where.thread == "C0ITSUP/1700000000.000700"
    assert (inbound.origin.thread, inbound.origin.in_thread) == ("1700000000.000700", True)


def test_chosen_option_is_a_press() -> None:
    """A menu's option carries the same as a button."""
    assert pressed("press_option").request.asked == Pressed("b:transfer:1042:7")


def test_link_is_no_press() -> None:
    """Slack tells of buttons that only open a page, too."""
    assert read_press(payload("press_link"), "", NAMES, NOW) is None


def test_press_in_a_window_is_answered_in_it() -> None:
    """It belongs to no conversation but the person's own."""
    inbound = pressed("press_in_view")
    assert inbound.origin.window is not None
    assert inbound.origin.window.id == "V0FORM"
    assert inbound.request.where.conversation.kind is ConversationKind.DIRECT


FORMS = {
    "form_text": (Filled("f:transfer:1042:7", "changed the toner & <drum>"), "text"),
    "form_both": (Filled("f:transfer:1042:7", "they know the printer", "it"), "text"),
    "form_nothing_chosen": (Filled("f:transfer:1042:7", "they know the printer"), "choice"),
    "form_choice": (Filled("f:transfer:1042:7", "", "it"), "choice"),
}


@pytest.mark.parametrize(("name", "expected"), FORMS.items(), ids=FORMS)
def test_form_brings_what_was_filled_in(name: str, expected: tuple[Filled, str]) -> None:
    """And a problem with it is shown where something is missing."""
    submission = read_submission(payload(name), "", NAMES, NOW)
    assert submission is not None
    assert (submission.inbound.request.asked, submission.problem_block) == expected


def test_corrected_form_has_another_key() -> None:
    """A form that was refused stays open under the same id and hash."""
    keys = set()
    for name in ("form_both", "form_nothing_chosen", "form_both"):
        submission = read_submission(payload(name), "", NAMES, NOW)
        assert submission is not None
        keys.add(submission.inbound.request.key)
    assert len(keys) == 2


def test_view_of_another_kind_is_no_form() -> None:
    """Only the desk's own forms are read."""
    assert read_submission(payload("form_of_others"), "", NAMES, NOW) is None
