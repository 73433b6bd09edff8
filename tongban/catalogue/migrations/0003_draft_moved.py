from django.db import migrations, models
from django.db.models import F


def since_saved(apps, schema_editor):
    apps.get_model("catalogue", "EditionDraft").objects.update(moved_at=F("saved_at"))


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_register")]

    operations = [
        migrations.AddField(
            model_name="editiondraft",
            name="moved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(since_saved, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="editiondraft",
            name="moved_at",
            field=models.DateTimeField(),
        ),
    ]
