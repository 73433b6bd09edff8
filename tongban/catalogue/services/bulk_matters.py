"""Entering thousands of new matters: what `enter_matter` does, by some instead of one by one."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tongban.catalogue.errors import MatterUnknown
from tongban.catalogue.models import Matter, MatterVersion, Topic, TopicMatter
from tongban.catalogue.rules.codes import parent_code, rank_of
from tongban.catalogue.services.basic import MatterDraft, checked, values_of, version_text
from tongban.catalogue.services.recording import act_on_matter, must_enter
from tongban.catalogue.types import Rank
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger


@transaction.atomic
def enter_new(
    *, actor: Actor, now: datetime, drafts: Sequence[tuple[MatterDraft, date]]
) -> list[Matter]:
    """Enter each as `enter_matter` would, with its day; none of them may be there yet.

    What stands above comes first, or is there. Returns them in the same order. Raises
    IdentifierError, EditionInvalid, MatterUnknown, CatalogueForbidden, before anything is written.
    """
    must_enter(actor)
    codes = [checked(draft) for draft, _day in drafts]
    above = {
        one.catalog_code: one
        for one in Matter.objects.filter(catalog_code__in={parent_code(code) for code in codes})
    }
    made: dict[str, Matter] = {}
    for rank in Rank:  # from the main items down, so that each finds what it stands under
        level = [n for n, code in enumerate(codes) if rank_of(code) is rank]
        rows = [_row(codes[n], drafts[n][0], above | made) for n in level]
        Matter.objects.bulk_create(rows)
        made |= {one.catalog_code: one for one in rows}
    inner = {one.parent_id for one in made.values() if one.parent_id}
    Matter.objects.filter(pk__in=inner, leaf=True).update(leaf=False)
    found = [made[code] for code in codes]
    _place(list(zip(found, drafts, strict=True)))
    _version(actor, now, list(zip(found, drafts, strict=True)))
    ledger.append_many(
        act_on_matter(actor, now, one, "catalogue.enter", type=one.type) for one in found
    )
    return found


def _row(code: str, draft: MatterDraft, above: dict[str, Matter]) -> Matter:
    parent = above.get(parent_code(code))
    if parent is None and rank_of(code) is Rank.HANDLING:
        raise MatterUnknown(matter=parent_code(code))
    return Matter(catalog_code=code, version=1, **values_of(draft, code, parent))


def _place(rows: Sequence[tuple[Matter, tuple[MatterDraft, date]]]) -> None:
    topics = {one.code: one for one in Topic.objects.all()}
    TopicMatter.objects.bulk_create(
        TopicMatter(topic=topics[name], matter=matter, order=order, note=note)
        for matter, (draft, _day) in rows
        for name, order, note in draft.topics
    )


def _version(
    actor: Actor, now: datetime, rows: Sequence[tuple[Matter, tuple[MatterDraft, date]]]
) -> None:
    versions = []
    for matter, (draft, day) in rows:
        text = version_text(draft)
        versions.append(
            MatterVersion(
                matter=matter,
                number=1,
                effective_from=day,
                content_text=text,
                content_hash="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
                source=draft.source,
                published_at=now,
                published_by=actor.ref,
            )
        )
    MatterVersion.objects.bulk_create(versions)
