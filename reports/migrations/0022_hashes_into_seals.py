"""The chain as it stands goes over into its own table, hash by hash; no event is touched."""

from django.db import migrations

from reports.audit import triggers

INTO_SEALS = """
INSERT INTO reports_auditseal (place, event_id, previous_hash, hash)
SELECT row_number() OVER (ORDER BY id), id, previous_hash, hash FROM reports_auditevent
"""
BACK_INTO_EVENTS = """
UPDATE reports_auditevent SET previous_hash = (SELECT s.previous_hash FROM reports_auditseal s WHERE s.event_id = reports_auditevent.id),
    hash = (SELECT s.hash FROM reports_auditseal s WHERE s.event_id = reports_auditevent.id)
"""


def hashes_into_seals(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(INTO_SEALS)


def hashes_into_events(apps, schema_editor):
    """Only a chain that goes by the events' keys fits into the events. Raises RuntimeError for another."""
    seals = apps.get_model("reports", "AuditSeal").objects.order_by("pk").values_list("event", flat=True)
    events = apps.get_model("reports", "AuditEvent").objects.order_by("pk").values_list("pk", flat=True)
    if list(seals) != list(events):
        raise RuntimeError(
            "The version before cannot go on with this chain: an event waits for its seal (manage.py backup seals it), "
            "or one was committed after a later one. Restore the backup that was made before the upgrade."
        )
    connection = schema_editor.connection
    triggers.lift(connection, (*triggers.AUDIT, *triggers.SEALS))
    with connection.cursor() as cursor:
        cursor.execute(BACK_INTO_EVENTS)
        cursor.execute("DELETE FROM reports_auditseal")
    triggers.install(connection, (*triggers.AUDIT, *triggers.SEALS))


class Migration(migrations.Migration):
    dependencies = [("reports", "0021_audit_seals")]

    operations = [migrations.RunPython(hashes_into_seals, hashes_into_events)]
