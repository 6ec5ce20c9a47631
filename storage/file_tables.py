"""The table of files that people sent; as in storage/tables.py for what stands in it."""

from typing import ClassVar

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class FileRow(Model):
    """A file of a ticket (or of a draft, until it is one), and how far it has been fetched.

    `reference` is the messenger's own name of it. `due` is when it is to be fetched (real time),
    `claimed_until` keeps other replicas off. `digest` is the sha256 of the content, by which it is
    found in the folder: the same content is there once.
    """

    id = fields.BigIntField(primary_key=True)
    delivery = fields.CharField(max_length=320, unique=True)
    ticket_id = fields.BigIntField(null=True)
    draft_id = fields.BigIntField(null=True)
    account_id = fields.BigIntField()
    conversation_id = fields.BigIntField()
    thread = fields.CharField(max_length=200, null=True)
    visibility = fields.CharField(max_length=20)
    language = fields.CharField(max_length=10)
    reference = fields.TextField()
    name = fields.TextField()
    claimed_kind = fields.TextField()
    claimed_size = fields.BigIntField()
    state = fields.CharField(max_length=20)
    kind = fields.CharField(max_length=100)
    size = fields.BigIntField()
    digest = fields.CharField(max_length=64, null=True)
    at = fields.BigIntField()
    due = fields.BigIntField()
    claimed_until = fields.BigIntField(null=True)
    attempts = fields.IntField()
    error = fields.TextField(null=True)

    class Meta:
        table = "file"
        indexes: ClassVar[list[Index]] = [
            Index(fields=("ticket_id",)),
            Index(fields=("draft_id",)),
            Index(fields=("state", "due")),
        ]


FILE_TABLES: tuple[type[Model], ...] = (FileRow,)
