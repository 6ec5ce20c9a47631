"""What people have in their hands is read from an index alone: a choice weighs thousands of it.

Tickets that nobody has, and those that are done with, are not in it and cost nothing.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0007_impact_and_urgency")]

    operations = [
        ops.RunSQL(
            "create index ticket_in_hands on ticket (assignee, priority, category, due_at, status) "
            "where assignee is not null and status in "
            "('new', 'assigned', 'acknowledged', 'in_progress', 'pending', 'reopened')",
            reverse_sql="drop index ticket_in_hands",
        ),
    ]
