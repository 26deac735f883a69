import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from reports.audit import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection, triggers.ISSUED)


def lift(apps, schema_editor):
    triggers.lift(schema_editor.connection, triggers.ISSUED)


class Migration(migrations.Migration):

    dependencies = [("reports", "0004_consolidated_reports"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            "issuedreport",
            "number_year",
            models.PositiveSmallIntegerField("năm của số", null=True, blank=True),
        ),
        migrations.AddField(
            "issuedreport",
            "edited_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                verbose_name="người sửa sau cùng",
            ),
        ),
        migrations.AddConstraint(
            "issuedreport",
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(edited_by__isnull=True) | ~Q(checked_by=F("edited_by")),
                name="issued_report_not_checked_by_its_last_editor",
            ),
        ),
        migrations.AddConstraint(
            "issuedreport",
            models.CheckConstraint(
                condition=Q(number__isnull=True, number_year__isnull=True, issued_on__isnull=True)
                | Q(number__isnull=False, number__gte=1, number_year__isnull=False, issued_on__isnull=False)
                & ~Q(state="draft"),
                name="issued_report_number_whole",
            ),
        ),
        migrations.AddConstraint(
            "issuedreport",
            models.UniqueConstraint(
                fields=["locality", "symbol", "number_year", "number"], name="issued_report_number_once_a_year"
            ),
        ),
        migrations.RunPython(install, lift),
    ]
