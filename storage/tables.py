"""Every table. Times are milliseconds since 1970 in UTC: SQLite would compare dates as text.

JSON is kept as text, so that the same statements run on SQLite and PostgreSQL. Partial indexes
stand in the migrations: Tortoise's can only compare for equality. A table's docstring becomes its
comment in the database, and the migration tool takes a semicolon in it for the end of a statement.
"""

from typing import ClassVar

from tortoise import fields
from tortoise.fields import OnDelete
from tortoise.indexes import Index
from tortoise.models import Model


class PersonRow(Model):
    """Somebody, whichever accounts they have, `key` is their name in desk.yaml."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=100, null=True, unique=True)
    name = fields.TextField()
    language = fields.CharField(max_length=10, null=True)
    created_at = fields.BigIntField()

    class Meta:
        table = "person"


class AccountRow(Model):
    """One person's identity on one messenger, binding moves it to another person, no event does."""

    id = fields.BigIntField(primary_key=True)
    messenger = fields.CharField(max_length=20)
    tenant = fields.CharField(max_length=100)
    external_id = fields.CharField(max_length=200)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "desk.PersonRow", related_name="accounts", on_delete=OnDelete.RESTRICT
    )
    person_id: int
    name = fields.TextField()
    rank = fields.IntField()

    class Meta:
        table = "account"
        unique_together = (("messenger", "tenant", "external_id"),)


class MemberRow(Model):
    """Who belongs to which group, as what."""

    id = fields.BigIntField(primary_key=True)
    group_key = fields.CharField(max_length=100)
    person: fields.ForeignKeyRelation[PersonRow] = fields.ForeignKeyField(
        "desk.PersonRow", related_name="memberships", on_delete=OnDelete.CASCADE
    )
    person_id: int
    role = fields.CharField(max_length=20)

    class Meta:
        table = "member"
        unique_together = (("group_key", "person_id", "role"),)


class ConversationRow(Model):
    """A channel, group or direct chat, `group_key` where one bound it by command."""

    id = fields.BigIntField(primary_key=True)
    messenger = fields.CharField(max_length=20)
    tenant = fields.CharField(max_length=100)
    external_id = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=20)
    group_key = fields.CharField(max_length=100, null=True)
    language = fields.CharField(max_length=10, null=True)
    bound_by = fields.BigIntField(null=True)
    bound_at = fields.BigIntField(null=True)

    class Meta:
        table = "conversation"
        unique_together = (("messenger", "tenant", "external_id", "kind"),)


class ConfigRow(Model):
    """Each desk.yaml that was applied: its text, and what was understood of it."""

    version = fields.IntField(primary_key=True)
    text = fields.TextField()
    spec = fields.TextField()
    applied_at = fields.BigIntField()
    applied_by = fields.TextField()

    class Meta:
        table = "config"


class TicketRow(Model):
    """A ticket as it is now, `version` is the number of its last event, `head` the event's hash.

    `due_at` is the nearest deadline of its `clocks`.
    """

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField()
    head = fields.CharField(max_length=64)
    status = fields.CharField(max_length=20)
    title = fields.TextField()
    body = fields.TextField()
    group_key = fields.CharField(max_length=100)
    category = fields.TextField(null=True)
    priority = fields.CharField(max_length=50)
    assignee = fields.BigIntField(null=True)
    intake = fields.CharField(max_length=20)
    origin_account: fields.ForeignKeyRelation[AccountRow] = fields.ForeignKeyField(
        "desk.AccountRow", related_name="tickets", on_delete=OnDelete.RESTRICT
    )
    origin_account_id: int
    origin_conversation: fields.ForeignKeyRelation[ConversationRow] = fields.ForeignKeyField(
        "desk.ConversationRow", related_name="tickets", on_delete=OnDelete.RESTRICT
    )
    origin_conversation_id: int
    origin_thread = fields.CharField(max_length=200, null=True)
    origin_message = fields.CharField(max_length=200, null=True)
    language = fields.CharField(max_length=10)
    opened_at = fields.BigIntField()
    changed_at = fields.BigIntField()
    status_since = fields.BigIntField()
    status_by = fields.BigIntField()
    waiting_for = fields.CharField(max_length=20, null=True)
    waiting_note = fields.TextField()
    result = fields.TextField()
    reopened = fields.IntField()
    replies = fields.IntField()
    customer_tier = fields.CharField(max_length=100, null=True)
    impact = fields.CharField(max_length=10, null=True)
    urgency = fields.CharField(max_length=10, null=True)
    sent_from = fields.CharField(max_length=100, null=True)
    clocks = fields.TextField(db_default="[]")
    due_at = fields.BigIntField(null=True)

    class Meta:
        table = "ticket"
        indexes: ClassVar[list[Index]] = [
            Index(fields=("group_key", "status")),
            Index(fields=("origin_account_id", "status")),
            Index(fields=("assignee", "status")),
            Index(fields=("origin_conversation_id", "origin_thread")),
        ]


class EventRow(Model):
    """One link of a ticket's chain: nothing here is ever changed."""

    id = fields.BigIntField(primary_key=True)
    ticket: fields.ForeignKeyRelation[TicketRow] = fields.ForeignKeyField(
        "desk.TicketRow", related_name="events", on_delete=OnDelete.RESTRICT
    )
    ticket_id: int
    seq = fields.IntField()
    action = fields.CharField(max_length=20)
    account_id = fields.BigIntField()
    at = fields.BigIntField()
    before = fields.CharField(max_length=20, null=True)
    after = fields.CharField(max_length=20)
    facts = fields.TextField()
    visibility = fields.CharField(max_length=20, null=True)
    config_version = fields.IntField()
    body_hash = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "event"
        unique_together = (("ticket_id", "seq"),)


class EventBodyRow(Model):
    """What was said with an event, erasing it leaves the chain verifiable."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField(unique=True)
    salt = fields.CharField(max_length=64)
    body = fields.TextField()

    class Meta:
        table = "event_body"


class SealRow(Model):
    """The heads of the chains that changed since the seal before, up to event `upto`."""

    id = fields.BigIntField(primary_key=True)
    at = fields.BigIntField()
    upto = fields.BigIntField()
    heads = fields.TextField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "seal"


class DraftRow(Model):
    """A line that waits for its author's press."""

    id = fields.BigIntField(primary_key=True)
    version = fields.IntField()
    state = fields.CharField(max_length=20)
    text = fields.TextField()
    intake = fields.CharField(max_length=20)
    origin_account_id = fields.BigIntField()
    origin_conversation_id = fields.BigIntField()
    origin_thread = fields.CharField(max_length=200, null=True)
    origin_message = fields.CharField(max_length=200, null=True)
    language = fields.CharField(max_length=10)
    at = fields.BigIntField()
    expires_at = fields.BigIntField()
    ticket_id = fields.BigIntField(null=True)

    class Meta:
        table = "draft"


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


class MetaRow(Model):
    """Single values of this installation: its id, and the demo's clock offset."""

    key = fields.CharField(max_length=100, primary_key=True)
    value = fields.TextField()

    class Meta:
        table = "meta"


TABLES: tuple[type[Model], ...] = (
    PersonRow,
    AccountRow,
    MemberRow,
    ConversationRow,
    ConfigRow,
    TicketRow,
    EventRow,
    EventBodyRow,
    SealRow,
    DraftRow,
    PostingRow,
    OutboxRow,
    LaneRow,
    RateRow,
    TimerRow,
    InboxRow,
    MetaRow,
)
