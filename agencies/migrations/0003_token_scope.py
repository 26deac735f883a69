import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0002_sign_in'),
        ('knox', '0009_extend_authtoken_field'),
    ]

    operations = [
        migrations.CreateModel(
            name='TokenScope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('may_write', models.BooleanField(default=True, verbose_name='được ghi')),
                ('label', models.CharField(blank=True, max_length=100, verbose_name='dùng cho')),
                ('token', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='scope', swappable=False, to='knox.authtoken')),
            ],
            options={
                'verbose_name': 'phạm vi mã truy cập',
            },
        ),
    ]
