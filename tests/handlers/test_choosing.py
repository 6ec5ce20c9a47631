"""Who gets a ticket, through the front desk and both databases."""

import asyncio
from collections import Counter as Tally

import pytest

from cards.desk_file import read_desk_file
from desk.matters import Announcement, News
from desk.moves import Status
from desk.routing import Fallback
from desk.spec import DeskSpec
from scheduler.draining import hand_out_what_waits
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import group, number_in, said, yaml

pytestmark = pytest.mark.asyncio

ROUND_ROBIN = group("it", "bo, cai, dan, eva", strategy="round_robin")


async def test_twenty_at_once_are_five_for_each_of_four(counter_of: CounterOf) -> None:
    """Round robin stays fair however many come in the same moment."""
    async with counter_of(yaml(ROUND_ROBIN)) as desk:
        opened = await asyncio.gather(*(desk.opened(f"one of many {n}") for n in range(20)))
        tally = Tally(desk.name(ticket.assignee) for ticket in opened)
        assert tally == {"bo": 5, "cai": 5, "dan": 5, "eva": 5}
        assert {ticket.status for ticket in opened} == {Status.ASSIGNED}


async def test_every_choice_is_kept_with_every_candidate(counter_of: CounterOf) -> None:
    """By button too: whoever might have had it stands there with what spoke for them."""
    desk_yaml = yaml(group("it", "bo, cai", on_duty="bo", leads="[lea]"))
    async with counter_of(desk_yaml) as desk:
        ticket = await desk.opened("by button")
        kept = await desk.store.choices.last_of(ticket.id)
        assert kept is not None
        assert ticket.assignee is None
        assert {desk.name(one.person) for one in kept.choice.verdicts} == {"bo", "cai", "lea"}
        assert [desk.name(person) for person in kept.choice.called] == ["bo"]


async def test_the_least_loaded_gets_it(counter_of: CounterOf) -> None:
    """Whoever has less on their hands is next; what waits for the customer weighs little."""
    async with counter_of(yaml(group("it", "bo, cai", strategy="least_load"))) as desk:
        first, second = await desk.opened("first"), await desk.opened("second")
        assert {desk.name(t.assignee) for t in (first, second)} == {"bo", "cai"}
        holder = desk.name(second.assignee)
        assert holder is not None
        await desk.ask(holder, f"#{second.id} acknowledge")
        await desk.ask(holder, f"#{second.id} pend customer")
        third = await desk.opened("third")
        assert desk.name(third.assignee) == holder


async def test_skill_and_customer_tier_decide(counter_of: CounterOf) -> None:
    """What asks for a skill goes to who has it; VIPs go to the person named for them."""
    more = (
        "customer_tiers:\n  vip: {name: VIP, people: [eva]}\n"
        "categories:\n  net: {name: Network, group: it, skills: {network: 2}}\n"
    )
    desk_yaml = yaml(group("it", "dan, cai, bo, eva", strategy="round_robin"), more=more)
    async with counter_of(desk_yaml) as desk:
        network, vip = await desk.opened("down #net"), await desk.opened("angry #VIP")
        assert desk.name(network.assignee) == "bo"
        assert (network.category, vip.customer_tier) == ("net", "vip")
        assert desk.name(vip.assignee) == "eva"


async def test_who_is_full_gives_way_to_backup_group_then_lead_then_queue(
    counter_of: CounterOf,
) -> None:
    """IT's one place, the store's one place, then the lead, and then it waits."""
    it = group("it", "bo", strategy="round_robin", limit="1", backup_group="store", leads="[lea]")
    store = group("store", "dan", strategy="round_robin", limit="1")
    more = "default_group: it\n"
    async with counter_of(yaml(it, store, more=more)) as desk:
        opened = [await desk.opened(f"parcel {n}") for n in range(4)]
        assert [desk.name(ticket.assignee) for ticket in opened] == ["bo", "dan", "lea", None]
        assert [ticket.group for ticket in opened] == ["it", "store", "it", "it"]
        chosen = [await desk.store.choices.last_of(ticket.id) for ticket in opened]
        assert [kept.choice.fallback for kept in chosen if kept] == [
            Fallback.NONE,
            Fallback.BACKUP_GROUP,
            Fallback.LEAD,
            Fallback.WAITS,
        ]
        told = [await desk.store.history.event(ticket.id, 1) for ticket in opened]
        assert told[1].facts["asked_group"] == "it"
        assert told[3].facts["fallback"] == "waits"


