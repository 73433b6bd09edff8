"""Acts on the catalogue: enter a matter, publish, suspend, resume, cancel."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.catalogue import permissions, rules
from tongban.catalogue.errors import CatalogueForbidden, EditionInvalid, MatterUnknown
from tongban.catalogue.models import DocumentType, Edition, Implementation, Matter, Topic
from tongban.catalogue.models import TopicMatter as Entry
from tongban.catalogue.types import EditionContent, MatterType
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.search import services as search
from tongban.core.workdays.rules import local_date
from tongban.forms import services as forms
from tongban.lib import canonical, identifiers
from tongban.lib.pinyin import sort_key
from tongban.workflow import services as workflow

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

SEARCH_KIND = "matter"


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """What the basic catalogue says of a matter; `topics` are (topic code, order, note)."""

    catalog_code: str
    slug: str
    name: str
    type: MatterType
    basis: Sequence[Mapping[str, Any]] = ()
    for_person: bool = False
    for_enterprise: bool = False
    aliases: Sequence[str] = ()
    topics: Sequence[tuple[str, int, str]] = ()
    demo: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def enter_topic(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    kind: str,
    name: str,
    hint: str,
    icon: str,
    order: int,
) -> Topic:
    """Enter a topic or life event, or change what it says; returns it."""
    _may_enter(actor)
    words = {"kind": kind, "name": name, "hint": hint, "icon": icon, "order": order}
    topic, _ = Topic.objects.update_or_create(code=code, defaults=words)
    return topic


@transaction.atomic
def enter_document_type(
    *, actor: Actor, now: datetime, code: str, name: str, kind: str, licence_type: str, issuer: str
) -> DocumentType:
    """Enter a document type, or change what it says; returns it."""
    _may_enter(actor)
    words = {"name": name, "kind": kind, "licence_type": licence_type, "issuer": issuer}
    entered, _ = DocumentType.objects.update_or_create(code=code, defaults=words)
    return entered


@transaction.atomic
def enter_matter(*, actor: Actor, now: datetime, draft: MatterDraft) -> Matter:
    """Enter a matter into the basic catalogue, or change it; returns it.

    Raises IdentifierError for a wrong catalogue code, CatalogueForbidden.
    """
    _may_enter(actor)
    code = identifiers.catalogue_code(draft.catalog_code)
    values = {
        "slug": draft.slug,
        "name": draft.name,
        "type": draft.type.value,
        "basis": [dict(one) for one in draft.basis],
        "for_person": draft.for_person,
        "for_enterprise": draft.for_enterprise,
        "aliases": list(draft.aliases),
        "pinyin": sort_key(draft.name),
        "demo": draft.demo,
    }
    matter, created = Matter.objects.update_or_create(catalog_code=code, defaults=values)
    topics = {topic.code: topic for topic in Topic.objects.all()}
    Entry.objects.filter(matter=matter).delete()
    Entry.objects.bulk_create(
        Entry(topic=topics[name], matter=matter, order=order, note=note)
        for name, order, note in draft.topics
    )
    if created:
        ledger.append(
            subject=f"catalogue-matter:{code}",
            verb="catalogue.enter",
            actor=actor.ref,
            on_behalf=actor.on_behalf,
            at=now,
            payload={"name": draft.name, "type": draft.type.value},
        )
    return matter


@transaction.atomic
def implement(
    *, actor: Actor, now: datetime, matter: str, organisation: "Organisation", local_code: str = ""
) -> Implementation:
    """Say that `organisation` handles `matter` (its slug) in its division; returns the entry.

    Its 31-character code is made of the organisation's USCC, its level and the catalogue code;
    the same again gives the same. Raises MatterUnknown, CatalogueForbidden.
    """
    _may_enter(actor)
    found = Matter.objects.filter(slug=matter).first()
    if found is None:
        raise MatterUnknown(matter=matter)
    level = rules.level_of(organisation.division.level)
    code = rules.task_code(organisation.uscc, level, found.catalog_code)
    implementation, _ = Implementation.objects.get_or_create(
        task_code=code,
        defaults={
            "matter": found,
            "organisation": organisation,
            "division": organisation.division,
            "local_code": local_code,
            "level": level,
        },
    )
    return implementation


@transaction.atomic
def publish_edition(
    *,
    actor: Actor,
    now: datetime,
    task_code: str,
    content: Mapping[str, Any],
    effective_from: date,
    procedure: Mapping[str, Any] | None = None,
) -> Edition:
    """Check `content`, publish its form and procedure, and put it in force as a new edition.

    `procedure` is the definition that `content["procedure"]` names. The former edition ends the
    day before. The same content again returns the edition that holds it. Raises EditionInvalid
    with every problem, MatterUnknown, CatalogueForbidden.
    """
    implementation = _locked(actor, task_code)
    parsed = rules.parse_content(content)
    found = rules.problems(parsed)
    if found:
        raise EditionInvalid(problems=found)
    # The hash is of the canonical form; the text keeps the order in which fields are asked.
    text = json.dumps(canonical.plain(content), ensure_ascii=False)
    digest = "sha256:" + hashlib.sha256(canonical.text(dict(content)).encode()).hexdigest()
    open_one = implementation.editions.filter(
        state__in=[Edition.State.PUBLISHED, Edition.State.SUSPENDED], effective_to__isnull=True
    ).first()
    if open_one is not None and open_one.content_hash == digest:
        return open_one
    form = forms.publish_form(
        actor=actor,
        now=now,
        code=f"matter-{implementation.matter.slug}",
        title=implementation.matter.name,
        schema=parsed.form,
    )
    version = None
    if procedure is not None:
        published = workflow.publish_procedure(
            actor=actor, now=now, code=parsed.procedure, definition=procedure
        )
        version = published.version
    if open_one is not None:
        open_one.effective_to = max(
            effective_from - timedelta(days=1), open_one.effective_from or effective_from
        )
        open_one.save(update_fields=["effective_to"])
    last = implementation.editions.order_by("-number").values_list("number", flat=True).first()
    edition = Edition(
        implementation=implementation,
        number=(last or 0) + 1,
        state=Edition.State.PUBLISHED,
        effective_from=effective_from,
        published_at=now,
        created_at=now,
        content_text=text,
        content_hash=digest,
        form_version=form,
        procedure_code=parsed.procedure,
        procedure_version=version,
        **_columns(parsed),
    )
    edition.save()
    _record(actor, now, implementation, "catalogue.publish", number=edition.number, hash=digest)
    index(implementation, parsed)
    return edition


def _columns(content: EditionContent) -> dict[str, Any]:
    """Give the columns by which lists filter and figures count."""
    columns: dict[str, Any] = {
        "project_kind": content.project_kind.value,
        "online": content.online,
        "depth": ",".join(str(step) for step in content.depth),
        "visits": content.visits,
        "is_fee": bool(content.fees),
        "hall": content.hall,
    }
    for name, term in (("statutory", content.statutory), ("promised", content.promised)):
        limit = term.limit
        columns[f"{name}_value"] = limit.value if limit else None
        columns[f"{name}_unit"] = limit.unit if limit else ""
        columns[f"{name}_day_kind"] = limit.day_kind if limit else ""
    return columns


def index(implementation: Implementation, content: EditionContent) -> None:
    """Put the matter into the search index under its everyday words too."""
    matter = implementation.matter
    names = [entry.topic.name for entry in matter.entries.select_related("topic")]
    search.put(
        kind=SEARCH_KIND,
        ref=implementation.task_code,
        title=matter.name,
        body=" ".join(
            [
                f"{implementation.organisation.name} · {content.summary}",
                content.result.name,
                *(m.name for m in content.materials),
            ]
        ),
        aliases=[*matter.aliases, *names],
        url=f"/matters/{implementation.task_code}/",
        division=implementation.division_id,
        weight=10,
    )


@transaction.atomic
def suspend(*, actor: Actor, now: datetime, task_code: str, note: str) -> Implementation:
    """Take a matter out of application for a while; the guide says so with `note`."""
    return _move(actor, now, task_code, Implementation.State.SUSPENDED, note)


@transaction.atomic
def resume(*, actor: Actor, now: datetime, task_code: str) -> Implementation:
    """Open a suspended matter again."""
    return _move(actor, now, task_code, Implementation.State.IN_USE, "")


@transaction.atomic
def cancel(*, actor: Actor, now: datetime, task_code: str, note: str) -> Implementation:
    """End a matter for good; its editions stay readable."""
    return _move(actor, now, task_code, Implementation.State.CANCELLED, note)


def _move(actor: Actor, now: datetime, task_code: str, state: str, note: str) -> Implementation:
    implementation = _locked(actor, task_code)
    if implementation.state == state:
        return implementation
    implementation.state = state
    implementation.state_note = note
    implementation.state_since = local_date(now)
    implementation.save(update_fields=["state", "state_note", "state_since"])
    _record(actor, now, implementation, f"catalogue.{state}", note=note)
    if state == Implementation.State.IN_USE:
        edition = implementation.editions.in_force(local_date(now)).first()
        if edition is not None:
            index(implementation, edition.parsed)
    else:
        search.drop(SEARCH_KIND, task_code)
    return implementation


def _locked(actor: Actor, task_code: str) -> Implementation:
    implementation = (
        Implementation.objects.select_for_update(of=("self",))
        .select_related("matter", "organisation", "division")
        .filter(task_code=task_code)
        .first()
    )
    if implementation is None:
        raise MatterUnknown(matter=task_code)
    if not permissions.may_publish(actor, implementation):
        raise CatalogueForbidden(matter=task_code)
    return implementation


def _may_enter(actor: Actor) -> None:
    if not permissions.may_enter(actor):
        raise CatalogueForbidden


def _record(
    actor: Actor, now: datetime, implementation: Implementation, verb: str, **payload: Any
) -> None:
    ledger.append(
        subject=f"catalogue:{implementation.task_code}",
        verb=verb,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        payload={"name": implementation.matter.name, **payload},
    )
