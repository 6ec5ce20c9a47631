"""Roles by command: who gives them, what they open, what partners see, and what outlives a file."""

from datetime import timedelta

import pytest

from cards.card import Press
from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.events import Intake
from desk.sought import PAGE
from handlers.answer import FrontDesk
from handlers.request import Flagged, Line, Pressed, Request, SourceMessage
from storage.search_tables import ListingRow
from tests.handlers.conftest import CounterOf
from tests.handlers.counter import Counter, group, said, yaml
from tests.handlers.duty_desk import ROSTER, apply, news, on_duty
from tests.handlers.test_linking import code_of, ding

pytestmark = pytest.mark.asyncio

IT = group("it", "bo", leads="[lea]")
STORE = group("store", "dan", leads="[eva]")
DESK = yaml(IT, STORE, more="operators: [cai]\n")


async def guest(desk: Counter, text: str, who: str = "UGUEST") -> str:
    """A guest of the workspace types `/ticket …`."""
    reply = await FrontDesk(desk.store).ask(
        Request(
            key=f"g{next(desk.keys)}",
            who=AccountAddress(MessengerName.SLACK, "T1", who),
            who_name="Guest",
            where=Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT")),
            at=desk.store.clock.real(),
            asked=Line(text, Intake.COMMAND),
            from_outside=True,
        )
    )
    return said(reply)


async def pressed(desk: Counter, press: Press) -> str:
    """The guest presses a button."""
    reply = await FrontDesk(desk.store).ask(
        Request(
            key=f"g{next(desk.keys)}",
            who=AccountAddress(MessengerName.SLACK, "T1", "UGUEST"),
            who_name="Guest",
            where=Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT")),
            at=desk.store.clock.real(),
            asked=Pressed(press.pack()),
            from_outside=True,
        )
    )
    return said(reply)


async def test_a_lead_makes_members_of_their_own_group(counter_of: CounterOf) -> None:
    """The role works at once, is listed, and what it was given for comes back when it is taken."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        await desk.ask("ana", f"#{ticket.id} ack")
        assert await desk.assignee(ticket.id) is None
        assert "Ana is a member of IT now" in said(await desk.ask("lea", "grant @Ana member it"))
        assert "already" in said(await desk.ask("lea", "grant @Ana member it"))
        await desk.ask("ana", f"#{ticket.id} ack")
        assert await desk.assignee(ticket.id) == "ana"
        assert "Ana (by command)" in said(await desk.ask("bo", "who may it"))
        assert "no longer" in said(await desk.ask("lea", "revoke @Ana member it"))
        await desk.passes(seconds=1)
        after = await desk.ticket(ticket.id)
        assert (after.assignee, after.status) == (None, "new")
        assert await news() == ["role_given", "role_taken", "gave_up"]
        verdict = await desk.store.audit.verify()
        assert (verdict.flaw, verdict.records) == (None, 2)


@pytest.mark.parametrize(
    ("who", "line", "why"),
    [
        ("bo", "grant @Ana member it", "Only a lead"),
        ("eva", "grant @Ana member it", "Only a lead"),
        ("lea", "grant @Ana operator it", "isn't given by command"),
        ("lea", "grant @Ana boss it", "no role"),
        ("lea", "grant @Nobody member it", "Nobody"),
        ("lea", "revoke @Bo member it", "desk.yaml"),
        ("lea", "revoke @Ana member it", "no member"),
        ("lea", "grant @Ana member atlantis", "atlantis"),
    ],
)
async def test_roles_are_not_for_everybody_to_give(
    counter_of: CounterOf, who: str, line: str, why: str
) -> None:
    """Who may not, or means nobody, is told so, and nothing changes."""
    async with counter_of(DESK) as desk:
        assert why in said(await desk.ask(who, line))
        assert desk.store.desk.rights.granted == ()


async def test_operators_give_roles_in_every_group(counter_of: CounterOf) -> None:
    """Somebody has to make the first lead."""
    async with counter_of(DESK) as desk:
        assert "lead of STORE" in said(await desk.ask("cai", "grant @Ana lead store"))
        assert "member of STORE" in said(await desk.ask("ana", "grant @Bo member store"))


async def test_what_was_given_outlives_a_new_file(counter_of: CounterOf) -> None:
    """Roles by command stand beside desk.yaml; whoever it takes out keeps none."""
    async with counter_of(DESK) as desk:
        await desk.ask("lea", "grant @Ana member it")
        await apply(desk, DESK)
        it = desk.store.desk.groups["it"]
        assert desk.store.desk.people_keys["ana"] in it.members
        without = DESK.replace("  ana: {name: Ana, slack: UANA}\n", "")
        await apply(desk, without)
        names = {desk.name(person) for person in desk.store.desk.groups["it"].members}
        assert names == {"bo"}


async def test_rights_of_whoever_is_linked_go_with_them(counter_of: CounterOf) -> None:
    """What an account was given before it was linked counts for the person, and goes back."""
    async with counter_of(DESK) as desk:
        await ding(desk, "wang", "帮助")
        await desk.ask("lea", "grant @小wang member it")
        ticket = await desk.opened("printer on fire #it")
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'dan')}")
        await desk.ask("dan", f"#{ticket.id} ack")
        assert await desk.assignee(ticket.id) == "dan"
        await ding(desk, "wang", "解绑账号")
        await desk.passes(seconds=1)
        after = await desk.ticket(ticket.id)
        wang = (await desk.store.people.named("小wang"))[0]
        assert after.assignee == wang.id
        other = await desk.opened("another #it")
        await desk.ask("dan", f"#{other.id} ack")
        assert await desk.assignee(other.id) is None


async def test_a_partner_sees_only_what_is_shared(counter_of: CounterOf) -> None:
    """Other tickets are not there for them, nor is anything of the desk, until one is shared."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        await desk.ask("bo", f"#{ticket.id} comment between us")
        assert "There is no" in await guest(desk, f"#{ticket.id}")
        for line in ("/duty", "who may it", "list group", f"why #{ticket.id}"):
            answer = await guest(desk, line)
            assert "printer" not in answer, line
        assert "people of the desk" in await guest(desk, "who may it")
        assert "Guest can see" in said(await desk.ask("bo", f"share #{ticket.id} @Guest"))
        assert "printer on fire" in await guest(desk, f"#{ticket.id}")
        assert f"#{ticket.id}" in await guest(desk, "list mine")
        await guest(desk, f"#{ticket.id} we know of it")
        comments = await desk.store.history.comments(ticket.id)
        assert [event.visibility for event in comments] == ["internal", "reporter"]
        await desk.ask("bo", f"unshare #{ticket.id} @Guest")
        assert "There is no" in await guest(desk, f"#{ticket.id}")


