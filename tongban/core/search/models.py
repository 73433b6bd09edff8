"""What is indexed, the words it is widened by, and what people looked for in vain."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Heading(models.Model):
    """What one or many documents are called: a kind, a title and all their everyday names.

    The index knows headings, not documents: one matter is done in seven counties under one name.
    The full-text side lives in a table of its own per database (migration 0004), under the same
    id. `aliases` is a line each; `said` how title and aliases sound, as `rules.said` writes it;
    `places` the divisions of its documents, as `rules.places_text` writes it; `made_by` the version
    of the rules that wrote its words.
    """

    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("标题"), max_length=300)
    aliases = models.TextField(_("别名"), blank=True, default="")
    said = models.TextField(_("读音"), blank=True, default="")
    places = models.TextField(_("区划"), blank=True, default="")
    weight = models.IntegerField(_("权重"), default=0)
    made_by = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "title"], name="search_one_title")]
        indexes = [models.Index(fields=["made_by"], name="search_heading_made")]
        verbose_name = _("检索标题")
        verbose_name_plural = _("检索标题")

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """One thing that may be found: `(kind, ref)` is its name."""

    heading = models.ForeignKey(
        Heading, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    kind = models.CharField(_("类别"), max_length=40)
    ref = models.CharField(_("编号"), max_length=120)
    aliases = models.TextField(_("别名"), blank=True, default="")
    body = models.TextField(_("正文"), blank=True, default="")
    url = models.CharField(_("地址"), max_length=300, blank=True, default="")
    division = models.CharField(_("区划"), max_length=12, blank=True, default="")
    weight = models.IntegerField(_("权重"), default=0)

    heading_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="search_once")]
        indexes = [models.Index(fields=["heading", "division"], name="search_document_place")]
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"


class SynonymSet(models.Model):
    """Words that mean the same, the proper term first (see `rules.synonyms`).

    `words` is what the rows of SynonymWord say, for showing; `key` the row of the shipped list it
    came from, if any; a removed set stays for a while, so that it can be brought back.
    """

    words = models.CharField(_("词"), max_length=300)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    key = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("修改时间"))
    removed_at = models.DateTimeField(_("删除时间"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="search_synonyms_shipped_once"
            )
        ]
        indexes = [models.Index(fields=["removed_at", "id"], name="search_synonyms_removed")]
        verbose_name = _("同义词")
        verbose_name_plural = _("同义词")

    def __str__(self) -> str:
        return self.words


class SynonymWord(models.Model):
    """One word of a set, and its pinyin and initials; the same word may stand in another set with
    another meaning."""

    synonyms = models.ForeignKey(SynonymSet, on_delete=models.CASCADE, related_name="each")
    word = models.CharField(_("词"), max_length=20)
    said = models.CharField(_("读音"), max_length=200, blank=True, default="")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("synonyms", "place")
        constraints = [
            models.UniqueConstraint(fields=["synonyms", "word"], name="search_word_once_a_set")
        ]
        indexes = [models.Index(fields=["word"], name="search_synonym_word")]
        verbose_name = _("同义词的词")
        verbose_name_plural = _("同义词的词")

    def __str__(self) -> str:
        return self.word


class VocabularyMark(models.Model):
    """One row whose `token` changes with every change of the synonyms, in the same transaction: by
    it each process knows whether what it keeps in memory still holds."""

    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("同义词表的标记")
        verbose_name_plural = _("同义词表的标记")

    def __str__(self) -> str:
        return self.token


class Miss(models.Model):
    """A query that found nothing, or merely something similar (`near`), with how often and when
    last; never one that holds an identity or phone number."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        DONE = "done", _("已处理")
        IGNORED = "ignored", _("不用管")

    SETTLED: ClassVar[frozenset[str]] = frozenset({State.DONE, State.IGNORED})

    text = models.CharField(_("检索词"), max_length=60, unique=True)
    count = models.PositiveIntegerField(_("次数"), default=1)
    last_at = models.DateTimeField(_("最近一次"))
    near = models.BooleanField(_("给出了相近的"), default=False)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("-count", "-id")
        indexes = [
            models.Index(fields=["state", "-count", "-id"], name="search_miss_frequent"),
            models.Index(fields=["last_at"], name="search_miss_last"),
        ]
        verbose_name = _("未命中的检索")
        verbose_name_plural = _("未命中的检索")

    def __str__(self) -> str:
        return self.text
