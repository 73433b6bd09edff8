"""Acts on the basic catalogue: topics, document types, matters and their versions."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tongban.catalogue import rules
from tongban.catalogue.errors import EditionInvalid, EntryRefused, MatterUnknown
from tongban.catalogue.models import DocumentType, Matter, MatterVersion, Topic
from tongban.catalogue.models import TopicMatter as Entry
from tongban.catalogue.rules import modes
from tongban.catalogue.rules.codes import parent_code
from tongban.catalogue.rules.unified import problems_of_elements
from tongban.catalogue.services import following
from tongban.catalogue.services.recording import must_enter, record_matter
from tongban.catalogue.types import MatterType, Rank
from tongban.core.accounts.types import Actor
from tongban.core.workdays.rules import local_date
from tongban.lib import canonical, identifiers
from tongban.lib.pinyin import sort_key


@dataclass(frozen=True, slots=True)
class MatterDraft:
    """What the basic catalogue says of a matter; `topics` are (topic code, order, note).

    `unified` are elements of editions that no claim may change, `suggested` what a claim starts
    from. `levels` are the 行使层级 that may claim it ("34": city and county), `department` the
    short name of the 主管部门, `source` where it was taken from.
    """

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
    department: str = ""
    levels: str = ""
    origin: str = Matter.Origin.OWN
    unified: Mapping[str, Any] = field(default_factory=dict)
    suggested: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


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
    must_enter(actor)
    words = {"kind": kind, "name": name, "hint": hint, "icon": icon, "order": order}
    topic, _ = Topic.objects.update_or_create(code=code, defaults=words)
    return topic


@transaction.atomic
def enter_document_type(
    *, actor: Actor, now: datetime, code: str, name: str, kind: str, licence_type: str, issuer: str
) -> DocumentType:
    """Enter a document type, or change what it says; returns it."""
    must_enter(actor)
    words = {"name": name, "kind": kind, "licence_type": licence_type, "issuer": issuer}
    entered, _ = DocumentType.objects.update_or_create(code=code, defaults=words)
    return entered


@transaction.atomic
def enter_matter(
    *,
    actor: Actor,
    now: datetime,
    draft: MatterDraft,
    effective_from: date | None = None,
    from_above: bool = False,
) -> Matter:
    """Enter a matter into the basic catalogue, or change it; returns it.

    What it says becomes a new version if anything differs from the newest, and every claim of it
    follows (`following.follow`): unified elements at once, the rest by asking. The entry above (its
    sub-item or main item) must be there before a 业务办理项. `from_above` says that it is the
    province's word; without it nobody changes what is the province's (rules.modes). Raises
    IdentifierError for a wrong code, EditionInvalid (elements), MatterUnknown (nothing above),
    EntryRefused (`entry_above`), CatalogueForbidden.
    """
    must_enter(actor)
    _must_be_ours(actor, draft.origin, from_above=from_above)
    code = checked(draft)
    above = _above(code)
    values = values_of(draft, code, above)
    former = Matter.objects.filter(catalog_code=code).values("name", "aliases").first()
    matter, created = Matter.objects.update_or_create(catalog_code=code, defaults=values)
    if above is not None and above.leaf:
        above.leaf = False
        above.save(update_fields=["leaf"])
    place(matter, draft.topics)
    if created:
        record_matter(actor, now, matter, "catalogue.enter", type=draft.type.value)
    version = _version(actor, now, matter, draft, effective_from=effective_from or local_date(now))
    if version is not None and version.number > 1:
        following.follow(actor=actor, now=now, version=version)
    if former is not None and former != {"name": matter.name, "aliases": matter.aliases}:
        following.index_anew(matter, local_date(now))
    return matter


def _must_be_ours(actor: Actor, origin: str, *, from_above: bool) -> None:
    ours = modes.may_change(settings.CATALOGUE_MODE, origin)
    if not (ours or from_above or actor.kind == "system"):
        raise EntryRefused("entry_above")


def values_of(draft: MatterDraft, code: str, above: Matter | None) -> dict[str, Any]:
    """Return the columns of an entry as its draft has them; the version is not among them."""
    return {
        "slug": draft.slug,
        "name": draft.name,
        "type": draft.type.value,
        "basis": [dict(one) for one in draft.basis],
        "for_person": draft.for_person,
        "for_enterprise": draft.for_enterprise,
        "aliases": list(draft.aliases),
        "pinyin": sort_key(draft.name),
        "demo": draft.demo,
        "parent": above,
        "rank": rules.rank_of(code).value,
        "origin": draft.origin,
        "department": draft.department,
        "levels": draft.levels,
    }


def checked(draft: MatterDraft) -> str:
    """Return the code in its canonical form, after the elements were looked at."""
    code = draft.catalog_code.strip()
    check = identifiers.handling_catalogue_code if len(code) == 14 else identifiers.catalogue_code
    found = problems_of_elements(draft.unified, "unified")
    found += problems_of_elements(draft.suggested, "suggested")
    if found:
        raise EditionInvalid(problems=found)
    return check(code)


def _above(code: str) -> Matter | None:
    above = parent_code(code)
    found = Matter.objects.filter(catalog_code=above).first() if above else None
    if found is None and rules.rank_of(code) is Rank.HANDLING:
        raise MatterUnknown(matter=above)
    return found


def place(matter: Matter, topics: Sequence[tuple[str, int, str]]) -> None:
    """Put the matter into its topics and out of all others."""
    known = {topic.code: topic for topic in Topic.objects.all()}
    Entry.objects.filter(matter=matter).delete()
    Entry.objects.bulk_create(
        Entry(topic=known[name], matter=matter, order=order, note=note)
        for name, order, note in topics
    )


def version_text(draft: MatterDraft) -> str:
    """Return the canonical text of what a version holds."""
    return canonical.text(
        {
            "name": draft.name,
            "type": draft.type.value,
            "basis": [dict(one) for one in draft.basis],
            "department": draft.department,
            "levels": draft.levels,
            "unified": dict(draft.unified),
            "suggested": dict(draft.suggested),
        }
    )


def _version(
    actor: Actor, now: datetime, matter: Matter, draft: MatterDraft, *, effective_from: date
) -> MatterVersion | None:
    """Keep what the draft says as the newest version; None if it says nothing new."""
    text = version_text(draft)
    digest = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    newest = matter.versions.order_by("-number").first()
    if newest is not None and newest.content_hash == digest:
        return None
    version = MatterVersion.objects.create(
        matter=matter,
        number=(newest.number if newest else 0) + 1,
        effective_from=effective_from,
        content_text=text,
        content_hash=digest,
        source=draft.source,
        published_at=now,
        published_by=actor.ref,
    )
    matter.version = version.number
    matter.save(update_fields=["version"])
    if version.number > 1:
        record_matter(actor, now, matter, "catalogue.change", number=version.number, hash=digest)
    return version


@transaction.atomic
def cancel_matter(
    *, actor: Actor, now: datetime, matter: str, note: str, from_above: bool = False
) -> Matter:
    """Cancel an entry of the basic catalogue (取消), and all that stands below it.

    No implementation is orphaned: what was claimed and never published ends with it; what is
    published stays in force until its body or the service office ends it, and each gets a notice
    that asks it to. `from_above` as in `enter_matter`. Raises MatterUnknown, EntryRefused
    (`entry_above`), CatalogueForbidden.
    """
    must_enter(actor)
    found = Matter.objects.select_for_update(of=("self",)).filter(catalog_code=matter).first()
    if found is None:
        raise MatterUnknown(matter=matter)
    if found.state == Matter.State.CANCELLED:
        return found
    _must_be_ours(actor, found.origin, from_above=from_above)
    for child in found.children.all():
        cancel_matter(
            actor=actor, now=now, matter=child.catalog_code, note=note, from_above=from_above
        )
    found.state, found.state_note = Matter.State.CANCELLED, note
    found.state_since = local_date(now)
    found.save(update_fields=["state", "state_note", "state_since"])
    record_matter(actor, now, found, "catalogue.matter_cancelled", note=note)
    following.tell_of_end(actor=actor, now=now, matter=found, note=note)
    return found
