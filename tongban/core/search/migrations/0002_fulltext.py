"""The full-text side, which no model can express: one table per database engine."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, aliases, sound, body, tokenize = 'unicode61 remove_diacritics 0'
)
"""
POSTGRES = (
    # `head` is title, aliases and sound: small enough to stay in the row, so that the planner sees
    # what a scan would cost and takes the index; `vector` is those and the body.
    "CREATE TABLE search_words"
    " (id bigint PRIMARY KEY, head tsvector NOT NULL, vector tsvector NOT NULL)",
    "CREATE INDEX search_words_head ON search_words USING gin (head) WITH (fastupdate = off)",
    "CREATE INDEX search_words_vector ON search_words USING gin (vector) WITH (fastupdate = off)",
)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(SQLITE)


def backwards(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
