"""`{% schema_form %}` and `{% schema_summary %}`: a form to fill, and its answers to read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from tongban.forms import rules
from tongban.forms.types import FieldError, Prefilled

register = template.Library()


@register.inclusion_tag("forms/schema_form.html")
def schema_form(
    schema: Mapping[str, Any],
    data: Mapping[str, Any] | None = None,
    errors: Iterable[FieldError] = (),
    prefill: Mapping[str, Prefilled] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw the form's fields (not the `<form>` itself): error summary, sections, fields.

    `data` is typed data as `rules.parse` gives it, `errors` what `rules.validate` found.
    """
    return {"form": rules.build(schema, data, errors or (), prefill, answers)}


@register.inclusion_tag("forms/schema_summary.html")
def schema_summary(
    schema: Mapping[str, Any],
    data: Mapping[str, Any],
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw what was answered, section by section, as lists of label and value."""
    form = rules.build(schema, rules.prune(schema, data, answers), answers=answers)
    sections = [
        (
            part.title,
            [(one.label, one.shown) for one in part.fields if one.shown and not one.hidden],
        )
        for part in form.sections
        if not part.hidden
    ]
    return {"sections": [(title, rows) for title, rows in sections if rows]}
