"""Which licence an application is about: the page that asks it, and what it fills in by itself."""

from collections.abc import Mapping
from typing import Any

from tongban.cases.models import Draft
from tongban.cases.selectors import cancellation as ending
from tongban.cases.selectors import renewal as reading
from tongban.cases.services import drafts
from tongban.cases.services import renewal as acts
from tongban.core.accounts.requests import Request
from tongban.core.shell import clock
from tongban.forms.types import Prefilled
from tongban.licences.errors import UnknownLicence

MISSING = [(acts.PLACE, "licence_missing", "请选择一份证照。")]


def asks(edition: Any) -> bool:
    """Say whether applications under the edition are about a licence."""
    return bool(reading.chosen_type(edition))


def keep(request: Request, draft: Draft) -> None:
    """Write down which licence was chosen; one that is not the actor's counts as none."""
    chosen = request.POST.get("licence", "")
    if chosen:
        choose(request, draft, chosen)


def choose(request: Request, draft: Draft, licence: str) -> bool:
    try:
        drafts.choose_licence(
            actor=request.actor, now=clock.now(), token=draft.token, licence=licence
        )
    except UnknownLicence:
        return False
    return True


def taken_up(request: Request, draft: Draft) -> bool:
    """Take the licence that the wallet's button named; say whether it may be asked about now."""
    named = request.GET.get("licence", "")
    if not named or not choose(request, draft, named):
        return False
    found = choices(request, draft)
    return any(one.licence.token == named and not one.refused for one in found)


def choices(request: Request, draft: Draft) -> list[reading.Choice]:
    """Return the licences that the application may be about, those that can be first."""
    if draft.edition.parsed.renews:
        return reading.choices(request.actor, draft.edition, now=clock.now())
    return ending.choices(request.actor, draft.edition, now=clock.now())


def missing(request: Request, draft: Draft) -> list[tuple[str, str, str]]:
    """Return the error of a page on which nothing was chosen."""
    chosen = Draft.objects.visible_to(request.actor).filter(pk=draft.pk)
    return [] if chosen.filter(licence__isnull=False).exists() else MISSING


def context(request: Request, draft: Draft, page: str) -> dict[str, Any]:
    """Return what the pages show of it: on its own page every licence, elsewhere the chosen one."""
    if not asks(draft.edition):
        return {}
    found = choices(request, draft) if page == "licence" else []
    return {
        "about": draft.licence,
        "choices": found,
        "any_choice": any(not one.refused for one in found),
        "renews": bool(draft.edition.parsed.renews),
    }


def known(draft: Draft, schema: Mapping[str, Any]) -> dict[str, Prefilled]:
    """Return what the chosen licence says of the form's fields, by its face's data elements."""
    if draft.licence is None or not asks(draft.edition):
        return {}
    said, source = draft.licence.content, f"{draft.licence.title} {draft.licence.number}"
    by_element = {
        field.element: str(said[field.key])
        for field in draft.licence.terms.fields
        if field.element and said.get(field.key)
    }
    found = {}
    for key, prop in schema.get("properties", {}).items():
        text = by_element.get(str(prop.get("x-element", "")))
        if text is not None and prop.get("x-role") not in {"contact", "agent"}:
            value = _value(prop, text)
            if value is not None:
                found[key] = Prefilled(value, source)
    return found


def _value(prop: Mapping[str, Any], text: str) -> Any:
    """Return the text as the field keeps it: of choices the one so called; None if it has none."""
    if prop.get("type", "string") != "string" or "enum" in prop:
        return None
    if "oneOf" in prop:
        return next((one["const"] for one in prop["oneOf"] if one.get("title") == text), None)
    return text
