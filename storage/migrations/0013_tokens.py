"""Programs that ask: their tokens, and what they were answered."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("desk", "0012_files")]

    operations = [
        ops.CreateModel(
            name="AnswerRow",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=300)),
                ("fingerprint", fields.CharField(max_length=64)),
                ("at", fields.BigIntField()),
                ("status", fields.IntField()),
                ("location", fields.TextField(unique=False)),
                ("body", fields.TextField(unique=False)),
            ],
            options={
                "table": "answer",
                "app": "desk",
                "indexes": [Index(fields=["at"])],
                "pk_attr": "key",
                "table_description": "What a program was answered, for when it asks again under the same key (of the inbox).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TokenRow",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=32)),
                ("name", fields.CharField(max_length=100)),
                ("kind", fields.CharField(max_length=20)),
                ("hash", fields.CharField(max_length=64)),
                ("scopes", fields.TextField(unique=False)),
                ("group_keys", fields.TextField(unique=False)),
                ("created_at", fields.BigIntField()),
                ("created_by", fields.TextField(unique=False)),
                ("expires_at", fields.BigIntField(null=True)),
                ("revoked_at", fields.BigIntField(null=True)),
                ("last_used_at", fields.BigIntField(null=True)),
            ],
            options={
                "table": "token",
                "app": "desk",
                "indexes": [Index(fields=["name"])],
                "pk_attr": "id",
                "table_description": "A program's right to ask, `hash` is of the secret that was shown once, a hook has none.",
            },
            bases=["Model"],
        ),
    ]
