"""Entries of one's own on their way into the basic catalogue: written, reviewed, entered."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongban.catalogue import states
from tongban.catalogue.models.basic import Matter
from tongban.catalogue.querysets import MatterProposalQuerySet

# As a draft of an edition, but what it ends in is an entry.
STATES = {**states.DRAFT, states.PUBLISHED: _("已录入目录")}


class MatterProposal(models.Model):
    """What a body would have entered into the basic catalogue: a new entry (`matter` empty), or a
    change of one. The text (keys of `rules.above.KEYS`) may break every rule until it is submitted.
    """

    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=14, choices=list(STATES.items()), default=states.EDITING)
    content_text = models.TextField()
    seen_version = models.PositiveIntegerField(default=0)  # of the entry, when it was written
    revision = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)  # why it was sent back
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=100)
    moved_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=100)
    submitted_by = models.CharField(max_length=100, blank=True)
    passed_by = models.CharField(max_length=100, blank=True)
    entered = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    organisation_id: int
    objects = MatterProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=states.OPEN_DRAFT, matter__isnull=False),
                name="catalogue_one_open_proposal",
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=states.OPEN_DRAFT),
                name="catalogue_proposal_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.raw.get('code', '')}"

    @property
    def raw(self) -> dict[str, Any]:
        """The text as JSON, parsed anew for each caller."""
        parsed: dict[str, Any] = json.loads(self.content_text)
        return parsed
