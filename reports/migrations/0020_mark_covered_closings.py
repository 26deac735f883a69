from django.db import migrations


def mark_covered(apps, schema_editor):
    """What heirs have said of the whole year until now covers the closing reports that were never sent."""
    Submission = apps.get_model("reports", "Submission")
    said = Submission.objects.filter(whole_year=True).select_related("period").order_by("pk")
    for heir in said:
        closings = Submission.objects.filter(
            agency__successions__successor=heir.agency_id,
            agency__ended_by__isnull=False,
            agency__valid_to__gte=heir.period.data_from,
            agency__valid_to__lt=heir.period.data_to,
            period__year=heir.period.year,
            period__interim=heir.period.interim,
            state="draft",
        )
        # The report for the same plan is the counterpart of a closing report, another one only where there is none.
        closings.filter(period=heir.period_id).update(covered_by=heir)
        closings.filter(covered_by=None).update(covered_by=heir)


class Migration(migrations.Migration):
    dependencies = [("reports", "0019_covered_by_heir")]
    operations = [migrations.RunPython(mark_covered, migrations.RunPython.noop)]
