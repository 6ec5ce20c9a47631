"""The tables of the engine: what is to be shown and sent, what falls due, what was taken."""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class PostingRow(Model):
    """A conversation shows this ticket: it has to be redrawn while `shown` < `wanted`.

    `stale_at` is since when it has not been true, `cause` the delivery that made it so. A claim
    (until `claimed_until`) is somebody drawing it right now, in `claimed_version`.
    """

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharField(max_length=20)
    ticket_id = fields.BigIntField(null=True)
    draft_id = fields.BigIntField(null=True)
    matter_id = fields.BigIntField(null=True)
    conversation_id = fields.BigIntField()
    thread = fields.CharField(max_length=200, null=True)
    lane = fields.CharField(max_length=350)
    language = fields.CharField(max_length=10)
    mention = fields.TextField()
    message = fields.CharField(max_length=200, null=True)
    wanted = fields.IntField()
    shown = fields.IntField()
    stale_at = fields.BigIntField(null=True)
    claimed_version = fields.IntField(null=True)
    claimed_until = fields.BigIntField(null=True)
    attempts = fields.IntField()
    dead_at = fields.BigIntField(null=True)
    error = fields.TextField(null=True)
    opened_at = fields.BigIntField()
    cause = fields.CharField(max_length=300, null=True)

    class Meta:
        table = "posting"
        indexes: ClassVar[list[Index]] = [
            Index(fields=("ticket_id",)),
            Index(fields=("draft_id",)),
            Index(fields=("matter_id",)),
            Index(fields=("conversation_id", "message")),
        ]


class OutboxRow(Model):
    """A message to be sent, as a kind and an event: the words are made when it goes out.

    It is about a ticket's event, or about a matter. `cause` is the delivery that asked for what it
    tells. `gathered` is the message in which this one is told along with others.

    `state`: 0 waiting, 1 sent, 2 dead.
    """

    id = fields.BigIntField(primary_key=True)
    lane = fields.CharField(max_length=350)
    kind = fields.CharField(max_length=20)
    ticket_id = fields.BigIntField(null=True)
    event_seq = fields.IntField()
    matter_id = fields.BigIntField(null=True)
    conversation_id = fields.BigIntField()
    thread = fields.CharField(max_length=200, null=True)
    language = fields.CharField(max_length=10)
    called = fields.TextField(db_default="[]")
    beside = fields.BooleanField()
    dedup = fields.CharField(max_length=450, unique=True)
    state = fields.SmallIntField()
    attempts = fields.IntField()
    queued_at = fields.BigIntField()
    cause = fields.CharField(max_length=300, null=True)
    sending_at = fields.BigIntField(null=True)
    sent_at = fields.BigIntField(null=True)
    message = fields.CharField(max_length=200, null=True)
    error = fields.TextField(null=True)
    gathered = fields.BigIntField(null=True)

    class Meta:
        table = "outbox"
        indexes: ClassVar[list[Index]] = [
            Index(fields=("conversation_id", "message")),
            Index(fields=("gathered",)),
        ]


class LaneRow(Model):
    """One conversation's order, rate, back-off and lease.

    `wake_at` is when to look next (None: nothing waits), `free_at` the rate's theoretical arrival
    time, `fence` grows with each lease, so that a sender whose lease ended marks nothing.
    """

    key = fields.CharField(max_length=350, primary_key=True)
    messenger = fields.CharField(max_length=20)
    tenant = fields.CharField(max_length=100)
    wake_at = fields.BigIntField(null=True)
    free_at = fields.BigIntField()
    fence = fields.BigIntField()
    fails = fields.IntField()
    told_last = fields.BooleanField()

    class Meta:
        table = "lane"


class RateRow(Model):
    """The theoretical arrival time of a tenant's method (or, in `key`, of the whole tenant)."""

    key = fields.CharField(max_length=200, primary_key=True)
    free_at = fields.BigIntField()

    class Meta:
        table = "rate"


class TimerRow(Model):
    """Something that falls due, `key` says what it is about, so that there is one of it.

    `claimed_until` keeps other replicas off it while one decides.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=300, unique=True)
    kind = fields.CharField(max_length=50)
    ticket_id = fields.BigIntField(null=True)
    payload = fields.TextField()
    due = fields.BigIntField()
    fired_at = fields.BigIntField(null=True)
    attempts = fields.IntField()
    dead_at = fields.BigIntField(null=True)
    error = fields.TextField(null=True)
    claimed_until = fields.BigIntField(null=True)

    class Meta:
        table = "timer"
        indexes: ClassVar[list[Index]] = [Index(fields=("ticket_id",))]


class InboxRow(Model):
    """A delivery that had its effect, by the messenger's own name of it, and what came of it."""

    key = fields.CharField(max_length=300, primary_key=True)
    at = fields.BigIntField()
    ticket_id = fields.BigIntField(null=True)

    class Meta:
        table = "inbox"
        indexes: ClassVar[list[Index]] = [Index(fields=("at",))]


ENGINE_TABLES: tuple[type[Model], ...] = (
    PostingRow,
    OutboxRow,
    LaneRow,
    RateRow,
    TimerRow,
    InboxRow,
)
