"""Modals of the pretend Slack: stacked, updated, pressed in, closed."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Hand, Json

PERSON: dict[str, Any] = {"user": "U0ANA", "channel": "C0FRONT"}


def modal(name: str, **more: object) -> dict[str, Any]:
    """A modal with a button, a text input and a menu that the bot fills."""
    words = {"type": "plain_text", "text": name}
    button = {"type": "button", "action_id": "deeper", "text": words | {"text": "Deeper"}}
    typed = {"type": "plain_text_input", "action_id": "typed"}
    menu = {"type": "external_select", "action_id": "customer", "min_query_length": 1}
    note = {"type": "input", "block_id": "note", "label": words | {"text": "Note"}}
    customer = {"type": "input", "block_id": "who", "label": words | {"text": "Customer"}}
    blocks = [
        {"type": "actions", "block_id": "acts", "elements": [button]},
        note | {"element": typed, "optional": True},
        customer | {"element": menu, "optional": True},
    ]
    return {
        "type": "modal",
        "callback_id": name,
        "title": words,
        "submit": words,
        "blocks": blocks,
        **more,
    }


async def opened(hand: Hand, bolt: AsyncApp, view: dict[str, Any]) -> Json:
    """Let a command open a modal."""

    @bolt.command("/ticket")
    async def ticket(ack: AsyncAck, command: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=view)
        await ack()

    answer = await hand.post("/control/slack/command", **PERSON, command="/ticket", text="")
    return answer["view"]


@pytest.mark.asyncio
async def test_stack_is_three_deep(hand: Hand, bolt: AsyncApp) -> None:
    """A press in a modal lays another on top; the fourth is refused."""
    refusals: list[str] = []

    @bolt.action("deeper")
    async def deeper(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        try:
            await client.views_push(trigger_id=body["trigger_id"], view=modal("next"))
        except SlackApiError as refusal:
            refusals.append(refusal.response["error"])
        await ack()

    view = await opened(hand, bolt, modal("first"))
    for _ in range(3):
        top = (await hand.get("/control/slack/views", **{"as": "U0ANA"}))[-1]
        press = {"user": "U0ANA", "view_id": top["id"], "label": "Deeper"}
        answer: Json = await hand.post("/control/slack/click", **press)
    assert refusals == ["push_limit_reached"]
    assert answer["view"] is None
    stack = await hand.get("/control/slack/views", **{"as": "U0ANA"})
    assert [one["root_view_id"] for one in stack] == [view["id"]] * 3


@pytest.mark.asyncio
async def test_update_keeps_what_was_typed(hand: Hand, bolt: AsyncApp) -> None:
    """response_action update shows another view under the same id and a new hash."""

    @bolt.view("first")
    async def first(ack: AsyncAck) -> None:
        await ack(response_action="update", view=modal("second"))

    view = await opened(hand, bolt, modal("first"))
    submit: dict[str, Any] = {"user": "U0ANA", "view_id": view["id"]}
    answer = await hand.post("/control/slack/submit", **submit, values={"Note": "kept"})
    assert answer["view"]["callback_id"] == "second"
    assert answer["view"]["id"] == view["id"]
    assert answer["view"]["hash"] != view["hash"]
    assert answer["view"]["state"]["values"]["note"]["typed"]["value"] == "kept"


@pytest.mark.asyncio
async def test_errors_name_inputs_only(hand: Hand, bolt: AsyncApp) -> None:
    """Errors for a block that is no input are refused, and the person sees trouble."""

    @bolt.view("first")
    async def first(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"acts": "no input"})

    view = await opened(hand, bolt, modal("first"))
    answer = await hand.post("/control/slack/submit", user="U0ANA", view_id=view["id"])
    assert answer["error"] == "We had some trouble connecting. Try again?"
    assert "errors_name_no_input_block" in await hand.broken_rules()


@pytest.mark.asyncio
async def test_bot_fills_a_menu(hand: Hand, bolt: AsyncApp) -> None:
    """An external menu asks the bot with what was typed, and takes its option."""
    heard: list[Json] = []

    @bolt.options("customer")
    async def customer(ack: AsyncAck, payload: Json) -> None:
        label = {"type": "plain_text", "text": payload["value"]}
        await ack(options=[{"text": label, "value": "c7"}])

    @bolt.view("first")
    async def first(ack: AsyncAck, view: Json) -> None:
        heard.append(view["state"]["values"]["who"]["customer"])
        await ack()

    view = await opened(hand, bolt, modal("first"))
    submit: dict[str, Any] = {"user": "U0ANA", "view_id": view["id"]}
    await hand.post("/control/slack/submit", **submit, values={"Customer": "Ms Zhao"})
    assert heard[0]["selected_option"]["value"] == "c7"


@pytest.mark.asyncio
@pytest.mark.parametrize("wants_to_know", [True, False])
async def test_closing_is_told_on_request(hand: Hand, bolt: AsyncApp, wants_to_know: bool) -> None:
    """view_closed comes only with notify_on_close."""
    heard: list[str] = []

    @bolt.view_closed("first")
    async def closed(ack: AsyncAck, view: Json) -> None:
        heard.append(view["id"])
        await ack()

    view = await opened(hand, bolt, modal("first", notify_on_close=wants_to_know))
    await hand.post("/control/slack/close", user="U0ANA", view_id=view["id"])
    assert heard == ([view["id"]] if wants_to_know else [])
    assert await hand.get("/control/slack/views", **{"as": "U0ANA"}) == []
