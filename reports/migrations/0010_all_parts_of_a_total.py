from django.db import migrations, models


class Migration(migrations.Migration):
    """Periods that are there keep their cells; those opened from now on ask every part of a total."""

    dependencies = [("reports", "0009_review_row_by_row")]

    operations = [
        migrations.AddField(
            model_name="reportingperiod",
            name="asks_all_parts",
            field=models.BooleanField("hỏi đủ các phần của tổng", db_default=False, default=True),
        ),
    ]
