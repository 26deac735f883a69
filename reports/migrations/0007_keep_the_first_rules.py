"""What was judged before this release was judged by the first edition: it stays so until somebody decides otherwise."""

from django.db import migrations
from django.db.models import F, Min
from django.utils import timezone

REASON = "Quy tắc đang dùng trước khi nâng cấp; chuyển sang phiên bản 2 là quyết định của đơn vị tổng hợp."


def keep(apps, schema_editor):
    progress = apps.get_model("reports", "Progress")
    decision = apps.get_model("reports", "RuleDecision")
    progress.objects.update(display_status=F("status"))
    judged = progress.objects.order_by().values("target__plan__locality_id").annotate(first=Min("computed_at"))
    decision.objects.bulk_create(
        decision(
            locality_id=row["target__plan__locality_id"],
            version=1,
            effective_on=timezone.localdate(row["first"]),
            reason=REASON,
            decided_at=row["first"],
        )
        for row in judged
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_second_rules")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
