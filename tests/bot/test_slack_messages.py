"""Shortcuts, emoji and changes of messages, read; and what a form keeps of its message."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.carried import LIMIT, packed, unpacked
from bot.slack.change import read_change
from bot.slack.fields import Fields
from bot.slack.flag import read_flag
from bot.slack.inbound import account, place
from bot.slack.shortcut import read_shortcut
from bot.slack.source import Meant, source_message
from handlers.request import FileRef, SourceMessage

TEAM, BOT_USER = "T0PAIDAN", "U0PAIDAN"
WHO = account(TEAM, "U0BO")
TS, REPLY_TS = "1700000000.000100", "1700000001.000100"


def marked(**more: Any) -> Fields:
    item = {"type": "message", "channel": "C0FRONT", "ts": TS}
    event = {
        "type": "reaction_added",
        "user": "U0BO",
        "reaction": "ticket",
        "item": item,
        "item_user": "U0ANA",
        "event_ts": "1700000011.000100",
    }
    return Fields({"team_id": TEAM, "event": event | more})


def test_a_mark_names_its_message() -> None:
    """Whoever marked it, where, and when; a skin tone changes nothing."""
    for reaction in ("ticket", "ticket::skin-tone-3"):
        flag = read_flag(marked(reaction=reaction), "", BOT_USER, "ticket")
        assert flag is not None
        assert (flag.user, flag.channel, flag.ts) == ("U0BO", "C0FRONT", TS)


@pytest.mark.parametrize(
    "more",
    [
        {"reaction": "eyes"},
        {"reaction": "tickets"},
        {"type": "reaction_removed"},
        {"item_user": BOT_USER},
        {"user": BOT_USER},
        {"user": ""},
        {"user": ["U0BO"]},
        {"item": {"type": "file", "file": "F1"}},
        {"item": {"type": "message", "channel": "C0FRONT", "ts": "1; drop table"}},
        {"item": {"type": "message", "channel": "", "ts": TS}},
        {"item": None},
    ],
)
def test_other_marks_are_nothing(more: dict[str, Any]) -> None:
    """Other emoji, the bot's own hand and messages, what is no message."""
    assert read_flag(marked(**more), "", BOT_USER, "ticket") is None


def changed(before: Any, now: Any, **more: Any) -> Fields:
    event = {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C0FRONT",
        "message": now,
        "previous_message": before,
    }
    return Fields({"team_id": TEAM, "event_id": "Ev7", "event": event | more})


def said(text: str, user: str = "U0ANA", **more: Any) -> dict[str, Any]:
    return {"user": user, "ts": TS, "text": text, **more}


def test_an_edit_brings_the_new_words_under_the_events_name() -> None:
    """The key is the event's, so that the same one again is the same."""
    change = read_change(changed(said("a"), said("b")), "", BOT_USER)
    assert change is not None
    assert (change.text, change.user, change.ts) == ("b", "U0ANA", TS)
    assert change.key == "slack:T0PAIDAN:C0FRONT:change:Ev7"


@pytest.mark.parametrize(
    "body",
    [
        changed(said("a"), said("", subtype="tombstone", user="USLACKBOT")),
        changed(said("a"), None, subtype="message_deleted", deleted_ts=TS),
    ],
)
def test_a_deleted_message_has_no_words(body: Fields) -> None:
    """Also one that had answers, of which Slack leaves a stone."""
    change = read_change(body, "", BOT_USER)
    assert change is not None
    assert change.text is None
    assert change.user == "U0ANA"


@pytest.mark.parametrize(
    "body",
    [
        changed(said("a"), said("a", attachments=[{"id": 1}])),
        changed(said("a", BOT_USER), said("b", BOT_USER)),
        changed(said("a"), said("b"), channel=""),
        changed(said("a"), said("b"), subtype="message_replied"),
        changed(None, None),
        changed("a", ["b"]),
    ],
)
def test_other_changes_are_nothing(body: Fields) -> None:
    """Links that unfold, cards that are redrawn, what can't be read."""
    assert read_change(body, "", BOT_USER) is None


def test_a_shortcut_on_a_message_brings_it_along() -> None:
    """With its channel, its files and its thread; the global one brings none."""
    file = {"id": "F1", "name": "a.png", "mimetype": "image/png", "size": 3}
    body = {
        "type": "message_action",
        "callback_id": "ticket_from_message",
        "user": {"id": "U0BO"},
        "team": {"id": TEAM},
        "channel": {"id": "C0FRONT"},
        "trigger_id": "1.2",
        "message": {**said("hi &amp; <@U0BO>"), "thread_ts": REPLY_TS, "files": [file]},
    }
    shortcut = read_shortcut(Fields(body), "")
    assert shortcut is not None
    assert shortcut.message is not None
    names = {"U0ANA": "Ana", "U0BO": "Bo"}
    source = source_message(shortcut.message, WHO, names, "https://x", readable=True)
    assert (source.text, source.author_name) == ("hi & @Bo", "Ana")
    assert source.files == (FileRef("F1", "a.png", "image/png", 3),)
    assert source.thread == place(WHO, "C0FRONT", f"C0FRONT/{REPLY_TS}")
    assert source_message(shortcut.message, WHO, names, "", readable=False).thread is None
    alone = read_shortcut(Fields(body | {"type": "shortcut", "callback_id": "new_ticket"}), "")
    assert alone is not None
    assert alone.message is None
    assert read_shortcut(Fields(body | {"callback_id": "of another app"}), "") is None


@pytest.mark.parametrize(
    ("message", "is_said"),
    [
        (said("hello"), True),
        ({"ts": TS, "text": "alert", "bot_id": "B9", "subtype": "bot_message"}, True),
        (said("has joined", subtype="channel_join"), False),
        (said("a card", BOT_USER, bot_id="B0PAIDAN"), False),
    ],
)
def test_of_what_a_ticket_can_be_made(message: dict[str, Any], is_said: bool) -> None:
    """Of what people and other programs say, not of the desk's own words."""
    assert Meant("C0FRONT", TS, Fields(message)).is_said(BOT_USER) is is_said


FILES = st.builds(FileRef, st.text(min_size=1), st.text(), st.text(), st.integers(0, 10**9))


LINKS = st.just("") | st.text(max_size=300).map(lambda path: f"https://{path}")


@given(st.text(), LINKS, st.lists(FILES, max_size=20), st.booleans())
def test_what_a_form_carries_comes_back_and_always_fits(
    name: str, link: str, files: list[FileRef], direct: bool
) -> None:
    """Whatever people call themselves and their files; of too many files the last are left out."""
    thread = None if direct else place(WHO, "C0FRONT", f"C0FRONT/{TS}")
    author = None if direct else account(TEAM, "U0ANA")
    message = SourceMessage(f"C0FRONT/{TS}", "words", author, name[:50], link, thread, tuple(files))
    text = packed(message)
    back = unpacked(text, WHO)
    assert back is not None
    assert len(text) <= LIMIT or not back.files
    assert (back.message, back.author, back.link) == (message.message, author, link)
    assert (back.author_name, back.thread) == (name[:50], thread)
    kept = [one.reference for one in back.files]
    assert kept == [one.reference for one in files][: len(kept)]


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_what_was_tampered_with_carries_nothing_or_something_whole(text: str) -> None:
    """Nothing that could come back with a form is an error, and no other address is linked to."""
    back = unpacked(text, WHO)
    assert back is None or "/" in back.message
    foreign = unpacked(f'{{"message": "C0FRONT/{TS}", "link": "javascript:alert(1)"}}', WHO)
    assert foreign is not None
    assert not foreign.link
