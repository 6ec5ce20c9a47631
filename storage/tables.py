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
            Index(fields=("group_key", "status", "id")),
            Index(fields=("origin_account_id", "status", "id")),
            Index(fields=("assignee", "status", "id")),
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
    MetaRow,
)