async def test_what_waits_is_handed_out_in_order_once_somebody_is_free(
    counter_of: CounterOf,
) -> None:
    """Two wait; Bo resolves one and gets the more urgent of them, and only that."""
    it = group("it", "bo", strategy="round_robin", limit="1", order="[priority, arrival]")
    async with counter_of(yaml(it)) as desk:
        first = await desk.opened("first")
        low, urgent = await desk.opened("later"), await desk.opened("now !urgent")
        await desk.ask("bo", f"#{first.id} acknowledge")
        await desk.sweep()
        assert (await desk.assignee(low.id), await desk.assignee(urgent.id)) == (None, None)
        await desk.ask("bo", f"#{first.id} resolve done")
        await desk.sweep()
        assert (await desk.assignee(low.id), await desk.assignee(urgent.id)) == (None, "bo")
        assert (await desk.ticket(urgent.id)).status is Status.ASSIGNED


async def test_who_gives_back_does_not_get_it_again(counter_of: CounterOf) -> None:
    """It goes to the other one, and back to nobody once both have given it back."""
    it = group("it", "bo, cai", strategy="round_robin")
    async with counter_of(yaml(it)) as desk:
        ticket = await desk.opened("hot potato")
        first = await desk.assignee(ticket.id)
        assert first is not None
        await desk.ask(first, f"#{ticket.id} giveback")
        second = await desk.assignee(ticket.id)
        assert {first, second} == {"bo", "cai"}
        assert second is not None
        await desk.ask(second, f"#{ticket.id} giveback")
        await desk.sweep()
        assert await desk.assignee(ticket.id) is None


async def test_next_hands_out_the_top_one_and_tells_what_was_passed_over(
    counter_of: CounterOf,
) -> None:
    """Two who ask at once get different ones; whoever lacks the skill is told so."""
    more = "categories:\n  net: {name: Network, group: it, skills: {network: 2}}\n"
    desk_yaml = yaml(group("it", "bo, cai, dan"), more=more)
    async with counter_of(desk_yaml) as desk:
        one, two = await desk.opened("one"), await desk.opened("two")
        answers = await asyncio.gather(desk.ask("bo", "next"), desk.ask("cai", "next"))
        assert {number_in(said(answer)) for answer in answers} == {one.id, two.id}
        assert {await desk.assignee(one.id), await desk.assignee(two.id)} == {"bo", "cai"}
        assert "Nothing waits" in said(await desk.ask("dan", "next"))
        hard = await desk.opened("hard #net")
        told = said(await desk.ask("dan", "next"))
        assert f"#{hard.id}: skill network is 0, 2 is asked for" in told
        assert "You aren't in any group" in said(await desk.ask("ana", "next"))
        assert (await desk.ticket(one.id)).status is Status.ACKNOWLEDGED


async def test_a_transfer_is_chosen_for_and_can_be_sent_back(counter_of: CounterOf) -> None:
    """The other group's next one gets it with the note; sent back, somebody here gets it anew."""
    it = group("it", "bo", strategy="round_robin")
    store = group("store", "dan", strategy="round_robin", backup_group="it")
    async with counter_of(yaml(it, store, more="default_group: it\n")) as desk:
        ticket = await desk.opened("lost parcel")
        await desk.ask("bo", f"#{ticket.id} acknowledge")
        await desk.ask("bo", f"#{ticket.id} transfer store please look")
        arrived = await desk.ticket(ticket.id)
        assert (arrived.group, desk.name(arrived.assignee)) == ("store", "dan")
        assert (arrived.status, arrived.sent_from) == (Status.ASSIGNED, "it")
        await desk.ask("dan", f"#{ticket.id} sendback not ours")
        back = await desk.ticket(ticket.id)
        assert (back.group, desk.name(back.assignee)) == ("it", "bo")


async def test_reopened_does_not_stay_with_who_has_gone_home(counter_of: CounterOf) -> None:
    """Cai, who resolved it, is off duty: Bo gets it; had it been Bo, it would have stayed."""
    it = group("it", "bo, cai, dan", on_duty="bo, dan", strategy="round_robin")
    async with counter_of(yaml(it)) as desk:
        theirs, others = await desk.opened("Bo's"), await desk.opened("taken by Cai")
        assert await desk.assignee(theirs.id) == "bo"
        await desk.ask("bo", f"#{theirs.id} acknowledge")
        await desk.ask("cai", f"#{others.id} acknowledge")
        for who, ticket in (("bo", theirs), ("cai", others)):
            await desk.ask(who, f"#{ticket.id} resolve done")
            await desk.ask("ana", f"#{ticket.id} reopen still broken")
        assert await desk.assignee(theirs.id) == "bo"
        assert await desk.assignee(others.id) in {"bo", "dan"}
        assert (await desk.ticket(others.id)).status is Status.REOPENED


