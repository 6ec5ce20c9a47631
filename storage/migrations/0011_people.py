"""Linked accounts, rights by command, lists of people read elsewhere, and the desk's own record."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0010_slack_ways")]

    operations = [
        ops.CreateModel(
            name="GrantRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("group_key", fields.CharField(max_length=100)),
                ("person_id", fields.BigIntField()),
                ("role", fields.CharField(max_length=20)),
                ("made_by", fields.BigIntField()),
                ("made_at", fields.BigIntField()),
                ("ended_at", fields.BigIntField(null=True)),
                ("ended_by", fields.BigIntField(null=True)),
            ],
            options={
                "table": "granted",
                "app": "desk",
                "indexes": [Index(fields=["person_id", "ended_at"])],
                "pk_attr": "id",
                "table_description": "A role in a group that somebody was given by command, until `ended_at`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LinkCodeRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("hash", fields.CharField(unique=True, max_length=64)),
                ("account_id", fields.BigIntField()),
                ("made_at", fields.BigIntField()),
                ("expires_at", fields.BigIntField()),
                ("ended_at", fields.BigIntField(null=True)),
                ("ended_by", fields.BigIntField(null=True)),
            ],
            options={
                "table": "link_code",
                "app": "desk",
                "indexes": [Index(fields=["account_id", "made_at"])],
                "pk_attr": "id",
                "table_description": "A code that links two accounts once, kept as a keyed hash, `account_id` asked for it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LinkGuessRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("person_id", fields.BigIntField()),
                ("at", fields.BigIntField()),
            ],
            options={
                "table": "link_guess",
                "app": "desk",
                "indexes": [Index(fields=["person_id", "at"])],
                "pk_attr": "id",
                "table_description": "A code that was wrong, counted by person, so that nobody can go on guessing.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RecordRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("seq", fields.IntField(unique=True)),
                ("action", fields.CharField(max_length=20)),
                ("account_id", fields.BigIntField()),
                ("at", fields.BigIntField()),
                ("facts", fields.TextField(unique=False)),
                ("config_version", fields.IntField()),
                ("hash", fields.CharField(max_length=64)),
            ],
            options={
                "table": "desk_record",
                "app": "desk",
                "pk_attr": "id",
                "table_description": "One link of the desk's own chain, about people and rights, nothing here is ever changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RollRow",
            fields=[
                (
                    "key",
                    fields.CharField(primary_key=True, unique=True, db_index=True, max_length=200),
                ),
                ("version", fields.IntField()),
                ("payload", fields.TextField(unique=False)),
            ],
            options={
                "table": "roll",
                "app": "desk",
                "pk_attr": "key",
                "table_description": "Who was found last in a user group or department, with those who have left it since.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="WatcherRow",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("ticket_id", fields.BigIntField()),
                ("account_id", fields.BigIntField()),
            ],
            options={
                "table": "watcher",
                "app": "desk",
                "unique_together": (("ticket_id", "account_id"),),
                "indexes": [Index(fields=["account_id", "ticket_id"])],
                "pk_attr": "id",
                "table_description": "Somebody with whom a ticket was shared, by one of their accounts.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="AccountRow",
            name="email_hash",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="AccountRow",
            name="home_id",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="AccountRow",
            name="mobile_hash",
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name="AccountRow",
            name="outsider",
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(
            model_name="AccountRow",
            name="profile_at",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="PersonRow",
            name="merged_into",
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name="PersonRow",
            name="prefers",
            field=fields.CharField(null=True, max_length=20),
        ),
        ops.AddField(
            model_name="SealRow",
            name="record_upto",
            field=fields.IntField(db_default=0),
        ),
    ]
