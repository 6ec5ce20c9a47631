"""How a group of desk.yaml works its queue, and what it is told."""

from collections.abc import Mapping
from datetime import timedelta

from cards.desk_file_known import Known
from cards.desk_file_times import SECOND, how_long, windows
from cards.yaml_reader import Entry
from desk.notify import USUAL_WAYS, InDingTalk, Notify, Topic, Way
from desk.queues import AfterHandOver, Limits, Queue, QueueOrder, Strategy, Surge

NOTIFY = (*Topic, "quiet", "loud", "dingtalk")
LIMITS = ("open", "only", "each")
SURGE = ("inflow", "within", "backlog", "calm", "standby", "strategy", "gather", "digest")
POOLS = ("on_duty", "members")
MOST_TICKETS = 10_000
MINUTE = timedelta(minutes=1)


def read_queue(known: Known, parts: Mapping[str, Entry]) -> Queue:
    """Out of a group's parts; the limits a person are read by themselves."""
    usual = Queue()
    pool, after, limit = parts.get("pool"), parts.get("after_hand_over"), parts.get("limit")
    order = tuple(QueueOrder(word) for word in known.choices(parts.get("order"), QueueOrder))
    after_hand_over = known.choice(after, AfterHandOver) if after else ""
    return Queue(
        strategies=_strategies(known, parts.get("strategy")) or usual.strategies,
        pool=(known.choice(pool, POOLS) if pool else "") or usual.pool,
        order=order or usual.order,
        limit=known.reader.whole(limit, 1, MOST_TICKETS) if limit else None,
        backup_group=known.name_or_none(parts.get("backup_group"), "groups"),
        surge=_surge(known, parts["surge"]) if "surge" in parts else None,
        after_hand_over=AfterHandOver(after_hand_over or usual.after_hand_over),
    )


def read_limits(known: Known, entry: Entry | None) -> Mapping[str, Limits]:
    """How much each person may have."""
    limits: dict[str, Limits] = {}
    for person, entry_of_person in known.reader.named(entry):
        parts = known.reader.mapping(entry_of_person, LIMITS)
        most = parts.get("open")
        limits[known.person(person, entry_of_person)] = Limits(
            open_tickets=known.reader.whole(most, 0, MOST_TICKETS) if most else None,
            categories=known.categories(parts.get("only")),
            per_category={
                key: known.reader.whole(part, 0, MOST_TICKETS)
                for word, part in known.reader.named(parts.get("each"))
                if (key := known.category_called(word, part))
            },
        )
    return limits


def read_notify(known: Known, entry: Entry | None) -> Notify:
    """What a group is told, and where; what it doesn't name is as usual."""
    parts = known.reader.mapping(entry, NOTIFY)
    said = {
        topic: frozenset(Way(word) for word in known.choices(parts[topic], Way))
        for topic in Topic
        if topic in parts
    }
    dingtalk = parts.get("dingtalk")
    in_dingtalk = known.choice(dingtalk, InDingTalk) if dingtalk else ""
    return Notify(
        ways={**USUAL_WAYS, **said},
        quiet=windows(known.reader, parts.get("quiet")),
        loud=known.all_names(parts.get("loud"), "priorities"),
        dingtalk=InDingTalk(in_dingtalk) if in_dingtalk else InDingTalk.DIRECT,
    )


def _strategies(known: Known, entry: Entry | None) -> tuple[Strategy, ...]:
    strategies = tuple(Strategy(word) for word in known.choices(entry, Strategy))
    if entry is not None and Strategy.BY_BUTTON in strategies[:-1]:
        known.reader.mistake(entry, "deskfile.by_button_last")
    return strategies


def _surge(known: Known, entry: Entry) -> Surge:
    reader = known.reader
    parts = reader.mapping(entry, SURGE)
    if "inflow" not in parts and "backlog" not in parts:
        reader.mistake(entry, "deskfile.surge_without_bound")
    usual = Surge()

    def span(name: str, otherwise: timedelta, least: timedelta = SECOND) -> timedelta:
        return how_long(reader, parts[name], least) if name in parts else otherwise

    def most(name: str) -> int | None:
        return reader.whole(parts[name], 1, MOST_TICKETS) if name in parts else None

    return Surge(
        inflow=most("inflow"),
        within=span("within", usual.within),
        backlog=most("backlog"),
        calm=span("calm", usual.calm),
        standby=known.name_or_none(parts.get("standby"), "rosters"),
        strategy=_strategies(known, parts.get("strategy")),
        gather=known.all_names(parts.get("gather"), "priorities"),
        digest=span("digest", usual.digest, MINUTE),
    )
