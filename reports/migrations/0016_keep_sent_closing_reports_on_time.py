"""Closing reports have a deadline of their own now; what was sent by the round's day before they had stays on time."""

from datetime import datetime, time, timedelta

from django.db import migrations
from django.db.models import F
from django.utils import timezone

REASON = "Đã nộp khi hạn của báo cáo kết thúc còn là hạn chung của kỳ"


def give_the_rounds_day(apps, schema_editor):
    submissions, extensions = apps.get_model("reports", "Submission"), apps.get_model("reports", "Extension")
    sent = submissions.objects.filter(
        agency__ended_by__isnull=False,
        agency__valid_to__gte=F("period__data_from"),
        agency__valid_to__lt=F("period__data_to"),
        period__opens_on__lte=F("agency__valid_to"),
        submitted_at__lt=F("period__due_at"),
        extensions__isnull=True,
    )
    now = timezone.now()
    extensions.objects.bulk_create(
        extensions(submission=row, due_at=row.period.due_at, reason=REASON, by=None, at=now)
        for row in sent.select_related("agency", "period").order_by("pk")
        if row.submitted_at >= first_moment_after(row.agency.valid_to)
    )


def first_moment_after(day):
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_deadline_given_by_nobody"), ("agencies", "0008_ended_by")]

    operations = [migrations.RunPython(give_the_rounds_day, migrations.RunPython.noop)]
