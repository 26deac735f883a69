"""The chain gets a table of its own: a seal for each event, and the queue of those that wait for one.

On SQLite a table that is made anew forgets its triggers, so they are taken off before and put back.
"""

import django.db.models.deletion
from django.db import migrations, models

from reports.audit import triggers


def install_audit(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.AUDIT)


def lift_audit(apps, schema_editor):
    triggers.lift(schema_editor.connection, triggers.AUDIT)


def install_seals(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.SEALS)


def lift_seals(apps, schema_editor):
    triggers.lift(schema_editor.connection, triggers.SEALS)


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_mark_covered_closings")]

    operations = [
        migrations.RunPython(lift_audit, install_audit),
        migrations.AlterField("auditevent", "previous_hash", models.CharField(max_length=64, unique=True, null=True)),
        migrations.AlterField("auditevent", "hash", models.CharField(max_length=64, unique=True, null=True)),
        migrations.RunPython(install_audit, lift_audit),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="reports.auditevent",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="chờ từ")),
            ],
            options={"verbose_name": "dòng chờ nối", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("place", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="thứ tự")),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="seal", to="reports.auditevent"
                    ),
                ),
                ("previous_hash", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={"verbose_name": "mối nối của nhật ký", "ordering": ["place"]},
        ),
        migrations.RunPython(install_seals, lift_seals),
    ]
