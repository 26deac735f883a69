"""The table of the pages that /admin/ had, which nothing reads any more: who is deleted must not be held by it.

An older version that comes back makes it anew, since its migrations are no longer listed as done.
"""

from django.db import migrations


def forget_its_migrations(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'admin'")
    # Its permissions go with it.
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="admin").delete()


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_count_the_old_log"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_admin_log", migrations.RunSQL.noop),
        migrations.RunPython(forget_its_migrations, migrations.RunPython.noop),
    ]
