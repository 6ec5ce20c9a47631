"""How far a problem reaches and how soon it hurts, as its reporter said."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_hand_overs_by_group")]

    operations = [
        ops.AddField(
            model_name="TicketRow",
            name="impact",
            field=fields.CharField(null=True, max_length=10),
        ),
        ops.AddField(
            model_name="TicketRow",
            name="urgency",
            field=fields.CharField(null=True, max_length=10),
        ),
    ]
