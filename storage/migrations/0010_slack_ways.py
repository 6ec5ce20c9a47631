"""The message that a ticket was made of, and which ticket was made of a message."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_search")]

    operations = [
        ops.AddField(
            model_name="TicketRow",
            name="source",
            field=fields.TextField(null=True),
        ),
        ops.AddIndex(
            model_name="TicketRow",
            index=Index(fields=("origin_message",)),
        ),
    ]
