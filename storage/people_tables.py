"""The tables around people: codes that link accounts, rights by command, lists read elsewhere.

As in storage/tables.py: times are milliseconds since 1970 in UTC, JSON is text, and a docstring has
no semicolon.
"""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class LinkCodeRow(Model):
    """A code that links two accounts once, kept as a keyed hash, `account_id` asked for it."""

    id = fields.BigIntField(primary_key=True)
    hash = fields.CharField(max_length=64, unique=True)
    account_id = fields.BigIntField()
    made_at = fields.BigIntField()
    expires_at = fields.BigIntField()
    ended_at = fields.BigIntField(null=True)
    ended_by = fields.BigIntField(null=True)

    class Meta:
        table = "link_code"
        indexes: ClassVar[list[Index]] = [Index(fields=("account_id", "made_at"))]


class LinkGuessRow(Model):
    """A code that was wrong, counted by person, so that nobody can go on guessing."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.BigIntField()
    at = fields.BigIntField()

    class Meta:
        table = "link_guess"
        indexes: ClassVar[list[Index]] = [Index(fields=("person_id", "at"))]


class GrantRow(Model):
    """A role in a group that somebody was given by command, until `ended_at`."""

    id = fields.BigIntField(primary_key=True)
    group_key = fields.CharField(max_length=100)
    person_id = fields.BigIntField()
    role = fields.CharField(max_length=20)
    made_by = fields.BigIntField()
    made_at = fields.BigIntField()
    ended_at = fields.BigIntField(null=True)
    ended_by = fields.BigIntField(null=True)

    class Meta:
        table = "granted"
        indexes: ClassVar[list[Index]] = [Index(fields=("person_id", "ended_at"))]


class RollRow(Model):
    """Who was found last in a user group or department, with those who have left it since."""

    key = fields.CharField(max_length=200, primary_key=True)
    version = fields.IntField()
    payload = fields.TextField()

    class Meta:
        table = "roll"


class WatcherRow(Model):
    """Somebody with whom a ticket was shared, by one of their accounts."""

    id = fields.BigIntField(primary_key=True)
    ticket_id = fields.BigIntField()
    account_id = fields.BigIntField()

    class Meta:
        table = "watcher"
        unique_together = (("ticket_id", "account_id"),)
        indexes: ClassVar[list[Index]] = [Index(fields=("account_id", "ticket_id"))]


class RecordRow(Model):
    """One link of the desk's own chain, about people and rights, nothing here is ever changed."""

    id = fields.BigIntField(primary_key=True)
    seq = fields.IntField(unique=True)
    action = fields.CharField(max_length=20)
    account_id = fields.BigIntField()
    at = fields.BigIntField()
    facts = fields.TextField()
    config_version = fields.IntField()
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "desk_record"


PEOPLE_TABLES: tuple[type[Model], ...] = (
    LinkCodeRow,
    LinkGuessRow,
    GrantRow,
    RollRow,
    WatcherRow,
    RecordRow,
)
