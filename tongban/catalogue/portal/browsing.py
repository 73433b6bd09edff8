"""Browsing the public catalogue, and life events. No account is needed."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.catalogue import selectors
from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import Edition, Topic
from tongban.catalogue.portal.guides import refused
from tongban.catalogue.selectors import Filters
from tongban.core.divisions import selectors as divisions
from tongban.core.shell import clock
from tongban.core.workdays.rules import local_date

AUDIENCES = (("", _("全部")), ("person", _("个人")), ("enterprise", _("企业")))
PAGE = 30


def _filters(query: QueryDict) -> Filters:
    """Read the filters of a query; what makes no sense is no filter."""
    organisation = query.get("organisation", "")
    kind = query.get("kind", "")
    audience = query.get("audience", "")
    letter = query.get("letter", "")[:1].lower()
    return Filters(
        division=query.get("division", "")[:12],
        topic=query.get("topic", "")[:40],
        audience=audience if audience in {"person", "enterprise"} else "",
        organisation=int(organisation)
        if organisation.isdecimal() and len(organisation) < 19
        else None,
        kind=kind if kind in {"instant", "promised"} else "",
        online=bool(query.get("online")),
        once=bool(query.get("once")),
        letter=letter if letter.isascii() and letter.isalpha() else "",
    )


@require_GET
@login_not_required
def matters(request: HttpRequest) -> HttpResponse:
    """Browse what is in force: topic, audience, division, body, and how it is done."""
    on = local_date(clock.now())
    filters = _filters(request.GET)
    page = selectors.browse(filters, on=on, after=request.GET.get("after", ""), limit=PAGE)
    following = request.GET.copy()
    following["after"] = page.after
    context = {
        "filters": filters,
        "rows": [_row(edition) for edition in page.rows],
        "total": page.total,
        "next_url": f"?{following.urlencode()}" if page.after else "",
        "first_url": _without(request.GET, "after") if request.GET.get("after") else "",
        "topics": [
            (topic, count, _with(request.GET, topic=topic.code))
            for topic, count in selectors.topic_counts(filters, on=on)
            if (count or topic.code == filters.topic)
            and (not filters.audience or topic.kind == filters.audience)
        ],
        "letters": [
            (letter.upper(), count, _with(request.GET, letter=letter), letter == filters.letter)
            for letter, count in selectors.letter_counts(filters, on=on)
        ],
        "all_letters_url": _without(request.GET, "letter"),
        "all_topics_url": _with(request.GET, topic=""),
        "organisations": [
            (str(pk), f"{name}({count})")
            for pk, name, count in selectors.organisation_counts(filters, on=on)
        ],
        "organisation": str(filters.organisation or ""),
        "divisions": [(d.code, d.name) for d in (divisions.city(), *divisions.counties())],
        "audiences": AUDIENCES,
    }
    partial = request.headers.get("HX-Request") and request.headers.get("HX-Target") == "results"
    return render(
        request, "catalogue/parts/results.html" if partial else "catalogue/matters.html", context
    )


def _with(query: QueryDict, **changes: str) -> str:
    """Return the query with other values, from its first page."""
    changed = query.copy()
    changed.pop("after", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def _without(query: QueryDict, name: str) -> str:
    return _with(query, **{name: ""})


def _row(edition: Edition) -> dict[str, Any]:
    """Return what a list shows of an edition, from its columns alone."""
    implementation = edition.implementation
    promise = _("当场办结")
    if edition.project_kind != "instant" and edition.promised_value is not None:
        unit = {"day": _("个工作日"), "month": _("个月"), "year": _("年")}
        word = unit.get(edition.promised_unit, "")
        if edition.promised_unit == "day" and edition.promised_day_kind == "natural":
            word = _("天")
        promise = f"{edition.promised_value} {word}"
    return {
        "name": implementation.matter.name,
        "url": reverse("catalogue-guide", args=[implementation.task_code]),
        "body": implementation.organisation.name,
        "type": implementation.matter.get_type_display(),
        "instant": edition.project_kind == "instant",
        "promise": promise,
        "online": edition.online,
        "visits": edition.visits,
        "free": not edition.is_fee,
    }


@require_GET
@login_not_required
def event(request: HttpRequest, code: str) -> HttpResponse:
    """A life event 一件事: its matters in order, in the reader's county."""
    division = request.GET.get("division", "") or "421202"
    on = local_date(clock.now())
    found = selectors.life_event(code, on=on, division=division)
    if found is None:
        return refused(request, MatterUnknown(matter=code))
    topic, entries = found
    context = {
        "topic": topic,
        "entries": [
            {**one, "row": _row(one["edition"]) if one["edition"] else None} for one in entries
        ],
        "division": division,
        "divisions": [(d.code, d.name) for d in divisions.counties()],
    }
    return render(request, "catalogue/event.html", context)


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """What the home page shows of the catalogue: life events and topics; nothing when empty."""
    listed = selectors.topics()
    if not listed:
        return None
    by_kind: dict[str, list[Topic]] = {}
    for topic in listed:
        by_kind.setdefault(topic.kind, []).append(topic)
    return {
        "events": by_kind.get(Topic.Kind.LIFE_EVENT, []),
        "person_topics": by_kind.get(Topic.Kind.PERSON, []),
        "enterprise_topics": by_kind.get(Topic.Kind.ENTERPRISE, []),
    }
