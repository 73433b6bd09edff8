"""Editions that the public is held to, the drafts they come from, and what hangs on them."""

import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue import rules, states
from tongban.catalogue.models.basic import MatterVersion
from tongban.catalogue.models.implementation import Implementation
from tongban.catalogue.querysets import (
    ChangeNoticeQuerySet,
    EditionDraftQuerySet,
    EditionQuerySet,
    SubscriptionQuerySet,
)
from tongban.catalogue.types import EditionContent


class Edition(models.Model):
    """One version of an implementation list. Published, its content never changes again."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("已发布")
        SUSPENDED = "suspended", _("挂起")
        CANCELLED = "cancelled", _("取消")

    # What may still change after publication: its life, never its content.
    LIFE: ClassVar[frozenset[str]] = frozenset({"state", "effective_to", "state_note"})

    implementation = models.ForeignKey(
        Implementation, on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    state_note = models.CharField(max_length=300, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)  # why it was changed
    prepared_by = models.CharField(max_length=100, blank=True)
    reviewed_by = models.CharField(max_length=100, blank=True)
    published_by = models.CharField(max_length=100, blank=True)
    content_text = models.TextField()
    content_hash = models.CharField(max_length=80)
    form_version = models.ForeignKey(
        "forms.FormVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    procedure_code = models.CharField(max_length=80, blank=True)
    procedure_version = models.PositiveIntegerField(null=True)
    project_kind = models.CharField(max_length=10)
    online = models.BooleanField(default=False)
    depth = models.CharField(max_length=20, blank=True)
    visits = models.PositiveSmallIntegerField(default=1)
    statutory_value = models.PositiveSmallIntegerField(null=True)
    statutory_unit = models.CharField(max_length=8, blank=True)
    statutory_day_kind = models.CharField(max_length=8, blank=True)
    promised_value = models.PositiveSmallIntegerField(null=True)
    promised_unit = models.CharField(max_length=8, blank=True)
    promised_day_kind = models.CharField(max_length=8, blank=True)
    is_fee = models.BooleanField(default=False)
    hall = models.BooleanField(default=True)
    commitment = models.BooleanField(default=False)
    # The type of licence that it renews, or ends (document type): the holder finds it by that.
    renews = models.CharField(max_length=60, blank=True, default="")
    cancels = models.CharField(max_length=60, blank=True, default="")
    # 通办范围: where else it may be handed in.
    reach = models.CharField(max_length=10, blank=True, default="")
    # What 四减 counts (rules.measures), in working days.
    steps = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    obtained = models.PositiveSmallIntegerField(default=0)
    promised_days = models.PositiveIntegerField(null=True)
    statutory_days = models.PositiveIntegerField(null=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation", "number"], name="catalogue_edition_number"
            ),
            models.UniqueConstraint(
                fields=["implementation"],
                condition=Q(state__in=["published", "suspended"], effective_to__isnull=True),
                name="catalogue_one_open_edition",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "effective_from"], name="catalogue_edition_state"),
            models.Index(
                fields=["renews"], condition=~Q(renews=""), name="catalogue_edition_renews"
            ),
            models.Index(
                fields=["cancels"], condition=~Q(cancels=""), name="catalogue_edition_cancels"
            ),
            models.Index(fields=["reach"], condition=~Q(reach=""), name="catalogue_edition_reach"),
        ]

    def __str__(self) -> str:
        return f"{self.implementation_id}/{self.number}"

    @cached_property
    def parsed(self) -> EditionContent:
        """The content as typed values; parsed once for each loaded row."""
        return rules.parse_content(json.loads(self.content_text))

    @property
    def raw(self) -> dict[str, Any]:
        """The content as JSON, parsed anew for each caller."""
        parsed: dict[str, Any] = json.loads(self.content_text)
        return parsed

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the edition; raises TypeError when a published one would change its content."""
        fields = kwargs.get("update_fields")
        if not self._state.adding and not (fields and set(fields) <= self.LIFE):
            raise TypeError("a published edition is immutable; publish a new one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a published edition stays readable for ever."""
        raise TypeError("a published edition stays readable for ever")


class EditionDraft(models.Model):
    """The next edition while it is written and reviewed. Its text may break every rule; it is
    checked when it is submitted and again when it is published."""

    implementation = models.ForeignKey(
        Implementation, on_delete=models.PROTECT, related_name="drafts"
    )
    base = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=14, choices=list(states.DRAFT.items()), default=states.EDITING
    )
    content_text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    effective_from = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)  # why it was sent back
    matter_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=100)
    moved_at = models.DateTimeField()  # since when it is in its state
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=100)
    submitted_by = models.CharField(max_length=100, blank=True)
    passed_by = models.CharField(max_length=100, blank=True)
    edition = models.OneToOneField(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )

    implementation_id: int
    objects = EditionDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation"],
                condition=Q(state__in=states.OPEN_DRAFT),
                name="catalogue_one_open_draft",
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=states.OPEN_DRAFT),
                name="catalogue_draft_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.implementation_id}@{self.revision}"

    @property
    def raw(self) -> dict[str, Any]:
        """The text as JSON, parsed anew for each caller."""
        parsed: dict[str, Any] = json.loads(self.content_text)
        return parsed


class ChangeNotice(models.Model):
    """A change from above that reached one implementation: what was taken at once, what is asked.

    The text is JSON: `taken` (elements already in a published edition), `asked` (suggested elements
    that the body may take or leave), `problems` (why unified elements could not be taken at once).
    """

    implementation = models.ForeignKey(
        Implementation, on_delete=models.PROTECT, related_name="notices"
    )
    version = models.ForeignKey(MatterVersion, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(
        max_length=10, choices=list(states.NOTICE.items()), default=states.ASKED
    )
    content_text = models.TextField(default="{}")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)

    objects = ChangeNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["implementation", "version"], name="catalogue_one_notice"
            )
        ]
        indexes = [
            models.Index(
                fields=["implementation"],
                condition=Q(state=states.ASKED),
                name="catalogue_notice_asked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.implementation_id}<-{self.version_id}"

    @property
    def content(self) -> dict[str, Any]:
        """The notice's JSON."""
        parsed: dict[str, Any] = json.loads(self.content_text)
        return parsed


class Subscription(models.Model):
    """An account that wants to hear when a guide changes."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    implementation = models.ForeignKey(
        Implementation, on_delete=models.CASCADE, related_name="subscriptions"
    )
    created_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "implementation"], name="catalogue_one_subscription"
            )
        ]
        indexes = [models.Index(fields=["implementation"], name="catalogue_subscribers")]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.implementation_id}"
