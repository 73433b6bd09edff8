"""The open items of one subject, by id: what a new edition of a list bears upon."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("state__in", ["accepted", "correcting", "decided", "submitted"])),
                fields=["subject", "id"],
                name="workflow_item_subject_open",
            ),
        ),
    ]
