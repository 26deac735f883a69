import django.db.models.deletion
from django.db import migrations, models


def name_the_reorganisation(apps, schema_editor):
    """Who ended an agency stands in what an applied reorganisation has written."""
    Agency = apps.get_model("agencies", "Agency")
    effects = apps.get_model("agencies", "ReorganisationEffect").objects.filter(table="agencies.agency")
    for effect in effects.filter(before__isnull=False, reorganisation__state="applied"):
        Agency.objects.filter(pk=effect.row, valid_to__isnull=False).update(ended_by_id=effect.reorganisation_id)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_second_factor")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ended_agencies",
                to="agencies.reorganisation",
            ),
        ),
        migrations.RunPython(name_the_reorganisation, migrations.RunPython.noop),
    ]
