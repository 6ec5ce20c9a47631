"""A shift can be swapped once only; what waits for somebody is found by group.

SQLite makes a table anew to change a column, and loses its indexes: the outbox gets its own back.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

UNDO = {
    "create unique index adjustment_once on adjustment (roster, shift) "
    "where shift is not null and ended_at is null": "drop index adjustment_once",
    "create index ticket_waiting on ticket (group_key, due_at, id) "
    "where status in ('new', 'assigned', 'reopened')": "drop index ticket_waiting",
    'create index if not exists "idx_outbox_convers_161386" on outbox (conversation_id, message)': "",
    "create index if not exists outbox_waiting on outbox (lane, id) where state = 0": "",
    "create index if not exists outbox_dead on outbox (id) where state = 2": "",
}


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_on_duty_and_promises")]

    operations = [ops.RunSQL(do, reverse_sql=undo) for do, undo in UNDO.items()]
