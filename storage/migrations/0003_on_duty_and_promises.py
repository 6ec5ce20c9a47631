from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('desk', '0002_partial_indexes')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AdjustmentRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('roster', fields.CharField(max_length=100)),
                ('kind', fields.CharField(max_length=20)),
                ('payload', fields.TextField(unique=False)),
                ('shift', fields.CharField(null=True, max_length=250)),
                ('starts_at', fields.BigIntField(null=True)),
                ('ends_at', fields.BigIntField(null=True)),
                ('made_by', fields.BigIntField()),
                ('made_at', fields.BigIntField()),
                ('ended_at', fields.BigIntField(null=True)),
                ('ended_by', fields.BigIntField(null=True)),
            ],
            options={'table': 'adjustment', 'app': 'desk', 'indexes': [Index(fields=['roster', 'ended_at'])], 'pk_attr': 'id', 'table_description': 'What was changed in a roster: an override, a leave, a swap, until `ended_at`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ChoiceRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('ticket_id', fields.BigIntField()),
                ('seq', fields.IntField()),
                ('at', fields.BigIntField()),
                ('config_version', fields.IntField()),
                ('group_key', fields.CharField(max_length=100)),
                ('person', fields.BigIntField(null=True)),
                ('asked', fields.TextField(unique=False)),
                ('decided', fields.TextField(unique=False)),
            ],
            options={'table': 'choice', 'app': 'desk', 'unique_together': (('ticket_id', 'seq'),), 'pk_attr': 'id', 'table_description': 'Who was chosen for a ticket, with all that was known then and what spoke for and against.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FeedRow',
            fields=[
                ('roster', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=100)),
                ('url', fields.TextField(unique=False)),
                ('shifts', fields.TextField(unique=False)),
                ('fetched_at', fields.BigIntField(null=True)),
                ('changed_at', fields.BigIntField(null=True)),
                ('problem', fields.TextField(null=True, unique=False)),
                ('warned_at', fields.BigIntField(null=True)),
            ],
            options={'table': 'feed', 'app': 'desk', 'pk_attr': 'roster', 'table_description': 'A calendar elsewhere from which a roster is read, and what was read last.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MatterRow',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('version', fields.IntField()),
                ('kind', fields.CharField(max_length=20)),
                ('group_key', fields.CharField(max_length=100)),
                ('payload', fields.TextField(unique=False)),
                ('at', fields.BigIntField()),
            ],
            options={'table': 'matter', 'app': 'desk', 'pk_attr': 'id', 'table_description': 'What the desk deals with beside tickets: swaps, hand-overs, announcements.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TurnRow',
            fields=[
                ('group_key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=100)),
                ('version', fields.BigIntField()),
                ('surge', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'turn', 'app': 'desk', 'pk_attr': 'group_key', 'table_description': "A group's queue: `version` grows with each ticket that was given to somebody by the desk."},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='OutboxRow',
            name='gathered',
            field=fields.BigIntField(null=True),
        ),
        ops.AlterField(
            model_name='OutboxRow',
            name='ticket_id',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='OutboxRow',
            name='called',
            field=fields.TextField(db_default='[]', unique=False),
        ),
        # Written by hand: messages on their way keep whom they call.
        ops.RunSQL(
            "update outbox set called = '[' || mention || ']' where mention is not null",
            reverse_sql="",
        ),
        ops.RemoveField(
            model_name='OutboxRow',
            name='mention',
        ),
        ops.AddField(
            model_name='OutboxRow',
            name='matter_id',
            field=fields.BigIntField(null=True),
        ),
        ops.AddIndex(
            model_name='OutboxRow',
            index=Index(fields=['gathered']),
        ),
        ops.AddField(
            model_name='PostingRow',
            name='matter_id',
            field=fields.BigIntField(null=True),
        ),
        ops.AddIndex(
            model_name='PostingRow',
            index=Index(fields=['matter_id']),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='clocks',
            field=fields.TextField(db_default='[]', unique=False),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='customer_tier',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='due_at',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='TicketRow',
            name='sent_from',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddField(
            model_name='TimerRow',
            name='claimed_until',
            field=fields.BigIntField(null=True),
        ),
    ]
