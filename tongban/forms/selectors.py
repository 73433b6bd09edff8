"""Reads: elements of the vocabulary, form versions, and what can be prefilled."""

import logging
from collections.abc import Mapping
from typing import Any

from tongban.forms import ports, rules
from tongban.forms.errors import ElementUnknown, FormUnknown
from tongban.forms.models import FormVersion
from tongban.forms.types import Element, Prefilled, Schema
from tongban.lib.errors import Unavailable

log = logging.getLogger(__name__)


def elements() -> Mapping[str, Element]:
    """Return the whole vocabulary by code."""
    return rules.VOCABULARY


def element(code: str) -> Element:
    """Return one data element; raises ElementUnknown."""
    try:
        return rules.VOCABULARY[code]
    except KeyError:
        raise ElementUnknown(element=code) from None


def form_version(code: str, number: int | None = None) -> FormVersion:
    """Return a form's version `number`, or its newest; raises FormUnknown."""
    found = FormVersion.objects.filter(form__code=code).select_related("form")
    if number is not None:
        found = found.filter(number=number)
    version = found.order_by("-number").first()
    if version is None:
        raise FormUnknown(form=code, number=number)
    return version


def prefill(schema: Schema, *, actor: Any, subject: str = "") -> dict[str, Prefilled]:
    """Return what is already known of the form's fields, by property key.

    `actor` is who fills the form, `subject` whom or what it is about ("party:12", "" for the
    actor). The first source that answers an element wins.
    """
    answered: dict[str, dict[str, Prefilled]] = {}
    result: dict[str, Prefilled] = {}
    for key, prop in schema.get("properties", {}).items():
        role, code = prop["x-role"], prop["x-element"]
        if role not in answered:
            known: dict[str, Prefilled] = {}
            for source in ports.sources.of(role):
                for name, value in _answers(source, actor, subject).items():
                    known.setdefault(name, value)
            answered[role] = known
        if code in answered[role]:
            result[key] = answered[role][code]
    return result


def _answers(source: ports.Source, actor: Any, subject: str) -> Mapping[str, Prefilled]:
    """Ask a source; one that does not answer only leaves its fields to be typed."""
    try:
        return source(actor, subject)
    except Unavailable as error:
        log.warning("prefill source does not answer: %s", error)
        return {}
