import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """An extension that an upgrade or a reorganisation gives by itself has nobody who gave it."""

    dependencies = [("reports", "0014_drop_the_old_log")]

    operations = [
        migrations.AlterField(
            model_name="extension",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người gia hạn",
            ),
        ),
    ]
