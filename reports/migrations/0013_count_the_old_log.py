"""The log of the pages that /admin/ had goes: how many lines it held is on record, and what each said has long been.

Every act of those pages was an event of the audit trail, with the row as it was and as it became; the log held the name
of the row alone.
"""

from django.db import migrations
from django.utils import timezone

from agencies.vietnamese_text import search_key
from reports.audit.chain import GENESIS, digest
from reports.audit.sealing import lock_chain
from reports.audit.services import BY_ITSELF

LOG = "django_admin_log"


def put_on_record(apps, schema_editor):
    connection = schema_editor.connection
    if LOG not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {LOG}")  # noqa: S608
        (lines,) = cursor.fetchone()
    if not lines:
        return
    lock_chain()
    events = apps.get_model("reports", "AuditEvent")
    last = events.objects.order_by("-pk").values_list("hash", flat=True).first()
    summary = f"Bỏ nhật ký của trang quản trị cũ: {lines} dòng; từng việc đã có trong Lịch sử"
    event = events(
        at=timezone.now(),
        actor_name=BY_ITSELF,
        verb="pruned",
        subject="retention",
        summary=summary,
        after={"dòng nhật ký của trang quản trị": lines},
        search_key=search_key(f"{BY_ITSELF} {summary}"),
        previous_hash=last or GENESIS,
    )
    event.hash = digest(event, event.previous_hash)
    event.save(force_insert=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0012_reports_within_the_year")]

    operations = [migrations.RunPython(put_on_record, migrations.RunPython.noop)]
