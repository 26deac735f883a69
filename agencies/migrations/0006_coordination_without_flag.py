from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0005_ends_to_reorganisations")]

    operations = [migrations.RemoveField(model_name="agency", name="coordinates")]