async def test_a_partner_has_tickets_of_their_own(counter_of: CounterOf) -> None:
    """They open them, and see them, as everybody does."""
    async with counter_of(DESK) as desk:
        answer = await guest(desk, "new our printer #it")
        assert "#1" in answer
        assert "our printer" in await guest(desk, "#1")


async def test_a_partner_gets_on_with_what_the_desk_shows_them(counter_of: CounterOf) -> None:
    """They turn their list's pages, open a ticket from it, ask for news, and are told welcome; the
    list of a group is none of theirs."""
    async with counter_of(DESK) as desk:
        for n in range(PAGE + 1):
            await guest(desk, f"new our printer {n} #it")
        assert "our printer 1 " in await guest(desk, "list")
        listing = await ListingRow.all().order_by("-id").first()
        assert listing is not None
        on = f"n{2}"
        assert "our printer 0 " in await guest(desk, f"page {listing.id} {on}")
        assert "our printer 0 " in await pressed(desk, Press("page", listing.id, choice=on))
        assert "our printer 0" in await pressed(desk, Press("show", 1))
        assert "people of the desk" not in await guest(desk, "#1 nudge")
        assert "people of the desk" not in await guest(desk, "thanks")
        await desk.ask("bo", "list group", "CIT")
        ours = await ListingRow.all().order_by("-id").first()
        assert ours is not None
        assert ours.id != listing.id
        assert "can no longer" in await pressed(desk, Press("page", ours.id, choice=on))
        other = await desk.opened("between us #it")
        assert "There is no" in await pressed(desk, Press("show", other.id))


async def test_a_partner_who_names_no_ticket_is_told_no_number(counter_of: CounterOf) -> None:
    """They mark a message that others made a ticket of: they hear what is theirs to do, not which
    ticket it is, and no second one is made."""
    async with counter_of(DESK) as desk:
        message = SourceMessage("1.5", "the scanner is dead", author_name="Ana")
        for who in ("UBO", "UGUEST"):
            reply = await FrontDesk(desk.store).ask(
                Request(
                    key=f"g{next(desk.keys)}",
                    who=AccountAddress(MessengerName.SLACK, "T1", who),
                    who_name=who,
                    where=Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT")),
                    at=desk.store.clock.real(),
                    asked=Flagged(message),
                    from_outside=who == "UGUEST",
                )
            )
        assert "people of the desk" in said(reply)
        assert "#1" not in said(reply)
        assert await desk.store.tickets.numbered(2) is None


