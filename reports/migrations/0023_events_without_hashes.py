"""The hashes beside the events go: they are in the chain's own table. Triggers as in 0021."""

from django.db import migrations

from reports.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.AUDIT)


def lift(apps, schema_editor):
    triggers.lift(schema_editor.connection, triggers.AUDIT)


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_hashes_into_seals")]

    operations = [
        migrations.RunPython(lift, install),
        migrations.RemoveField("auditevent", "previous_hash"),
        migrations.RemoveField("auditevent", "hash"),
        migrations.RunPython(install, lift),
    ]
