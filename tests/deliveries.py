"""What the messengers deliver, made by hand, so that the very same can be delivered again."""

import json
from typing import Literal

from tests.sandbox.conftest import Hand, Json
from tests.townspeople import DingTalkCard, OnDingTalk, OnSlack, SlackCard

TEAM, APP, CORP = "T0PAIDAN", "A0PAIDAN", "dingpaidan0001"
LINES = "/v1.0/im/bot/messages/get"
PRESSES = "/v1.0/card/instances/callback"

SlackKind = Literal["events_api", "slash_commands", "interactive"]


async def slack_delivers(hand: Hand, kind: SlackKind, payload: Json) -> Json:
    """Deliver this; returns what the bot acknowledged it with."""
    answer = await hand.post("/control/slack/raw", type=kind, payload=payload)
    assert answer["acknowledged"]
    return answer["response"]


async def dingtalk_delivers(hand: Hand, topic: str, data: Json, frame: str) -> Json:
    """Deliver a frame of this id; returns what the bot acknowledged it with."""
    answer = await hand.post(
        "/control/dingtalk/raw",
        type="CALLBACK",
        topic=topic,
        data=data,
        headers={"messageId": frame},
    )
    assert answer["acknowledged"]
    return answer["response"]


def slash_command(person: OnSlack, text: str, channel: str, trigger: str) -> Json:
    """`/ticket text`."""
    return {
        "team_id": TEAM,
        "channel_id": channel,
        "user_id": person.user,
        "user_name": person.user.lower(),
        "command": "/ticket",
        "text": text,
        "api_app_id": APP,
        "response_url": "http://127.0.0.1:9/response/none",
        "trigger_id": trigger,
    }


def mention(person: OnSlack, text: str, channel: str, ts: str) -> Json:
    """`@paidan text`."""
    event = {
        "type": "app_mention",
        "user": person.user,
        "channel": channel,
        "ts": ts,
        "text": f"<@U0PAIDAN> {text}",
    }
    return _event(event, ts)


def thread_reply(person: OnSlack, text: str, channel: str, thread: str, ts: str) -> Json:
    """A message in a thread."""
    event = {
        "type": "message",
        "channel_type": "channel",
        "user": person.user,
        "channel": channel,
        "ts": ts,
        "thread_ts": thread,
        "text": text,
    }
    return _event(event, ts)


def marked(person: OnSlack, channel: str, ts: str, at: str, emoji: str = "ticket") -> Json:
    """An emoji on a message."""
    event = {
        "type": "reaction_added",
        "user": person.user,
        "reaction": emoji,
        "item": {"type": "message", "channel": channel, "ts": ts},
        "item_user": "U0ANA",
        "event_ts": at,
    }
    return _event(event, at)


def changed(person: OnSlack, channel: str, ts: str, texts: tuple[str, str], event_id: str) -> Json:
    """A message that said the first text and says the second."""
    before, now = ({"user": person.user, "ts": ts, "text": text} for text in texts)
    event = {
        "type": "message",
        "subtype": "message_changed",
        "channel": channel,
        "channel_type": "channel",
        "message": {**now, "edited": {"user": person.user, "ts": ts}},
        "previous_message": before,
    }
    return {**_event(event, ts), "event_id": event_id}


def ticket_form(person: OnSlack, view: Json, **fields: str) -> Json:
    """The form of a new ticket, submitted."""
    typed = {
        name: {name: {"type": "plain_text_input", "value": text}} for name, text in fields.items()
    }
    filled = {**view, "state": {"values": typed}}
    return {**_interaction(person, "view_submission"), "view": filled}


async def press(person: OnSlack, card: SlackCard, label: str, at: str) -> Json:
    """A press of a card's button."""
    seen = await person.sees(card.channel)
    message = next(m for m in seen if m["ts"] == card.ts)
    element = next(
        e
        for block in message["blocks"]
        if block["type"] == "actions"
        for e in block["elements"]
        if e["text"]["text"] == label
    )
    action = {
        "type": "button",
        "action_id": element["action_id"],
        "block_id": "b",
        "value": element["value"],
        "action_ts": at,
    }
    return {
        **_interaction(person, "block_actions"),
        "container": {"type": "message", "message_ts": card.ts, "channel_id": card.channel},
        "channel": {"id": card.channel, "name": "channel"},
        "message": {"ts": card.ts, "thread_ts": card.thread} if card.thread else {"ts": card.ts},
        "actions": [action],
    }


def submission(person: OnSlack, view: Json, text: str) -> Json:
    """A form's submission."""
    typed = {"type": "plain_text_input", "value": text}
    filled = {**view, "state": {"values": {"text": {"text": typed}}}}
    return {**_interaction(person, "view_submission"), "view": filled}


def dingtalk_line(person: OnDingTalk, text: str, conversation: str, message: str) -> Json:
    """A message with a mention in a group; without a webhook, so that answers can be counted."""
    return {
        "conversationId": conversation,
        "conversationType": "2",
        "chatbotCorpId": CORP,
        "msgId": message,
        "msgtype": "text",
        "text": {"content": f" {text}"},
        "senderId": f"$:LWCP_v1:${person.user}",
        "senderNick": person.user,
        "senderCorpId": CORP,
        "senderStaffId": person.user,
        "robotCode": "dingbotpaidan01",
    }


def dingtalk_press(person: OnDingTalk, card: DingTalkCard, place: int, conversation: str) -> Json:
    """A press of a card's button, by its place."""
    params = {"press": card.variables[f"b{place}_press"]}
    content = {"cardPrivateData": {"actionIds": [f"b{place}"], "params": params}}
    return {
        "type": "actionCallback",
        "outTrackId": card.id,
        "userId": person.user,
        "userIdType": 1,
        "corpId": CORP,
        "spaceId": conversation,
        "spaceType": "IM_GROUP",
        "extension": "{}",
        "content": json.dumps(content),
    }


def _event(event: Json, ts: str) -> Json:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": APP,
        "event_id": f"Ev{ts}",
        "event": event,
        "authorizations": [{"team_id": TEAM, "user_id": "U0PAIDAN", "is_bot": True}],
    }


def _interaction(person: OnSlack, kind: str) -> Json:
    return {
        "type": kind,
        "user": {"id": person.user, "username": person.user.lower(), "team_id": TEAM},
        "team": {"id": TEAM, "domain": "paidan-demo"},
        "api_app_id": APP,
        "token": "sandbox",
        "trigger_id": "raw.trigger",
        "response_url": "http://127.0.0.1:9/response/none",
    }
