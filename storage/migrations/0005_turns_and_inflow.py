"""When each person was last given a ticket stands beside the turn; what comes in is counted."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_partial_indexes")]

    operations = [
        ops.AddField(
            model_name="TurnRow",
            name="given",
            field=fields.TextField(null=True, unique=False),
        ),
        ops.RunSQL(
            "create index ticket_inflow on ticket (group_key, opened_at)",
            reverse_sql="drop index ticket_inflow",
        ),
    ]
