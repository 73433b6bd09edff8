"""Materials that a new edition asks no more; and each open item learns its case's edition."""

from django.db import migrations, models

BATCH = 500
OPEN = ("submitted", "correcting", "accepted", "decided")


def say_the_edition(apps, _schema):
    """Write the edition's id among the facts of the items that are still open."""
    items = apps.get_model("workflow", "WorkItem").objects
    cases = apps.get_model("cases", "Case").objects.filter(item__state__in=OPEN)
    last = 0
    while found := list(cases.filter(pk__gt=last).order_by("pk").select_related("item")[:BATCH]):
        last = found[-1].pk
        for case in found:
            case.item.facts = {**case.item.facts, "edition": case.edition_id}
        items.bulk_update([case.item for case in found], ["facts"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("workflow", "0002_open_by_subject")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="dropped",
            field=models.BooleanField(default=False, verbose_name="新版不再要求"),
        ),
        migrations.RunPython(say_the_edition, migrations.RunPython.noop),
    ]
