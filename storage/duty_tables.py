"""The tables around duty: who was chosen, what changed in rosters, swaps and hand-overs.

As in storage/tables.py: times are milliseconds since 1970 in UTC, JSON is text, and a docstring has
no semicolon.
"""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class ChoiceRow(Model):
    """Who was chosen for a ticket, with all that was known then and what spoke for and against.

    `seq` is the event in which the choice took effect.
    """

    id = fields.BigIntField(primary_key=True)
    ticket_id = fields.BigIntField()
    seq = fields.IntField()
    at = fields.BigIntField()
    config_version = fields.IntField()
    group_key = fields.CharField(max_length=100)
    person = fields.BigIntField(null=True)
    asked = fields.TextField()
    decided = fields.TextField()

    class Meta:
        table = "choice"
        unique_together = (("ticket_id", "seq"),)


class MatterRow(Model):
    """What the desk deals with beside tickets: swaps, hand-overs, announcements."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField()
    kind = fields.CharField(max_length=20)
    group_key = fields.CharField(max_length=100)
    payload = fields.TextField()
    at = fields.BigIntField()

    class Meta:
        table = "matter"
        indexes: ClassVar[list[Index]] = [Index(fields=("kind", "group_key", "id"))]


class AdjustmentRow(Model):
    """What was changed in a roster: an override, a leave, a swap, until `ended_at`.

    `shift` names the shift of a swap, so that it can be swapped once only.
    """

    id = fields.BigIntField(primary_key=True)
    roster = fields.CharField(max_length=100)
    kind = fields.CharField(max_length=20)
    payload = fields.TextField()
    shift = fields.CharField(max_length=250, null=True)
    starts_at = fields.BigIntField(null=True)
    ends_at = fields.BigIntField(null=True)
    made_by = fields.BigIntField()
    made_at = fields.BigIntField()
    ended_at = fields.BigIntField(null=True)
    ended_by = fields.BigIntField(null=True)

    class Meta:
        table = "adjustment"
        indexes: ClassVar[list[Index]] = [Index(fields=("roster", "ended_at"))]


class TurnRow(Model):
    """A group's queue: `version` grows with each ticket that was given to somebody by the desk.

    `surge` tells since when and why the group is in a surge, `given` when each person was last
    given one, so that both are read and changed together with it.
    """

    group_key = fields.CharField(max_length=100, primary_key=True)
    version = fields.BigIntField()
    surge = fields.TextField(null=True)
    given = fields.TextField(null=True)

    class Meta:
        table = "turn"


class FeedRow(Model):
    """A calendar elsewhere from which a roster is read, and what was read last."""

    roster = fields.CharField(max_length=100, primary_key=True)
    url = fields.TextField()
    shifts = fields.TextField()
    fetched_at = fields.BigIntField(null=True)
    changed_at = fields.BigIntField(null=True)
    problem = fields.TextField(null=True)
    warned_at = fields.BigIntField(null=True)

    class Meta:
        table = "feed"


DUTY_TABLES: tuple[type[Model], ...] = (ChoiceRow, MatterRow, AdjustmentRow, TurnRow, FeedRow)
