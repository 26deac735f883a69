from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_keep_the_first_rules")]

    operations = [
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.CheckConstraint(condition=models.Q(('display_status', models.F('status')), ('display_status', 'undetermined'), _connector='OR'), name='progress_shown_as_judged_or_undetermined'),
        ),
    ]
