"""Matters are found by kind and group: a new hand-over ends the open one."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0005_turns_and_inflow")]

    operations = [
        ops.AddIndex(
            model_name="MatterRow",
            index=Index(fields=["kind", "group_key", "id"]),
        ),
    ]