async def test_a_flood_begins_changes_the_way_and_ends_by_itself(counter_of: CounterOf) -> None:
    """Three within ten minutes: they are handed out; calm for long enough, it is over."""
    it = group(
        "it",
        "bo, cai",
        surge="{inflow: 2, within: 10m, calm: 5m, strategy: round_robin, gather: [low]}",
    )
    async with counter_of(yaml(it)) as desk:
        waiting = [await desk.opened(f"wave {n}") for n in range(3)]
        assert [ticket.assignee for ticket in waiting] == [None, None, None]
        await desk.passes(seconds=11)
        turn = await desk.store.queues.turn("it")
        assert turn.surge is not None
        assert turn.surge.on
        assert None not in [await desk.assignee(ticket.id) for ticket in waiting]
        low = await desk.opened("later !low")
        assert low.assignee is not None
        kept = await desk.store.choices.last_of(low.id)
        assert kept is not None
        for _ in range(60):
            await desk.passes(seconds=30)
        turn = await desk.store.queues.turn("it")
        assert turn.surge is not None
        assert not turn.surge.on
        assert (await desk.opened("calm again")).assignee is None


async def test_why_a_ticket_has_its_group_and_priority_is_kept(counter_of: CounterOf) -> None:
    """The first event tells the category, and the rule with the word that it found."""
    more = (
        "categories:\n  net: {name: Network, group: it}\n"
        "priority_rules:\n  - {priority: urgent, words: [outage]}\n"
    )
    async with counter_of(yaml(ROUND_ROBIN, more=more)) as desk:
        ticket = await desk.opened("total outage #Network")
        assert (ticket.group, ticket.priority) == ("it", "urgent")
        facts = (await desk.store.history.event(ticket.id, 1)).facts
        assert facts["group_why"] == "category"
        assert facts["group_fact"] == "net"
        assert (facts["priority_why"], facts["priority_word"]) == ("rule", "outage")


async def test_what_waits_over_night_is_given_out_when_the_shift_begins(
    counter_of: CounterOf,
) -> None:
    """Nobody is on duty at four in the morning; at nine Bo is, and has it without a press."""
    roster = (
        "rosters:\n  days:\n    name: Days\n    timezone: UTC\n    layers:\n      day: "
        '{people: [bo], every: 1 day, start: 2026-01-05 09:00, hours: "09:00-17:00"}\n'
    )
    it = group("it", "bo", strategy="round_robin", roster="days")
    async with counter_of(yaml(it, more=roster)) as desk:
        ticket = await desk.opened("before dawn")
        assert ticket.assignee is None
        await desk.passes(hours=4)
        assert await desk.assignee(ticket.id) is None
        await desk.passes(hours=1, seconds=1)
        assert await desk.assignee(ticket.id) == "bo"


async def test_who_stands_by_joins_in_a_flood(counter_of: CounterOf) -> None:
    """Eva is not on duty, but takes her share once there is a flood, and is called by its news."""
    roster = (
        "rosters:\n  helpers:\n    name: Helpers\n    timezone: UTC\n    layers:\n      all: "
        "{people: [eva], every: 1 week, start: 2026-01-05}\n"
    )
    flood = "{inflow: 1, within: 10m, strategy: round_robin, standby: helpers}"
    it = group("it", "bo, eva", on_duty="bo", surge=flood)
    async with counter_of(yaml(it, more=roster)) as desk:
        tickets = [await desk.opened(f"wave {n}") for n in range(4)]
        await desk.passes(seconds=11)
        assert {await desk.assignee(ticket.id) for ticket in tickets} == {"bo", "eva"}
        news = await desk.store.matters.numbered(1)
        assert isinstance(news, Announcement)
        assert news.news is News.SURGE_BEGINS


async def test_a_queue_that_settings_change_is_handed_out_without_a_move(
    counter_of: CounterOf,
) -> None:
    """Taken by button until now; once tickets are given in turns, what waits is given out."""
    by_button = yaml(group("it", "bo"))
    async with counter_of(by_button) as desk:
        ticket = await desk.opened("since yesterday")
        assert ticket.assignee is None
        spec = read_desk_file(yaml(group("it", "bo", strategy="round_robin")))
        assert isinstance(spec, DeskSpec)
        await desk.store.settings.apply(spec, "", "tests")
        await hand_out_what_waits(desk.store)
        assert await desk.assignee(ticket.id) == "bo"
