"""What a person does reaches a real Bolt app, and its answers are seen."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Hand, Json, eventually

BUTTON = {
    "type": "actions",
    "block_id": "acts",
    "elements": [
        {
            "type": "button",
            "action_id": "take",
            "value": "1042",
            "text": {"type": "plain_text", "text": "Take it"},
        },
        {
            "type": "static_select",
            "action_id": "group",
            "placeholder": {"type": "plain_text", "text": "Send to"},
            "options": [
                {"text": {"type": "plain_text", "text": "IT"}, "value": "it"},
                {"text": {"type": "plain_text", "text": "Store"}, "value": "store"},
            ],
        },
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "New ticket"},
    "submit": {"type": "plain_text", "text": "Create"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "What is wrong?"},
            "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "parts",
            "optional": True,
            "label": {"type": "plain_text", "text": "Parts"},
            "element": {
                "type": "multi_static_select",
                "action_id": "chosen",
                "options": [{"text": {"type": "plain_text", "text": "Drum"}, "value": "d"}],
            },
        },
    ],
}
PERSON: dict[str, Any] = {"user": "U0ANA", "channel": "C0FRONT"}


@pytest.mark.asyncio
async def test_command_shows_its_acknowledgement(hand: Hand, bolt: AsyncApp) -> None:
    """The text of the ack is shown to that person alone; typed text arrives escaped."""

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json) -> None:
        await ack(f"heard: {command['text']}")

    answer = await hand.post(
        "/control/slack/command", **PERSON, command="/ticket", text="a<b, ask @Bo"
    )
    assert answer["acknowledged"]
    assert answer["error"] is None
    assert answer["shown"][0]["text"] == "heard: a&lt;b, ask <@U0BO|bo>"
    assert answer["shown"][0]["ephemeral"]
    assert await hand.messages("C0FRONT", **{"as": "U0BO"}) == []
    assert len(await hand.messages("C0FRONT", **{"as": "U0ANA"})) == 1


@pytest.mark.asyncio
async def test_command_may_answer_everybody(hand: Hand, bolt: AsyncApp) -> None:
    """An acknowledgement for the channel is shown at once and seen by all."""

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json) -> None:
        await ack({"text": command["text"], "response_type": "in_channel"})

    command = {**PERSON, "command": "/ticket"}
    answer = await hand.post("/control/slack/command", **command, text="for all")
    assert [(one["text"], one["ephemeral"]) for one in answer["shown"]] == [("for all", False)]
    assert len(await hand.messages("C0FRONT", **{"as": "U0BO"})) == 1
    answer = await hand.post("/control/slack/command", **command, text="x" * 40_001)
    assert answer["error"] == '/ticket failed with the error "invalid_command_response"'


@pytest.mark.asyncio
async def test_command_without_bot_fails_at_once(hand: Hand) -> None:
    """With nobody connected the person is told so, at once."""
    answer = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="x")
    assert not answer["acknowledged"]
    assert answer["error"] == '/ticket failed with the error "dispatch_failed"'


@pytest.mark.asyncio
async def test_command_fails_when_the_bot_is_late(hand: Hand, bolt: AsyncApp) -> None:
    """After three seconds the person sees operation_timeout; the late ack shows nothing."""

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck) -> None:
        await asyncio.sleep(3.3)
        await ack("too late")

    answer = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="x")
    assert answer["error"] == '/ticket failed with the error "operation_timeout"'
    assert 3000 <= answer["took_ms"] < 3300

    async def late_ack() -> bool:
        return "ack_late_or_unknown" in await hand.broken_rules()

    await eventually(late_ack)
    assert "ack_within_3s" in await hand.broken_rules()
    assert await hand.messages("C0FRONT", **{"as": "U0ANA"}) == []


@pytest.mark.asyncio
async def test_press_updates_its_message(hand: Hand, bolt: AsyncApp) -> None:
    """A button, found by its label, tells who pressed what; chat.update is seen as an edit."""
    heard: list[Json] = []

    @bolt.action("take")
    async def take(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        heard.append(body)
        place = body["container"]
        await client.chat_update(
            channel=place["channel_id"], ts=place["message_ts"], text="taken", blocks=[]
        )
        await ack()

    card = await hand.call("chat.postMessage", channel="C0FRONT", text="#1042", blocks=[BUTTON])
    answer = await hand.post("/control/slack/click", **PERSON, ts=card["ts"], label="Take it")
    assert answer["acknowledged"]
    assert heard[0]["user"]["id"] == "U0ANA"
    assert heard[0]["actions"][0]["value"] == "1042"
    assert heard[0]["message"]["ts"] == card["ts"]
    (seen,) = await hand.messages("C0FRONT", after=card["ts"])
    assert (seen["ts"], seen["text"], seen["blocks"]) == (card["ts"], "taken", [])
    assert seen["edited"] > card["ts"]


@pytest.mark.asyncio
async def test_menu_is_chosen_from_by_label(hand: Hand, bolt: AsyncApp) -> None:
    """A choice arrives as the selected option, in the action and in the state."""
    heard: list[Json] = []

    @bolt.action("group")
    async def group(ack: AsyncAck, body: Json) -> None:
        heard.append(body)
        await ack()

    card = await hand.call("chat.postMessage", channel="C0FRONT", text="card", blocks=[BUTTON])
    await hand.post(
        "/control/slack/click", **PERSON, ts=card["ts"], action_id="group", option="Store"
    )
    assert heard[0]["actions"][0]["selected_option"]["value"] == "store"
    state = heard[0]["state"]["values"]["acts"]["group"]
    assert state["selected_option"]["value"] == "store"


@pytest.mark.asyncio
async def test_nonsense_is_the_callers_mistake(hand: Hand) -> None:
    """What a person could not do is refused with a sentence."""
    card = await hand.call("chat.postMessage", channel="C0ITSUP", text="card", blocks=[BUTTON])
    click = "/control/slack/click"
    place: dict[str, Any] = {"channel": "C0ITSUP", "ts": card["ts"]}
    await hand.post(click, expect=400, user="U0ANA", label="Take it", **place)
    answer = await hand.post(click, expect=400, user="U0BO", label="Give it", **place)
    assert "'Take it'" in answer["error"]
    await hand.post(click, expect=400, user="U0BO", action_id="group", option="HR", **place)
    await hand.post("/control/nothing", expect=404)


@pytest.mark.asyncio
async def test_form_opens_refuses_and_closes(hand: Hand, bolt: AsyncApp) -> None:
    """A modal opened by a command is filled in by label, refused once, then accepted."""
    heard: list[Json] = []

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=FORM)
        await ack()

    @bolt.view("form")
    async def form(ack: AsyncAck, view: Json) -> None:
        heard.append(view["state"]["values"])
        if view["state"]["values"]["title"]["typed"]["value"] == "x":
            await ack(response_action="errors", errors={"title": "Say more"})
            return
        await ack()

    opened = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="form")
    view_id = opened["view"]["id"]
    assert opened["view"]["title"]["text"] == "New ticket"
    submit: dict[str, Any] = {"user": "U0ANA", "view_id": view_id}
    missing = await hand.post("/control/slack/submit", **submit, values={})
    assert missing["errors"] == {"title": "Please complete this required field."}
    assert heard == []
    refused = await hand.post("/control/slack/submit", **submit, values={"What is wrong?": "x"})
    assert refused["errors"] == {"title": "Say more"}
    values = {"title": "Printer", "Parts": ["Drum"]}
    done = await hand.post("/control/slack/submit", **submit, values=values)
    assert (done["acknowledged"], done["errors"], done["view"]) == (True, None, None)
    assert heard[-1]["parts"]["chosen"]["selected_options"][0]["value"] == "d"
    assert await hand.get("/control/slack/views", **{"as": "U0ANA"}) == []


@pytest.mark.asyncio
async def test_trigger_is_good_once_and_for_three_seconds(hand: Hand, bolt: AsyncApp) -> None:
    """A second use is refused, and so is a late one."""
    errors: list[str] = []

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await ack()
        if command["text"] == "late":
            await hand.post("/control/clock", advance_seconds=4)
        for _ in range(2):
            try:
                await client.views_open(trigger_id=command["trigger_id"], view=FORM)
            except SlackApiError as refusal:
                errors.append(refusal.response["error"])

    await hand.post("/control/slack/command", **PERSON, command="/ticket", text="twice")
    assert errors == ["exchanged_trigger_id"]
    await hand.post("/control/slack/command", **PERSON, command="/ticket", text="late")
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "exchanged_trigger_id"]


@pytest.mark.asyncio
async def test_response_url_is_good_five_times(hand: Hand, bolt: AsyncApp) -> None:
    """An answer may replace its message, delete it, and comes five times at most."""
    addresses: list[str] = []

    @bolt.action("take")
    async def take(ack: AsyncAck, body: Json) -> None:
        addresses.append(body["response_url"])
        await ack()

    card = await hand.call("chat.postMessage", channel="C0FRONT", text="card", blocks=[BUTTON])
    await hand.post("/control/slack/click", **PERSON, ts=card["ts"], action_id="take")
    statuses = []
    answers: list[dict[str, object]] = [
        {"text": "for you"},
        {"text": "for all", "response_type": "in_channel"},
        {"text": "new", "replace_original": True},
        {"delete_original": True},
        {"text": "fifth"},
        {"text": "sixth"},
    ]
    for answer in answers:
        async with hand.http.post(addresses[0], json=answer) as response:
            statuses.append(response.status)
    assert statuses == [200] * 5 + [404]
    bo = [message["text"] for message in await hand.messages("C0FRONT", **{"as": "U0BO"})]
    ana = [message["text"] for message in await hand.messages("C0FRONT", **{"as": "U0ANA"})]
    assert bo == ["for all"]
    assert ana == ["for you", "for all", "fifth"]
    assert "used_url" in await hand.broken_rules()


@pytest.mark.asyncio
async def test_home_is_published_when_opened(hand: Hand, bolt: AsyncApp) -> None:
    """Who looks at the home for the first time makes the bot publish it."""

    @bolt.event("app_home_opened")
    async def opened(event: Json, client: AsyncWebClient) -> None:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Welcome"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    home = await hand.get("/control/slack/home", **{"as": "U0LEA"})
    assert home["blocks"][0]["text"]["text"] == "Welcome"


@pytest.mark.asyncio
async def test_raw_is_sent_exactly(hand: Hand, bolt: AsyncApp) -> None:
    """A program can send any payload and read the answer."""

    @bolt.command("/odd")
    async def odd(ack: AsyncAck) -> None:
        await ack({"text": "fine"})

    payload = {"command": "/odd", "team_id": "T0PAIDAN", "user_id": "U0ANA", "text": "1"}
    answer = await hand.post("/control/slack/raw", type="slash_commands", payload=payload)
    assert answer["acknowledged"]
    assert answer["response"] == {"text": "fine"}
