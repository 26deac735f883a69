from django.db import migrations, models

from reports.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.AUDIT)


def lift(apps, schema_editor):
    triggers.lift(schema_editor.connection, triggers.AUDIT)


class Migration(migrations.Migration):

    dependencies = [("reports", "0002_december_round")]

    operations = [
        migrations.AddField("auditevent", "search_key", models.TextField(default="", editable=False)),
        migrations.AlterField("auditevent", "previous_hash", models.CharField(max_length=64, unique=True)),
        migrations.RunPython(install, lift),
    ]
