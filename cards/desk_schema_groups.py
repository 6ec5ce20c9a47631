"""The JSON Schema of desk.yaml: groups, their queues, and what they are told."""

from collections.abc import Mapping

from cards.desk_file_groups import GROUP, USER_GROUP_ID
from cards.desk_file_people import LIST, SOURCES
from cards.desk_file_queues import LIMITS, MOST_TICKETS, NOTIFY, POOLS, SURGE
from cards.desk_file_summary import SUMMARY
from cards.desk_schema_shapes import (
    FLAG,
    Shape,
    fixed,
    having,
    listed,
    named,
    one_of_words,
    ref,
    said,
    several,
    some_words,
    whole,
)
from cards.desk_schema_times import CLOCK_TIME, DURATION, WEEKLY
from desk.address import CHATS
from desk.languages import Language
from desk.notify import InDingTalk, Topic, Way
from desk.queues import AfterHandOver, QueueOrder, Strategy
from desk.summaries import SummaryTo

USER_GROUP: Shape = {"type": "string", "pattern": rf"^\s*{USER_GROUP_ID.pattern}\s*$"}
DEPARTMENT: Shape = {"type": ["integer", "string"], "minimum": 0, "pattern": r"^\s*\d+\s*$"}


def groups() -> Shape:
    """Groups by their names."""
    parts = {**_who(), **_where(), **_how()}
    return named(
        fixed(GROUP, parts, required=("name",), anyOf=having(("members", "members_from"))),
        minProperties=1,
    )


def channel(*further: str) -> Shape:
    """A channel of one messenger; in some places with its language."""
    ids: dict[str, Shape] = {
        name: said(f"The channel's id in {name}.", ref("text")) for name in CHATS
    }
    language = said("The language of what is shown there.", one_of_words(Language))
    parts = {**ids, **dict.fromkeys(further, language)}
    return fixed((*CHATS, *further), parts, oneOf=having(CHATS))


def _who() -> Mapping[str, Shape]:
    return {
        "name": said("What people call it.", ref("text")),
        "also": said("Other words that people use for it.", ref("texts")),
        "members": said("Who belongs to it, by their names under people.", ref("texts")),
        "members_from": said("A list kept elsewhere that fills it.", _list_source()),
        "leads": said("Who leads it; escalation ends there.", ref("texts")),
        "partners": said("From outside: see only what is theirs or shared.", ref("texts")),
        "on_duty": said("Who is called while the roster has nobody.", ref("texts")),
        "roster": said("A roster that says who is on duty.", ref("text")),
        "swap_needs_lead": said("Whether a lead has to agree to swaps.", FLAG),
        "summary": said("When its summary goes out by itself.", _summary()),
        "user_group": said("Id of a Slack user group that follows the roster.", USER_GROUP),
    }


def _where() -> Mapping[str, Shape]:
    return {
        "language": said("The language of its channels.", one_of_words(Language)),
        "timezone": said("The zone in which its times are shown.", ref("zone")),
        "calendar": said("Its working hours, a name under calendars.", ref("text")),
        "tier": said("The support tier at which it works.", ref("text")),
        "categories": said("Plain words for what it deals with.", ref("texts")),
        "channels": said("Where its tickets are shown.", listed(channel("language"))),
        "notify": said("What it is told, and where.", _notify()),
    }


def _how() -> Mapping[str, Shape]:
    tickets = whole(1, MOST_TICKETS)
    return {
        "strategy": said("Who gets a new ticket; later ones break ties.", some_words(Strategy)),
        "pool": said("Among whom it is given.", one_of_words(POOLS)),
        "order": said("In which order the next one is handed out.", some_words(QueueOrder)),
        "limit": said("Open tickets a person.", tickets),
        "limits": said("Other limits for some people.", named(_limits())),
        "backup_group": said("Gets what nobody here fits for.", ref("text")),
        "after_hand_over": said(
            "How taken tickets change hands at a hand-over.", one_of_words(AfterHandOver)
        ),
        "surge": said("What changes in a flood.", _surge()),
    }


def _list_source() -> Shape:
    parts = {
        "slack_usergroup": said("Id of a Slack user group.", USER_GROUP),
        "dingtalk_department": said("Number of a DingTalk department.", DEPARTMENT),
        "sub": said("Whether departments below it count, too.", FLAG),
        "tenant": said("The workspace or organisation, if not the usual one.", ref("text")),
    }
    return fixed(LIST, parts, oneOf=having(SOURCES))


def _limits() -> Shape:
    tickets = whole(0, MOST_TICKETS)
    return fixed(
        LIMITS,
        {
            "open": said("Open tickets at most.", tickets),
            "only": said("Only these categories.", ref("texts")),
            "each": said("Open tickets at most of a category each.", named(tickets)),
        },
    )


def _summary() -> Shape:
    return fixed(
        SUMMARY,
        {
            "daily": said("On each day that its calendar is open.", CLOCK_TIME),
            "weekly": said("Once a week, by a day and a time.", WEEKLY),
            "to": said("Where to: the group's channels, or its leads.", some_words(SummaryTo)),
        },
    )


def _surge() -> Shape:
    tickets = whole(1, MOST_TICKETS)
    return fixed(
        SURGE,
        {
            "inflow": said("So many new tickets within the time below.", tickets),
            "within": said("The time in which they are counted.", DURATION),
            "backlog": said("So many open tickets.", tickets),
            "calm": said("How long both have to be well below it.", DURATION),
            "standby": said("A roster that joins then.", ref("text")),
            "strategy": said("Who gets a new ticket then.", some_words(Strategy)),
            "gather": said("Priorities whose messages are gathered.", ref("texts")),
            "digest": said("How often what was gathered is told; at least 1m.", DURATION),
        },
        anyOf=having(("inflow", "backlog")),
    )


TOLD: Mapping[str, str] = {
    Topic.REMINDER: "Before a deadline.",
    Topic.LATE: "At a deadline and after it.",
    Topic.ESCALATION: "That a ticket goes up.",
    Topic.ASSIGNED: "That somebody was given a ticket.",
    Topic.DUTY: "Swaps, overrides and leave.",
    Topic.HAND_OVER: "That a shift hands over.",
    Topic.SURGE: "That a flood begins or ends.",
}


def _notify() -> Shape:
    topics: dict[str, Shape] = {topic: said(told, some_words(Way)) for topic, told in TOLD.items()}
    further = {
        "quiet": said("Hours in which nobody is told personally.", ref("windows")),
        "loud": said("Priorities that are told all the same.", several(ref("text"))),
        "dingtalk": said("By what people are told in DingTalk.", one_of_words(InDingTalk)),
    }
    return fixed(NOTIFY, {**topics, **further})