async def test_taking_a_role_back_ends_what_its_rosters_were_told(counter_of: CounterOf) -> None:
    """Eva serves no longer once she is no member, and whoever put her there hears of it."""
    it = group("it", "ana, bo, cai, dan", roster="duty", leads="[lea]")
    async with counter_of(yaml(it, more=ROSTER)) as desk:
        await desk.ask("lea", "grant @Eva member it")
        await desk.ask("lea", "duty override @Eva 18:00-22:00")
        assert on_duty(desk, hours=7) == "eva"
        await desk.ask("lea", "revoke @Eva member it")
        await desk.passes(seconds=5)
        assert on_duty(desk, hours=7) != "eva"
        assert "change_void" in await news()


@pytest.mark.parametrize("line", ["权限 不足", "who may open the safe", "绑定 手机号失败"])
async def test_what_names_no_group_may_be_a_title(counter_of: CounterOf, line: str) -> None:
    """Nobody who can't bind anything is told that there is no such group: it is asked about."""
    async with counter_of(DESK) as desk:
        await desk.ask("ana", line)
        draft = await desk.store.tickets.draft(1)
        assert draft is not None
        assert draft.text == line


async def test_a_guest_can_be_made_a_member(counter_of: CounterOf) -> None:
    """Whom a lead makes one of their own is a partner no longer."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        await guest(desk, "help")
        await desk.ask("lea", "grant @Guest member it")
        assert "printer on fire" in await guest(desk, f"#{ticket.id}")


async def test_only_those_concerned_share_a_ticket(counter_of: CounterOf) -> None:
    """Its reporter and its group do; others are told who may."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        assert "can be shared by" in said(await desk.ask("dan", f"share #{ticket.id} @Eva"))
        assert "can see" in said(await desk.ask("ana", f"share #{ticket.id} @Dan"))
        assert "already" in said(await desk.ask("ana", f"share #{ticket.id} @Dan"))


async def test_what_rosters_were_told_goes_with_the_person(counter_of: CounterOf) -> None:
    """Whoever was put on duty serves as the one they are once linked, and apart as before."""
    it = group("it", "ana, bo, cai, dan", "dan", roster="duty", leads="[lea]")
    async with counter_of(yaml(it, more=ROSTER)) as desk:
        await ding(desk, "wang", "帮助")
        await desk.ask("lea", "grant @小wang member it")
        await desk.ask("lea", "duty override @小wang 18:00-22:00")
        wang = (await desk.store.people.named("小wang"))[0].id
        evening = desk.store.clock.now() + timedelta(hours=7)
        assert desk.store.desk.on_duty("it", evening)[0].person == wang
        await ding(desk, "wang", f"绑定账号 {await code_of(desk, 'bo')}")
        assert on_duty(desk, hours=7) == "bo"
        await apply(desk, yaml(it, more=ROSTER))
        await desk.passes(seconds=5)
        assert on_duty(desk, hours=7) == "bo"
        await ding(desk, "wang", "解绑账号")
        assert desk.store.desk.on_duty("it", evening)[0].person == wang


async def test_a_mention_means_that_account_and_no_namesake(counter_of: CounterOf) -> None:
    """Who goes by the name of somebody who was mentioned is given nothing."""
    async with counter_of(DESK) as desk:
        await guest(desk, "help", "UFALSE")
        new = AccountAddress(MessengerName.SLACK, "T1", "UNEW")
        request = Request(
            key="mentions",
            who=AccountAddress(MessengerName.SLACK, "T1", "ULEA"),
            who_name="Lea",
            where=Place(ConversationAddress(MessengerName.SLACK, "T1", "CFRONT")),
            at=desk.store.clock.real(),
            asked=Line("grant @Guest member it", Intake.COMMAND),
            mentions={"Guest": new},
        )
        await FrontDesk(desk.store).ask(request)
        _, person = await desk.store.directory.account_for(new, "Guest")
        assert person.id in desk.store.desk.groups["it"].members
        assert "people of the desk" in await guest(desk, "who may it", "UFALSE")


async def test_a_partner_by_command_sees_what_is_theirs(counter_of: CounterOf) -> None:
    """Whoever a lead calls a partner sees as little as a guest, until that is taken back."""
    async with counter_of(DESK) as desk:
        ticket = await desk.opened("printer on fire #it")
        await desk.ask("lea", "grant @Dan partner it")  # of another group: stays one of the desk
        assert "There is no" not in said(await desk.ask("dan", f"#{ticket.id}"))
        await guest(desk, "help", "UINSIDE")
        await desk.store.said_of(
            AccountAddress(MessengerName.SLACK, "T1", "UINSIDE"), "Guest", from_outside=False
        )
        await desk.ask("lea", "grant @Guest partner it")
        listed = said(await desk.ask("lea", "who may it"))
        assert "Partners" in listed
        assert "Guest" in listed
