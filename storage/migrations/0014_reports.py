"""What happened in a time is counted from an index alone, however many tickets there are.

It has the moves that summaries count, and when promises were reminded of; the words of its condition
are those of storage/reports.py, where each statement names one of these actions.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0013_tokens")]

    operations = [
        ops.RunSQL(
            "create index event_counted on event (action, at, ticket_id) "
            "where action = 'open' or action = 'acknowledge' or action = 'resolve' "
            "or action = 'confirm' or action = 'reopen' or action = 'cancel' "
            "or action = 'remind' or action = 'escalate'",
            reverse_sql="drop index event_counted",
        ),
    ]
