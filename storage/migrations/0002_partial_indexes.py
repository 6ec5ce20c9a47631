"""The indexes that the engine's claims go by; each holds only the rows that wait."""

from tortoise import migrations
from tortoise.migrations import operations as ops

INDEXES = {
    "lane_wake": "lane (wake_at) where wake_at is not null",
    "posting_stale": "posting (lane, stale_at) where stale_at is not null and dead_at is null",
    "outbox_waiting": "outbox (lane, id) where state = 0",
    "outbox_dead": "outbox (id) where state = 2",
    "timer_due": "timer (due) where fired_at is null and dead_at is null",
    "posting_card": "posting (ticket_id, conversation_id) where kind = 'card'",
}


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]

    operations = [
        ops.RunSQL(f"create index {name} on {what}", reverse_sql=f"drop index {name}")
        for name, what in INDEXES.items()
    ]
