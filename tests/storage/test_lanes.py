"""The lanes: order, rate, back-off and lease of a conversation, and cards that become true."""

from datetime import timedelta

import pytest

from desk.address import AccountAddress, MessengerName
from desk.events import Said
from desk.moves import Action
from desk.pace import Method, Pace, Rate
from storage.engine_tables import LaneRow, OutboxRow, PostingRow
from storage.lanes import Claim, Claimed
from storage.outcomes import Dead, Doubtful, Failed, Later, Outcome, Sent
from tests.storage.conftest import Desk

pytestmark = pytest.mark.asyncio

LEASE = timedelta(seconds=30)
FAST = Pace(Rate(1, 1000), {method: Rate(1, 1000) for method in Method})
PACES = {MessengerName.SLACK: FAST, MessengerName.DINGTALK: FAST}
SLACK_LANE = "slack:T0PAIDAN:C0ITSUP"
OTHER = AccountAddress(MessengerName.DINGTALK, "dingpaidan0001", "user-wang")


async def look(desk: Desk, paces: dict[MessengerName, Pace] | None = None) -> Claimed:
    """One look at the lanes."""
    return await desk.store.claim(LEASE, 16, paces or PACES)


async def claim_in(desk: Desk, lane: str = SLACK_LANE) -> Claim:
    """What that lane sends next; the other lanes send theirs at once."""
    ours: Claim | None = None
    for claim in (await look(desk)).claims:
        if claim.lane == lane:
            ours = claim
        else:
            await desk.store.finish(claim, Sent(f"{claim.lane}/x", claim.version))
    assert ours is not None
    return ours


async def deliver_all(desk: Desk) -> list[Claim]:
    """Send everything that waits, in order."""
    sent: list[Claim] = []
    while claims := (await look(desk)).claims:
        for claim in claims:
            assert await desk.store.finish(claim, Sent(f"{claim.lane}/{len(sent)}", claim.version))
            sent.append(claim)
        desk.wait(0.01)
    return sent


async def test_two_lanes_send_the_cards_of_a_new_ticket(desk: Desk) -> None:
    """One in each messenger's group; then nothing waits."""
    await desk.opened()
    sent = await deliver_all(desk)
    assert sorted(claim.lane.split(":")[0] for claim in sent) == ["dingtalk", "slack"]
    assert (await look(desk)).next_look is None


async def test_ten_quick_changes_are_one_update(desk: Desk) -> None:
    """The card is drawn as the ticket is when it is sent."""
    number = await desk.opened()
    await deliver_all(desk)
    await desk.move(number, Action.ACKNOWLEDGE)
    for n in range(9):
        await desk.move(number, Action.PRIORITIZE, Said(priority=("high", "low")[n % 2]))
    updates = [c for c in await deliver_all(desk) if c.method is Method.UPDATE]
    assert len(updates) == 2
    assert {claim.version for claim in updates} == {11}


async def test_a_card_that_changed_while_it_was_drawn_is_drawn_again(desk: Desk) -> None:
    """Showing version 1 does not make it true for version 2."""
    number = await desk.opened()
    claim = await claim_in(desk)
    await desk.move(number, Action.ACKNOWLEDGE)
    assert await desk.store.finish(claim, Sent("C0ITSUP/1", 1))
    again = await claim_in(desk)
    assert (again.method, again.version) == (Method.UPDATE, 2)


async def test_a_lane_sends_one_thing_at_a_time(desk: Desk) -> None:
    """While one is under way, nothing else is claimed for that conversation."""
    await desk.opened()
    await desk.opened()
    first = await look(desk)
    assert len(first.claims) == 2
    assert not (await look(desk)).claims


async def test_a_lease_that_ended_is_taken_up_and_the_late_sender_marks_nothing(
    desk: Desk,
) -> None:
    """The fence has moved on; the second attempt knows that the first may have been taken."""
    await desk.opened()
    lost = await claim_in(desk)
    desk.wait(31)
    taken = await claim_in(desk)
    assert taken.in_doubt
    assert not lost.in_doubt
    assert not await desk.store.finish(lost, Sent("C0ITSUP/1", 1))
    assert await desk.store.finish(taken, Sent("C0ITSUP/2", 1))


