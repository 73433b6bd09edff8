"""Lists, their editions, and the entries of each with what they are found by."""

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.lists import rules, states
from tongban.lists.querysets import ListEditionQuerySet, PublishedListQuerySet
from tongban.lists.types import Column, Item


class PublishedList(models.Model):
    """One kind of list in one division, of one organisation where a body publishes it itself.

    `code` is its address: kind and division, and the organisation's code. `title` is the kind's
    name as it was when the list was last published, so that a list outlives its kind's code.
    """

    code = models.CharField(_("代码"), max_length=120, unique=True)
    kind = models.CharField(_("种类"), max_length=40, db_index=True)
    title = models.CharField(_("名称"), max_length=120)
    division = models.ForeignKey(
        "divisions.Division", verbose_name=_("区划"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        verbose_name=_("公布单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField()

    division_id: str
    organisation_id: int | None
    objects = PublishedListQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["division", "kind"], name="lists_division_kind")]
        verbose_name = _("清单")
        verbose_name_plural = _("清单")

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """The list's name in the ledger."""
        return f"list:{self.code}"


class ListEdition(models.Model):
    """One edition of a list. Published, what it says never changes again.

    `effective_to` is the last day on which it holds; empty while it holds, or will. `revision`
    counts the changes of a draft. `size` is the number of its entries once published.
    """

    # What may still change after publication: its life, never what it says.
    LIFE: ClassVar[frozenset[str]] = frozenset(
        {"state", "effective_to", "withdrawn_at", "withdrawn_reason", "revision"}
    )

    published_list = models.ForeignKey(
        PublishedList, on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField(_("版次"))
    state = models.CharField(
        _("状态"), max_length=10, choices=list(states.STATES.items()), default=states.DRAFT
    )
    revision = models.PositiveIntegerField(default=0)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    effective_to = models.DateField(_("施行至"), null=True, blank=True)
    document = models.CharField(_("文号"), max_length=100, blank=True)
    note = models.CharField(_("修订说明"), max_length=1000, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    edited_at = models.DateTimeField()
    edited_by = models.CharField(max_length=80)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    returned_reason = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    size = models.PositiveIntegerField(default=0)
    columns_text = models.TextField(blank=True)
    content_text = models.TextField(blank=True)
    content_hash = models.CharField(max_length=80, blank=True)

    published_list_id: int
    objects = ListEditionQuerySet.as_manager()

    class Meta:
        ordering = ["published_list", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["published_list", "number"], name="lists_edition_number"
            ),
            models.UniqueConstraint(
                fields=["published_list"],
                condition=Q(state__in=["draft", "review"]),
                name="lists_one_draft",
            ),
            models.UniqueConstraint(
                fields=["published_list"],
                condition=Q(state="published", effective_to__isnull=True),
                name="lists_one_last_edition",
            ),
        ]
        indexes = [models.Index(fields=["state", "effective_from"], name="lists_edition_state")]
        verbose_name = _("清单版本")
        verbose_name_plural = _("清单版本")

    def __str__(self) -> str:
        return f"{self.published_list_id}/{self.number}"

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that the edition was published with."""
        return rules.parse_columns(self.columns_text) if self.columns_text else ()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the edition; raises TypeError when a published one would say something else."""
        fields = kwargs.get("update_fields")
        if not self._state.adding and not (fields and set(fields) <= self.LIFE):
            stored = type(self).objects.filter(pk=self.pk).values_list("state", flat=True).first()
            if stored not in states.OPEN:
                raise TypeError("a published edition is immutable; publish a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft; raises TypeError for anything that was published."""
        if self.state not in states.OPEN:
            raise TypeError("a published edition stays readable for ever")
        return super().delete(*args, **kwargs)


class Entry(models.Model):
    """One entry of an edition, draft or published.

    `key` is the same in every edition that holds the entry. `order` is its place from 1. A removed
    entry of a draft stays until the draft is submitted, so that removing can be undone.
    `revision` is the draft's revision at the entry's last change, `session` the form it came from.
    """

    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=16)
    order = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    values_text = models.TextField()
    text = models.TextField(blank=True)
    removed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=0)
    session = models.CharField(max_length=32, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.CharField(max_length=80, blank=True)

    edition_id: int

    class Meta:
        ordering = ["edition", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="lists_entry_key")]
        indexes = [
            models.Index(fields=["edition", "order", "id"], name="lists_entry_order"),
            models.Index(fields=["key"], name="lists_entry_by_key"),
        ]
        verbose_name = _("清单条目")
        verbose_name_plural = _("清单条目")

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.key}"

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the entry says, by column."""
        return rules.parse_values(self.values_text)

    @property
    def item(self) -> Item:
        """The entry as a value."""
        return Item(self.key, self.values)


class EntryMatter(models.Model):
    """A matter that a published entry names: the whole of it, or one item 业务办理项 of it."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="matters")
    catalog_code = models.CharField(max_length=12)
    item_code = models.CharField(max_length=14, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["catalog_code", "item_code"], name="lists_matter_code")]

    def __str__(self) -> str:
        return self.item_code or self.catalog_code


class EntryFacet(models.Model):
    """A choice of a published entry, by which its list is narrowed down."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    column = models.CharField(max_length=40)
    value = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["entry", "column", "value"], name="lists_facet")]

    def __str__(self) -> str:
        return f"{self.column}={self.value}"


class EntryPlace(models.Model):
    """A division that a published entry names; an entry without any holds in all of its list's."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="places")
    division = models.ForeignKey("divisions.Division", on_delete=models.PROTECT, related_name="+")

    division_id: str

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "division"], name="lists_place_once")
        ]

    def __str__(self) -> str:
        return self.division_id


class PendingImport(models.Model):
    """Rows of a table that somebody is about to import, until they have seen what would change.

    `seen` is the draft's revision when they were proposed; a changed draft takes them no more.
    """

    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="imports")
    token = models.CharField(max_length=32, unique=True)
    add = models.BooleanField(default=False)
    seen = models.PositiveIntegerField()
    rows_text = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "created_by"], name="lists_one_import")
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def rows(self) -> list[Item]:
        """The proposed entries, with the keys that they bring."""
        return [Item(key, values) for key, values in json.loads(self.rows_text)]
