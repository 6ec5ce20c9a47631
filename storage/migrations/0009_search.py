"""What tickets say can be searched, and lists have pages.

The index over the tokens is each database's own: on SQLite a table of FTS5 that triggers keep along
with `ticket_words`, on PostgreSQL a column made of the tokens. Tickets of before are gone through
by and by, newest first (storage/search_index.py). The indexes of `ticket` get its number, so that
the first page of a list reads no more than it shows.
"""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state_apps import StateApps

ON_SQLITE = """
create virtual table found using fts5(
    words, content='ticket_words', content_rowid='ticket_id',
    tokenize="ascii tokenchars '_'", detail=none, columnsize=0
);
create trigger ticket_words_new after insert on ticket_words begin
    insert into found (rowid, words) values (new.ticket_id, new.words);
end;
create trigger ticket_words_changed after update on ticket_words when old.words <> new.words begin
    insert into found (found, rowid, words) values ('delete', old.ticket_id, old.words);
    insert into found (rowid, words) values (new.ticket_id, new.words);
end;
create trigger ticket_words_gone after delete on ticket_words begin
    insert into found (found, rowid, words) values ('delete', old.ticket_id, old.words);
end;
"""
ON_POSTGRES = """
alter table ticket_words add column found tsvector
    generated always as (array_to_tsvector(string_to_array(trim(words), ' '))) stored;
create index ticket_words_found on ticket_words using gin (found)
    with (gin_pending_list_limit = 512);
"""


async def make_index(_apps: StateApps, editor: BaseSchemaEditor) -> None:
    """In the words of this database."""
    on_sqlite = editor.client.capabilities.dialect == "sqlite"
    await editor.client.execute_script(ON_SQLITE if on_sqlite else ON_POSTGRES)


async def drop_index(_apps: StateApps, editor: BaseSchemaEditor) -> None:
    """What goes with its table elsewhere is a table of its own on SQLite."""
    if editor.client.capabilities.dialect == "sqlite":
        await editor.client.execute_script("drop table found")


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_in_hands")]

    operations = [
        ops.CreateModel(
            name="TicketWordsRow",
            fields=[
                (
                    "ticket_id",
                    fields.BigIntField(primary_key=True, unique=True, generated=False),
                ),
                ("version", fields.IntField()),
                ("words", fields.TextField(unique=False)),
            ],
            options={
                "table": "ticket_words",
                "app": "desk",
                "pk_attr": "ticket_id",
                "table_description": "The tokens of a ticket as of its `version`, each between "
                "blanks.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ListingRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True)),
                ("person_id", fields.BigIntField()),
                ("at", fields.BigIntField()),
                ("sought", fields.TextField(unique=False)),
            ],
            options={
                "table": "listing",
                "app": "desk",
                "pk_attr": "id",
                "table_description": "What somebody asked to be listed, for as long as they may "
                "turn its pages.",
            },
            bases=["Model"],
        ),
        ops.RunPython(make_index, drop_index),
        *(
            ops.RemoveIndex(model_name="TicketRow", name=None, fields=[column, "status"])
            for column in ("group_key", "origin_account_id", "assignee")
        ),
        *(
            ops.AddIndex(
                model_name="TicketRow", index=Index(fields=[column, "status", "id"])
            )
            for column in ("group_key", "origin_account_id", "assignee")
        ),
    ]
