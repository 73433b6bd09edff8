"""Forms and their immutable versions."""

import json
from typing import Any

from django.db import models


class Form(models.Model):
    """A form known by its code; what it asks lives in its versions."""

    code = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """One published schema of a form: written once, known by the hash of its canonical text."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    schema_text = models.TextField()
    hash = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="forms_version_number"),
            models.UniqueConstraint(fields=["form", "hash"], name="forms_version_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema, parsed anew for each caller (nobody shares a mutable one)."""
        parsed: dict[str, Any] = json.loads(self.schema_text)
        return parsed

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new version; raises TypeError for one that is written already."""
        if self.pk is not None and not self._state.adding:
            raise TypeError("a form version is immutable")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: a version that was published stays readable for ever."""
        raise TypeError("a form version is immutable")
