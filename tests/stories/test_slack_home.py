"""The desk's home on Slack: what somebody sees there, and what they do from it."""

import pytest

from tests.sandbox.conftest import Json, eventually
from tests.town import Town
from tests.townspeople import OnSlack

pytestmark = pytest.mark.asyncio


def part(home: Json, title: str) -> str:
    """What stands under a heading."""
    blocks = home["blocks"]
    headings = [i for i, b in enumerate(blocks) if b["type"] == "header"]
    start = next(i for i in headings if title in b_text(blocks[i]))
    end = next((i for i in headings if i > start), len(blocks))
    return str(blocks[start + 1 : end])


def b_text(block: Json) -> str:
    text: str = block["text"]["text"]
    return text


async def settled_home(person: OnSlack, title: str, words: str, there: bool = True) -> Json:
    """Wait until these words stand under that heading, or no longer do."""

    async def look() -> Json | None:
        home = await person.hand.get("/control/slack/home", **{"as": person.user})
        return home if home and (words in part(home, title)) is there else None

    return await eventually(look)


async def click(person: OnSlack, home: Json, label_of: str, action_id: str = "show") -> Json:
    """Press the button beside a line."""
    block = next(b for b in home["blocks"] if label_of in str(b.get("text")) and "accessory" in b)
    return await person.hand.post(
        "/control/slack/click",
        user=person.user,
        view_id=home["id"],
        action_id=action_id,
        block_id=block["block_id"],
    )


async def test_everybody_sees_their_own(town: Town) -> None:
    """Ana sees her ticket and no queue, Bo his group's queue, Dan neither; Ana, who writes English,
    reads English, Dan the desk's language."""
    ana, bo, dan = town.frontline.slack, town.on_call.slack, town.storekeeper.slack
    await town.opened("home: fan is <loud> *very*")
    await ana.opens_home()
    home = await ana.home("home: fan is &lt;loud&gt;")
    assert "IT 支持" not in str([b for b in home["blocks"] if b["type"] == "header"])
    await bo.opens_home()
    queue = await bo.home("home: fan is")
    assert "IT 支持" in str([b for b in queue["blocks"] if b["type"] == "header"])
    await dan.opens_home()
    assert "home: fan is" not in str((await dan.home("派单"))["blocks"])


async def test_a_ticket_is_worked_on_from_home(town: Town) -> None:
    """Bo opens it in a window and takes it: window and home show what came of it."""
    bo = town.on_call.slack
    number = await town.opened("home: desk is wobbly")
    await bo.command("list")
    await bo.opens_home()
    home = await bo.home(f"#{number} home")
    seen = await click(bo, home, f"#{number} home")
    assert seen["view"]["title"]["text"].startswith(f"#{number}")
    await bo.press_in_view(seen["view"], "acknowledge")
    await settled_home(bo, "My tickets", f"#{number} home")
    await settled_home(bo, "Waiting in", f"#{number} home", there=False)

    async def shown() -> bool:
        views = await bo.hand.get("/control/slack/views", **{"as": bo.user})
        return "Acknowledged" in str(views[-1]["blocks"])

    await eventually(shown)
    await bo.card_of(number, "Acknowledged")


async def test_who_is_asked_back_sees_it_first(town: Town) -> None:
    """Bo asks Ana for more: it waits for her; resolved, she is asked to confirm."""
    ana, bo = town.frontline.slack, town.on_call.slack
    number = await town.opened("home: badge is lost")
    await bo.command(f"#{number} acknowledge", "C0ITSUP")
    await ana.opens_home()
    await ana.home(f"#{number} home")
    await bo.command(f"#{number} pend customer which door?", "C0ITSUP")
    await ana.opens_home()
    await settled_home(ana, "Waiting for you", "which door?")
    await bo.command(f"#{number} start", "C0ITSUP")
    await bo.command(f"#{number} resolve new badge made", "C0ITSUP")
    await ana.opens_home()
    home = await settled_home(ana, "Waiting for you", "new badge made")
    seen = await click(ana, home, f"#{number} home")
    await ana.press_in_view(seen["view"], "confirm")
    await settled_home(ana, "Waiting for you", f"#{number} home", there=False)


async def test_a_new_ticket_from_home(town: Town) -> None:
    """The button opens the form; the ticket stands at home at once."""
    ana = town.frontline.slack
    home = (await ana.opens_home())["view"] or await ana.home("Paidan")
    asked = await ana.press_in_view(home, "new_ticket")
    assert (await ana.submit(asked["view"], title="home: a new one"))["errors"] is None
    await settled_home(ana, "My tickets", "home: a new one")
    await town.on_call.slack.card("home: a new one")
