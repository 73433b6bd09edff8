"""Every document gets its heading, and the full-text table is of headings from here on.

Their words are written by the tick `search.rewrite`, which finds them by `made_by`.
"""

from importlib import import_module

from django.db import migrations

fulltext = import_module("tongban.core.search.migrations.0002_fulltext")

# In the row as long as a page holds it: to fetch what was moved out costs more than to match it,
# and the planner, who does not count that, would scan the table rather than take the index.
INLINE = (
    "ALTER TABLE search_words"
    " ALTER COLUMN head SET STORAGE MAIN, ALTER COLUMN vector SET STORAGE MAIN"
)


def move(apps, schema_editor):
    fulltext.backwards(apps, schema_editor)
    fulltext.forwards(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INLINE)
    Heading = apps.get_model("search", "Heading")
    Document = apps.get_model("search", "Document")
    for document in Document.objects.order_by("pk").iterator(chunk_size=500):
        heading, _ = Heading.objects.get_or_create(
            kind=document.kind, title=" ".join(document.title.split())
        )
        document.heading = heading
        document.aliases = "\n".join(document.former_aliases)
        document.save(update_fields=["heading", "aliases"])


class Migration(migrations.Migration):
    dependencies = [("search", "0003_headings")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
