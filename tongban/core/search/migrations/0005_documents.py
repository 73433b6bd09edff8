"""A document has a heading, and no title of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0004_move")]

    operations = [
        migrations.RemoveField(model_name="document", name="title"),
        migrations.RemoveField(model_name="document", name="former_aliases"),
        migrations.AlterField(
            model_name="document",
            name="heading",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="search.heading",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["heading", "division"], name="search_document_place"),
        ),
    ]
