import json

from django.db import migrations, models


def fill(apps, schema_editor):
    """Put 通办范围 of what was published before beside its content."""
    editions = apps.get_model("catalogue", "Edition").objects
    rows = editions.filter(content_text__contains='"reach"').only("content_text")
    for row in rows.iterator(chunk_size=500):
        reach = json.loads(row.content_text).get("reach")
        if reach:
            editions.filter(pk=row.pk).update(reach=reach)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_licences")]
    operations = [
        migrations.AddField(
            model_name="edition",
            name="reach",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("reach", ""), _negated=True),
                fields=["reach"],
                name="catalogue_edition_reach",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
