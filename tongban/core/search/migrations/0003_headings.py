"""Headings, synonyms, and a state for what was looked for in vain; 0004 moves the documents."""

import django.db.models.deletion
from django.db import migrations, models


def key():
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0002_fulltext")]

    operations = [
        migrations.CreateModel(
            name="Heading",
            fields=[
                key(),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("aliases", models.TextField(blank=True, default="", verbose_name="别名")),
                ("said", models.TextField(blank=True, default="", verbose_name="读音")),
                ("places", models.TextField(blank=True, default="", verbose_name="区划")),
                ("weight", models.IntegerField(default=0, verbose_name="权重")),
                ("made_by", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "检索标题",
                "verbose_name_plural": "检索标题",
                "indexes": [models.Index(fields=["made_by"], name="search_heading_made")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "title"), name="search_one_title")
                ],
            },
        ),
        migrations.CreateModel(
            name="SynonymSet",
            fields=[
                key(),
                ("words", models.CharField(max_length=300, verbose_name="词")),
                (
                    "note",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="说明"
                    ),
                ),
                ("key", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="删除时间"),
                ),
            ],
            options={
                "verbose_name": "同义词",
                "verbose_name_plural": "同义词",
                "indexes": [
                    models.Index(fields=["removed_at", "id"], name="search_synonyms_removed")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("key",),
                        name="search_synonyms_shipped_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SynonymWord",
            fields=[
                key(),
                ("word", models.CharField(max_length=20, verbose_name="词")),
                (
                    "said",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="读音"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "synonyms",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="each",
                        to="search.synonymset",
                    ),
                ),
            ],
            options={
                "verbose_name": "同义词的词",
                "verbose_name_plural": "同义词的词",
                "ordering": ("synonyms", "place"),
                "indexes": [models.Index(fields=["word"], name="search_synonym_word")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("synonyms", "word"), name="search_word_once_a_set"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VocabularyMark",
            fields=[key(), ("token", models.CharField(max_length=32))],
            options={
                "verbose_name": "同义词表的标记",
                "verbose_name_plural": "同义词表的标记",
            },
        ),
        migrations.AlterModelOptions(
            name="miss",
            options={
                "ordering": ("-count", "-id"),
                "verbose_name": "未命中的检索",
                "verbose_name_plural": "未命中的检索",
            },
        ),
        migrations.AddField(
            model_name="miss",
            name="near",
            field=models.BooleanField(default=False, verbose_name="给出了相近的"),
        ),
        migrations.AddField(
            model_name="miss",
            name="state",
            field=models.CharField(
                choices=[("open", "待处理"), ("done", "已处理"), ("ignored", "不用管")],
                default="open",
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AddIndex(
            model_name="miss",
            index=models.Index(fields=["state", "-count", "-id"], name="search_miss_frequent"),
        ),
        migrations.AddIndex(
            model_name="miss", index=models.Index(fields=["last_at"], name="search_miss_last")
        ),
        migrations.RenameField(
            model_name="document", old_name="aliases", new_name="former_aliases"
        ),
        migrations.AddField(
            model_name="document",
            name="aliases",
            field=models.TextField(blank=True, default="", verbose_name="别名"),
        ),
        migrations.AddField(
            model_name="document",
            name="heading",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="search.heading",
            ),
        ),
    ]
