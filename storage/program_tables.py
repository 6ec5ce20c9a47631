"""The tables around programs that ask: what they may do, and what they were answered.

As in storage/tables.py: times are milliseconds since 1970 in UTC, JSON is text, and a docstring has
no semicolon.
"""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class TokenRow(Model):
    """A program's right to ask, `hash` is of the secret that was shown once, a hook has none.

    One name may stand on several, but only one of them is in force.
    """

    id = fields.CharField(max_length=32, primary_key=True)
    name = fields.CharField(max_length=100)
    kind = fields.CharField(max_length=20)
    hash = fields.CharField(max_length=64)
    scopes = fields.TextField()
    group_keys = fields.TextField()
    created_at = fields.BigIntField()
    created_by = fields.TextField()
    expires_at = fields.BigIntField(null=True)
    revoked_at = fields.BigIntField(null=True)
    last_used_at = fields.BigIntField(null=True)

    class Meta:
        table = "token"
        indexes: ClassVar[list[Index]] = [Index(fields=("name",))]


class AnswerRow(Model):
    """What a program was answered, for when it asks again under the same key (of the inbox).

    `fingerprint` is of what it asked.
    """

    key = fields.CharField(max_length=300, primary_key=True)
    fingerprint = fields.CharField(max_length=64)
    at = fields.BigIntField()
    status = fields.IntField()
    location = fields.TextField()
    body = fields.TextField()

    class Meta:
        table = "answer"
        indexes: ClassVar[list[Index]] = [Index(fields=("at",))]


PROGRAM_TABLES: tuple[type[Model], ...] = (TokenRow, AnswerRow)