async def test_the_rate_of_a_conversation_is_kept(desk: Desk) -> None:
    """With a burst of one a second, the second card waits for its second."""
    slow = Pace(Rate(1000, 1), {method: Rate(1, 1000) for method in Method})
    paces = {MessengerName.SLACK: slow}
    await desk.opened()
    await desk.opened()
    (first,) = (await look(desk, paces)).claims
    await desk.store.finish(first, Sent("C0ITSUP/1", 1))
    waiting = await look(desk, paces)
    assert not waiting.claims
    assert waiting.next_look is not None
    desk.wait(1)
    assert len((await look(desk, paces)).claims) == 1


async def test_a_redraw_takes_nothing_of_the_rate_of_a_conversation(desk: Desk) -> None:
    """A card is true again at once, though nothing may be posted there just now; and afterwards
    there is as much left for messages."""
    paces = {MessengerName.SLACK: Pace(Rate(60_000, 1), FAST.methods)}
    number = await desk.opened()
    (first,) = (await look(desk, paces)).claims
    await desk.store.finish(first, Sent("C0ITSUP/1", 1))
    await desk.move(number, Action.ACKNOWLEDGE)
    (redraw,) = [one for one in (await look(desk, paces)).claims if one.lane == SLACK_LANE]
    assert redraw.method is Method.UPDATE
    await desk.store.finish(redraw, Sent("C0ITSUP/1", redraw.version))
    await desk.move(number, Action.COMMENT, Said(text="one"), who=OTHER)
    assert SLACK_LANE not in [one.lane for one in (await look(desk, paces)).claims]
    desk.wait(60)
    assert SLACK_LANE in [one.lane for one in (await look(desk, paces)).claims]


async def test_the_rate_of_a_method_holds_all_lanes_of_a_tenant(desk: Desk) -> None:
    """A token of the method is needed as well as the conversation's."""
    scarce = Pace(Rate(1, 1000), {**FAST.methods, Method.POST: Rate(1000, 1)})
    await desk.opened()
    number = await desk.opened()
    await desk.move(number, Action.TRANSFER, Said(group="warehouse"))
    claims = (await look(desk, {MessengerName.SLACK: scarce})).claims
    assert [claim.method for claim in claims if claim.method is not Method.TELL] == [Method.POST]


async def test_busy_everywhere_holds_the_tenant_and_only_the_tenant(desk: Desk) -> None:
    """Slack asks for half a minute; DingTalk goes on."""
    await desk.opened()
    claims = {claim.lane.split(":")[0]: claim for claim in (await look(desk)).claims}
    await desk.store.finish(claims["slack"], Later("429", 30_000, everywhere=True))
    await desk.store.finish(claims["dingtalk"], Later("403", 1_000))
    desk.wait(2)
    number = await desk.opened()
    await desk.move(number, Action.TRANSFER, Said(group="warehouse"))
    lanes = [claim.lane.split(":")[0] for claim in (await look(desk)).claims]
    assert set(lanes) == {"dingtalk"}
    desk.wait(30)
    assert "slack" in [claim.lane.split(":")[0] for claim in (await look(desk)).claims]


async def test_an_outage_is_waited_for_however_long(desk: Desk) -> None:
    """A hundred refusals later it is still there, and it is sent when the messenger is back."""
    await desk.opened()
    for _ in range(100):
        claim = await claim_in(desk)
        await desk.store.finish(claim, Later("503"))
        desk.wait(61)
    claim = await claim_in(desk)
    assert await desk.store.finish(claim, Sent("C0ITSUP/1", 1))


