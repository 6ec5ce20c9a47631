"""A small desk and its people, for tests of the rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from desk.address import AccountAddress, ConversationAddress, MessengerName, Place
from desk.clocks import Clock, ClockKind
from desk.events import Intake, Origin, Said
from desk.groups import Channel, Desk, Group, Priority
from desk.languages import Language
from desk.moves import Status, WaitingFor
from desk.people import Actor, Person, Role
from desk.ticket import Ticket

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ANA, BO, LEA, DAN = 1, 2, 3, 4
SLACK_IT = ConversationAddress(MessengerName.SLACK, "T1", "C1")
DING_IT = ConversationAddress(MessengerName.DINGTALK, "corp", "cid1")
SLACK_STORE = ConversationAddress(MessengerName.SLACK, "T1", "C2")
FRONTLINE = ConversationAddress(MessengerName.SLACK, "T1", "C9")


def slack(user: str) -> AccountAddress:
    """Somebody's account on Slack."""
    return AccountAddress(MessengerName.SLACK, "T1", user)


def dingtalk(user: str) -> AccountAddress:
    """Somebody's account on DingTalk."""
    return AccountAddress(MessengerName.DINGTALK, "corp", user)


PEOPLE = {
    ANA: Person(ANA, "Ana", None, (slack("UANA"),)),
    BO: Person(BO, "Bo", None, (dingtalk("bo"), slack("UBO"))),
    LEA: Person(LEA, "Lea", Language.ENGLISH, (slack("ULEA"), dingtalk("lea"))),
    DAN: Person(DAN, "Dan", None, (slack("UDAN"),)),
}


def small_desk() -> Desk:
    """IT support (Bo, led by Lea, Bo on duty) and a warehouse (Dan)."""
    return Desk(
        version=1,
        groups={
            "it": Group(
                key="it",
                name="IT",
                language=Language.ENGLISH,
                timezone="Asia/Shanghai",
                members=frozenset({BO}),
                leads=frozenset({LEA}),
                on_duty=(BO,),
                channels=(Channel(SLACK_IT, Language.ENGLISH), Channel(DING_IT, Language.CHINESE)),
                categories=("网络",),
                words=("技术",),
            ),
            "store": Group(
                key="store",
                name="仓库",
                language=Language.CHINESE,
                timezone="Asia/Shanghai",
                members=frozenset({DAN}),
                leads=frozenset(),
                channels=(Channel(SLACK_STORE, Language.CHINESE),),
            ),
        },
        people=PEOPLE,
        priorities=(
            Priority("high", 0, {Language.CHINESE: "高", Language.ENGLISH: "High"}, ("p1",)),
            Priority("normal", 1, {Language.CHINESE: "普通", Language.ENGLISH: "Normal"}),
        ),
        default_group="it",
        default_priority="normal",
        operators=frozenset({LEA}),
        people_keys={"ana": ANA, "bo": BO, "lea": LEA, "dan": DAN},
    )


def actor(person: int, *roles: Role) -> Actor:
    """Somebody who acts with these roles."""
    who = PEOPLE[person]
    return Actor(who, person * 10, who.accounts[0], frozenset(roles))


def actor_on(ticket: Ticket, person: int) -> Actor:
    """Somebody with the roles that the small desk gives them on this ticket."""
    return actor(person, *small_desk().roles(person, ticket.group, ticket.reporter))


def ticket_in(status: Status, intake: Intake = Intake.COMMAND) -> Ticket:
    """A ticket of Ana's in IT, in this state for an hour."""
    in_hands = status not in {Status.NEW, Status.CANCELLED}
    return Ticket(
        id=7,
        version=5,
        status=status,
        title="Printer on fire",
        group="it",
        priority="normal",
        reporter=ANA,
        assignee=BO if in_hands else None,
        origin=Origin(intake, slack("UANA"), Place(FRONTLINE, "C9/1.0"), "C9/1.0"),
        language=Language.ENGLISH,
        opened_at=NOON - timedelta(hours=2),
        changed_at=NOON - timedelta(hours=1),
        status_since=NOON - timedelta(hours=1),
        status_by=BO,
        waiting_for=WaitingFor.PARTS if status is Status.PENDING else None,
    )


def open_to_all(ticket: Ticket) -> Ticket:
    """The same with all that moves may be about: a group that sent it, and a clock that runs."""
    clock = Clock(
        kind=ClockKind.RESOLUTION,
        policy="usual",
        version=1,
        calendar="24x7",
        started_at=ticket.opened_at,
        limit=timedelta(hours=8),
        due=ticket.opened_at + timedelta(hours=8),
    )
    return replace(ticket, sent_from="store", clocks=(clock,))


# Something to say that answers whatever a move may ask.
EVERYTHING_SAID = Said(
    text="because",
    waiting_for=WaitingFor.PARTS,
    person=LEA,
    group="store",
    priority="high",
    how_long=timedelta(minutes=30),
)
