"""What was there becomes the first version of each type; alone in its transaction, because
PostgreSQL alters no table with rows still to be checked."""

import json
from datetime import UTC, datetime

from django.db import migrations
from django.db.models import F


SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def first_versions(apps, schema_editor):
    """What a type said until now is its first version, and what was issued bears its face."""
    type_model = apps.get_model("licences", "LicenceType")
    version_model = apps.get_model("licences", "TypeVersion")
    licence_model = apps.get_model("licences", "Licence")
    for row in type_model.objects.all():
        fields = [
            {"key": key, "label": label, "element": "", "required": False}
            for key, label in json.loads(row.labels).items()
        ]
        earliest = licence_model.objects.filter(type=row).order_by("issued_at").first()
        since = earliest.issued_at if earliest else SINCE
        made = version_model.objects.create(
            type=row, number=1, title=row.title, holder_kinds=row.holder_kinds, years=row.years,
            multi=row.multi, numbering=row.numbering, basis=row.basis, note=row.note,
            kicker=row.kicker, fields_text=json.dumps(fields, ensure_ascii=False),
            effective_from=since.date(), published_at=since, published_by="system",
        )  # fmt: skip
        licence_model.objects.filter(type=row).update(terms=made)
    licence_model.objects.update(issued_on=F("valid_from"))
    # A version that was replaced had been noted as cancelled; it lapsed when the new one came.
    licence_model.objects.filter(status="cancelled", replaced_by__isnull=False).update(
        status="lapsed"
    )
    licence_model.objects.filter(replaces__isnull=False).update(version_kind="change")


class Migration(migrations.Migration):
    dependencies = [("licences", "0002_versions_and_grounds")]

    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop)]
