"""What a group is told, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desk.calendar import Window


class Topic(StrEnum):
    """What there is to be told."""

    REMINDER = "reminder"  # before a deadline
    LATE = "late"  # at and after it
    ESCALATION = "escalation"
    ASSIGNED = "assigned"
    DUTY = "duty"  # swaps, overrides, leave
    HAND_OVER = "hand_over"
    SURGE = "surge"


class Way(StrEnum):
    """Where it is told: in the group's channels, or to those it is about, personally."""

    GROUP = "group"
    PERSONAL = "personal"


class InDingTalk(StrEnum):
    """How somebody is told personally in DingTalk."""

    DIRECT = "direct"  # by the robot, in its chat with them
    WORK_NOTIFICATION = "work_notification"  # by the app: DingTalk drops what exceeds its limits


USUAL_WAYS: Mapping[Topic, frozenset[Way]] = {
    Topic.REMINDER: frozenset({Way.GROUP}),
    Topic.LATE: frozenset({Way.GROUP}),
    Topic.ESCALATION: frozenset({Way.GROUP, Way.PERSONAL}),
    Topic.ASSIGNED: frozenset({Way.PERSONAL}),
    Topic.DUTY: frozenset({Way.GROUP}),
    Topic.HAND_OVER: frozenset({Way.GROUP}),
    Topic.SURGE: frozenset({Way.GROUP}),
}


@dataclass(frozen=True, slots=True)
class Notify:
    """A group's settings; in `quiet` hours (local) nobody is told personally, except of `loud`
    priorities. What was held back is told when they end."""

    ways: Mapping[Topic, frozenset[Way]] = field(default_factory=lambda: dict(USUAL_WAYS))
    quiet: tuple[Window, ...] = ()
    loud: frozenset[str] = frozenset()
    dingtalk: InDingTalk = InDingTalk.DIRECT

    def tells(self, topic: Topic, way: Way) -> bool:
        """Whether this is told in that way."""
        return way in self.ways.get(topic, USUAL_WAYS[topic])