@pytest.mark.parametrize(("outcome", "tries"), [(Dead("is_archived"), 1), (Failed("bug"), 8)])
async def test_what_can_never_be_sent_does_not_block_the_lane(
    desk: Desk, outcome: Outcome, tries: int
) -> None:
    """It becomes a dead letter, kept with its error, and the next one goes out."""
    await desk.opened()
    for _ in range(tries):
        await desk.store.finish(await claim_in(desk), outcome)
        desk.wait(61)
    await desk.opened()
    dead = await PostingRow.filter(dead_at__not_isnull=True)
    assert [row.error for row in dead] == [outcome.error]  # type: ignore[union-attr]
    assert (await claim_in(desk)).id != dead[0].id


async def test_a_lost_answer_is_asked_about_before_it_is_repeated(desk: Desk) -> None:
    """The next attempt is in doubt at once, without waiting for a lease."""
    await desk.opened()
    await desk.store.finish(await claim_in(desk), Doubtful("lost"))
    desk.wait(2)
    assert (await claim_in(desk)).in_doubt


async def test_a_doubt_stays_while_the_messenger_can_not_be_asked(desk: Desk) -> None:
    """An answer was lost, then the look-up is refused: still nothing is posted blindly."""
    await desk.opened()
    await desk.store.finish(await claim_in(desk), Doubtful("lost"))
    desk.wait(2)
    await desk.store.finish(await claim_in(desk), Later("history: 429", 1_000))
    desk.wait(2)
    assert (await claim_in(desk)).in_doubt


async def test_messages_and_redraws_take_turns(desk: Desk) -> None:
    """A flood of comments does not starve the card, nor the card the comments."""
    number = await desk.opened()
    await deliver_all(desk)
    await desk.move(number, Action.ACKNOWLEDGE)
    for n in range(6):
        await desk.move(number, Action.REPLY, Said(text=str(n)))
    order: list[str] = []
    for _ in range(4):
        claim = await claim_in(desk)
        order.append(claim.table)
        await desk.store.finish(claim, Sent("C0ITSUP/9", claim.version))
        await desk.move(number, Action.PRIORITIZE, Said(priority=("high", "low")[len(order) % 2]))
    assert order == ["outbox", "posting", "outbox", "posting"]


async def test_messages_go_out_in_the_order_of_their_events(desk: Desk) -> None:
    """Per conversation, by the order of commits."""
    number = await desk.opened()
    for n in range(5):
        await desk.move(number, Action.COMMENT, Said(text=str(n)))
    sent = [c for c in await deliver_all(desk) if c.table == "outbox" and c.lane == SLACK_LANE]
    rows = {row.id: row.event_seq for row in await OutboxRow.all()}
    assert [rows[claim.id] for claim in sent] == [2, 3, 4, 5, 6]


async def test_a_press_is_answered_with_the_card_unless_somebody_draws_it(desk: Desk) -> None:
    """Claimed by the press: shown by its answer. Under way already: left to the courier."""
    number = await desk.opened()
    await deliver_all(desk)
    card = await PostingRow.get(ticket_id=number, lane__startswith="dingtalk")
    pressed = await desk.move(number, Action.ACKNOWLEDGE, press=card.id)
    assert pressed.claimed == 2
    assert card.id not in [claim.id for claim in (await look(desk)).claims]
    await desk.store.shown(card.id, 2, in_time=True)
    shown = await PostingRow.get(id=card.id)
    assert (shown.shown, shown.stale_at) == (2, None)


async def test_a_press_whose_answer_came_too_late_leaves_the_card_to_the_courier(
    desk: Desk,
) -> None:
    """It is drawn at once; and if the answer was never heard of, when the claim ends."""
    number = await desk.opened()
    await deliver_all(desk)
    card = await PostingRow.get(ticket_id=number, lane__startswith="dingtalk")
    await desk.move(number, Action.ACKNOWLEDGE, press=card.id)
    await desk.store.shown(card.id, 2, in_time=False)
    claim = await claim_in(desk, card.lane)
    assert claim.id == card.id
    await desk.store.finish(claim, Sent("x", 2))
    await desk.move(number, Action.START, press=card.id)
    desk.wait(4)
    assert card.id in [claim.id for claim in (await look(desk)).claims]


