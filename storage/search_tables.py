"""The tables around finding: the tokens of tickets, and lists that somebody may turn the page of.

As in storage/tables.py: times are milliseconds since 1970 in UTC, JSON is text, and a docstring has
no semicolon.
"""

from tortoise import fields
from tortoise.models import Model


class TicketWordsRow(Model):
    """The tokens of a ticket as of its `version`, each between blanks.

    The index over them is made by hand in the migration: `found`, a table of FTS5 on SQLite, a
    generated column on PostgreSQL.
    """

    ticket_id = fields.BigIntField(primary_key=True, generated=False)
    version = fields.IntField()
    words = fields.TextField()

    class Meta:
        table = "ticket_words"


class ListingRow(Model):
    """What somebody asked to be listed, for as long as they may turn its pages."""

    id = fields.BigIntField(primary_key=True)
    person_id = fields.BigIntField()
    at = fields.BigIntField()
    sought = fields.TextField()

    class Meta:
        table = "listing"


SEARCH_TABLES: tuple[type[Model], ...] = (TicketWordsRow, ListingRow)
