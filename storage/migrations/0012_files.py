"""Files that people send along, how many a ticket has, and who the desk introduced itself to."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_people")]

    operations = [
        ops.CreateModel(
            name="FileRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("delivery", fields.CharField(unique=True, max_length=320)),
                ("ticket_id", fields.BigIntField(null=True)),
                ("draft_id", fields.BigIntField(null=True)),
                ("account_id", fields.BigIntField()),
                ("conversation_id", fields.BigIntField()),
                ("thread", fields.CharField(null=True, max_length=200)),
                ("visibility", fields.CharField(max_length=20)),
                ("language", fields.CharField(max_length=10)),
                ("reference", fields.TextField(unique=False)),
                ("name", fields.TextField(unique=False)),
                ("claimed_kind", fields.TextField(unique=False)),
                ("claimed_size", fields.BigIntField()),
                ("state", fields.CharField(max_length=20)),
                ("kind", fields.CharField(max_length=100)),
                ("size", fields.BigIntField()),
                ("digest", fields.CharField(null=True, max_length=64)),
                ("at", fields.BigIntField()),
                ("due", fields.BigIntField()),
                ("claimed_until", fields.BigIntField(null=True)),
                ("attempts", fields.IntField()),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "file",
                "app": "desk",
                "indexes": [
                    Index(fields=["ticket_id"]),
                    Index(fields=["draft_id"]),
                    Index(fields=["state", "due"]),
                ],
                "pk_attr": "id",
                "table_description": "A file of a ticket (or of a draft, until it is one), and how far it has been fetched.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="DraftRow",
            index=Index(fields=["origin_account_id", "state"]),
        ),
        ops.AddField(
            model_name="ConversationRow",
            name="introduced_at",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="files",
            field=fields.IntField(db_default=0),
        ),
    ]