async def test_while_the_courier_draws_a_press_does_not_claim(desk: Desk) -> None:
    """An older update must not land after a newer answer."""
    number = await desk.opened()
    await deliver_all(desk)
    card = await PostingRow.get(ticket_id=number, lane__startswith="dingtalk")
    await desk.move(number, Action.ACKNOWLEDGE)
    await look(desk)
    assert (await desk.move(number, Action.START, press=card.id)).claimed is None


async def test_an_idle_lane_is_never_looked_at(desk: Desk) -> None:
    """Nothing due, nothing claimed, no next look."""
    await desk.opened()
    await deliver_all(desk)
    assert all(row.wake_at is None for row in await LaneRow.all())


async def test_a_message_does_not_wait_for_the_rate_of_redraws(desk: Desk) -> None:
    """With no token left to redraw a card, what waits in its lane goes out meanwhile."""
    number = await desk.opened()
    await deliver_all(desk)
    methods = {**FAST.methods, Method.UPDATE: Rate(60_000, 1)}
    paces = {MessengerName.SLACK: Pace(FAST.conversation, methods)}

    async def sent() -> list[Method]:
        found: list[Method] = []
        while claims := (await look(desk, paces)).claims:
            for claim in claims:
                found += [claim.method] if claim.lane == SLACK_LANE else []
                await desk.store.finish(claim, Sent(f"{claim.lane}/{claim.id}", claim.version))
            desk.wait(0.01)
        return found

    await desk.move(number, Action.ACKNOWLEDGE)
    assert await sent() == [Method.UPDATE]
    await desk.move(number, Action.START)
    for text in ("one", "two", "three"):
        await desk.move(number, Action.COMMENT, Said(text=text), who=OTHER)
    assert await sent() == [Method.TELL] * 3
    assert (await look(desk, paces)).next_look is not None
    desk.wait(60)
    assert await sent() == [Method.UPDATE]


async def _gathered(desk: Desk) -> Claim:
    """A reminder that is being sent, with three more gathered into it."""
    number = await desk.opened()
    await deliver_all(desk)
    for n in range(4):
        await desk.move(number, Action.COMMENT, Said(text=str(n)), who=OTHER)
    await OutboxRow.filter(lane=SLACK_LANE, state=0).update(kind="reminder")
    head = await claim_in(desk)
    await desk.store.gather(head)
    assert await OutboxRow.filter(gathered=head.id).count() == 3
    return head


async def test_what_was_gathered_into_a_broken_message_is_told_without_it(desk: Desk) -> None:
    """An error of ours kills only what it is in: the others go out one by one."""
    head = await _gathered(desk)
    for _ in range(8):
        assert await desk.store.finish(head, Failed("ValueError()"))
        desk.wait(61)
        again = await claim_in(desk)
        if again.id != head.id:
            break
        head = again
        assert await OutboxRow.filter(gathered=head.id).count() == 0
    assert (await OutboxRow.get(id=head.id)).state == 2
    assert await desk.store.finish(again, Sent("C0ITSUP/2"))
    await deliver_all(desk)
    rows = await OutboxRow.filter(lane=SLACK_LANE, kind="reminder")
    assert sorted(row.state for row in rows) == [1, 1, 1, 2]


async def test_what_was_gathered_into_a_doubtful_message_stays_in_it(desk: Desk) -> None:
    """It may stand there, with all that it told: it dies as a whole, and leaves nothing waiting."""
    head = await _gathered(desk)
    assert await desk.store.finish(head, Doubtful("no answer"))
    for _ in range(8):
        desk.wait(61)
        head = await claim_in(desk)
        assert head.in_doubt
        assert await desk.store.finish(head, Failed("ValueError()"))
    rows = await OutboxRow.filter(lane=SLACK_LANE, kind="reminder")
    assert {row.state for row in rows} == {2}
